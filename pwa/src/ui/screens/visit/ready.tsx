// Ready: the Film button is the gate.  It names only who is still to be asked; every other cause reads the same.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Code, RoomView } from '../../../vault/api';
import { useDesk, useNow, useView } from '../../desk';
import { AppFrame } from '../../frame/app-frame';
import { SideTurn } from '../../frame/side-turn';
import { Button, LinkButton } from '../../parts/button';
import { Chip } from '../../parts/lists';
import { sentenceOf, StatusNote } from '../../parts/note';
import { Sheet } from '../../parts/sheet';
import { roomOf } from '../../words/room';
import { useSay } from '../../words/say';
import { Speak } from '../../words/speak';
import { useBattery } from '../film/battery';
import { NO_ROOM } from '../film/roll';
import { SafariNote } from '../start/safari';
import { Trial, type StepProps } from '../visit';
import { nameOf } from './person';
import { SoundCheck } from './sound-check';

/** A battery that may not last for a film, percent. */
const LOW = 15;

export function Ready(props: StepProps): JSX.Element {
  const { visit } = props;
  const say = useSay();
  const side = useSignal<'together' | 'turning' | 'yours'>('together');
  const refused = props.roll.refused.value;
  const room = useView('room', undefined).value;
  // The room is told of want of room as of everything else for which nobody films today.
  const fault = room?.fault ?? NO_ROOM.find((one) => one === refused) ?? null;
  if (side.value === 'turning') {
    return (
      <SideTurn
        turned={() => {
          side.value = 'yours';
        }}
      />
    );
  }
  if (side.value === 'yours') return <YourSide {...props} fault={fault} back={() => (side.value = 'together')} />;
  const waits = visit.gate.state === 'nobody' || visit.gate.state === 'ask';
  const open = visit.gate.state === 'open' && fault === null;
  return (
    <AppFrame
      side="together"
      title={say('visit-ready')}
      back={{ to: `/visit/${visit.case}`, words: say('visit-back') }}
      beside={<Trial />}
    >
      {waits || open ? <Gate {...props} room={room} /> : null}
      {!waits && !open ? <NoFilming {...props} fault={fault} /> : null}
      {(waits || open) && fault === null ? <Facts room={room} /> : null}
      <Button
        kind="bare"
        icon="eye"
        press={() => {
          side.value = 'turning';
        }}
      >
        {say('frame-your-side')}
      </Button>
    </AppFrame>
  );
}

interface RoomProps {
  readonly room: RoomView | null;
}

/** Why no film can begin, whoever is here. */
interface FaultProps {
  readonly fault: Code | null;
}

function Gate({ go, roll, room, visit }: StepProps & RoomProps): JSX.Element {
  const refused = roll.refused.value;
  const say = useSay();
  const { install } = useDesk();
  const opening = useSignal(false);
  const showing = useSignal(false);
  const seconds = useSecondsUntil(room?.ready_at ?? null);
  const here = visit.persons.filter((one) => one.here);
  const ask = visit.persons.filter((one) => visit.gate.ask.includes(one.person));
  const [first] = ask;
  if (visit.gate.state !== 'open') {
    const to = first === undefined ? '' : `/ask/${first.person}`;
    const names = ask.map((one) => nameOf(one, say)).join(', ');
    return (
      <Button
        icon="film"
        press={() => {
          go(to);
        }}
      >
        {first === undefined ? say('visit-first-who') : say('visit-still-to-ask', { names })}
      </Button>
    );
  }
  // A tab whose storage the browser clears after some days is no place for a film.
  if (install.wouldLoseFilms) {
    return (
      <Speak areas={['start']}>
        <SafariNote />
      </Speak>
    );
  }
  const why = seconds === null ? null : say('visit-new-tablet', { seconds });
  return (
    <>
      <p role="status">{say('visit-all-yes')}</p>
      <Button
        kind="main"
        icon="film"
        unavailable={opening.value ? say('visit-opening-camera') : why}
        press={() => {
          opening.value = true;
          const persons = here.map((one) => one.person);
          void roll.begin({ case: visit.case, persons }).finally(() => {
            opening.value = false;
          });
        }}
      >
        {say('visit-film')}
      </Button>
      {refused === null ? null : (
        <StatusNote kind="warn" icon="warn" role="alert">
          <p>
            {refused === 'camera-refused' ? say('visit-camera-refused') : sentenceOf(refused, say)}{' '}
            <span class="code">({refused})</span>
          </p>
          {refused === 'camera-refused' ? (
            <Button
              press={() => {
                showing.value = true;
              }}
            >
              {say('visit-show-me')}
            </Button>
          ) : null}
        </StatusNote>
      )}
      <SoundCheck />
      {showing.value ? (
        <Sheet
          title={say('visit-camera-how')}
          close={() => {
            showing.value = false;
          }}
        >
          <ol class="stack steps">
            <li>{say('visit-camera-how-1')}</li>
            <li>{say('visit-camera-how-2')}</li>
            <li>{say('visit-camera-how-3')}</li>
          </ol>
        </Sheet>
      ) : null}
    </>
  );
}

/** A no, a later, a full tablet: the room sees the same. */
function NoFilming({ fault, visit }: StepProps & FaultProps): JSX.Element {
  const say = useSay();
  return (
    <>
      <p class="visit-question">{say('visit-no-filming')}</p>
      {fault === 'slots-full' && visit.gate.state === 'open' ? <p>{say('visit-slots-full')}</p> : null}
      <div class="visit-equal">
        <LinkButton icon="talk" to={`/families/${visit.case}`}>
          {say('visit-talk')}
        </LinkButton>
        <LinkButton icon="today" to={`/families/${visit.case}`}>
          {say('visit-another-day')}
        </LinkButton>
      </div>
    </>
  );
}

/** The cause, for the worker alone. */
function YourSide(props: StepProps & FaultProps & { readonly back: () => void }): JSX.Element {
  const { back, fault, visit } = props;
  const say = useSay();
  const without = visit.persons.filter((one) => one.here && (one.answer === 'no' || one.answer === 'later'));
  return (
    <AppFrame side="yours" title={say('visit-why')}>
      <div class="card stack">
        {without.map((one) => (
          <p key={one.person}>{say(`visit-why-${one.answer ?? 'later'}`, { name: nameOf(one, say) })}</p>
        ))}
        {fault === null ? null : <WhyFull fault={fault} />}
        {without.length === 0 && fault === null ? <p>{say('visit-why-nothing')}</p> : null}
        <Button icon="back" press={back}>
          {say('visit-back')}
        </Button>
      </div>
    </AppFrame>
  );
}

/** What stands in the way of every film, what is safe, and what to do. */
function WhyFull({ fault }: { readonly fault: Code }): JSX.Element {
  const say = useSay();
  if (fault === 'slots-full') return <p>{say('visit-slots-full')}</p>;
  return (
    <p>
      {sentenceOf(fault, say)} <span class="code">({fault})</span>
    </p>
  );
}

function Facts({ room }: RoomProps): JSX.Element {
  const say = useSay();
  const battery = useBattery().value;
  const low = battery !== null && battery.percent < LOW && !battery.charging;
  return (
    <div class="visit-facts">
      {room === null ? null : <Chip>{say('visit-room', { length: roomOf(room, say) })}</Chip>}
      {room === null || room.longest === 30 || room.longest === 0 ? null : (
        <Chip>{say('visit-longest', { minutes: room.longest })}</Chip>
      )}
      {battery === null ? null : <Chip>{say('visit-battery', { percent: battery.percent })}</Chip>}
      {low ? <Chip kind="warn">{say('visit-plug-in')}</Chip> : null}
    </div>
  );
}

/** Whole seconds until then; null where it is over. */
function useSecondsUntil(at: number | null): number | null {
  const now = useNow(1000).value;
  return at !== null && at > now ? Math.ceil((at - now) / 1000) : null;
}

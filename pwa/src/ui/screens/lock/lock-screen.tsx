// The lock: the service's name, the time, and who works with this tablet; no family, no film, no count.  Which lock it
// is shows by what it asks for: a PIN behind the screen lock, a passkey or five words behind the hard one.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { FaceView, LockView } from '../../../vault/api';
import { useDesk, useNow } from '../../desk';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { StatusNote } from '../../parts/note';
import { timeOf } from '../../words/dates';
import { isolated } from '../../words/isolated';
import { useSay, type Say } from '../../words/say';
import { Return } from './return';
import { StartAgain } from './start-again';

export function LockScreen({ linked }: { readonly linked: boolean }): JSX.Element {
  const say = useSay();
  const { locks, vault } = useDesk();
  const { service, stage } = vault.door.value;
  const view = vault.locks.value;
  return (
    <BareFrame title={isolated(service ?? say('frame-amanat'))} stage={stage} beside={<Clock />}>
      <div class="lock-column">
        {view?.lost === true ? (
          <StatusNote kind="warn" icon="warn" role="alert">
            <p>{say('frame-revoked')}</p>
          </StatusNote>
        ) : null}
        {linked ? (
          <StatusNote icon="tablet">
            <p>{say('lock-linked')}</p>
          </StatusNote>
        ) : null}
        {view === null ? <p role="status">{say('frame-starting')}</p> : <Who view={view} />}
        <p class="hint" data-lock={stage === 'veiled' ? 'screen' : 'hard'}>
          {whatWaits(stage === 'veiled', locks.handed.value, say)}
        </p>
      </div>
    </BareFrame>
  );
}

function whatWaits(veiled: boolean, handed: boolean | null, say: Say): string {
  if (veiled) return say('lock-sending');
  return say(handed === true ? 'lock-handed' : 'lock-waits');
}

function Clock(): JSX.Element {
  const say = useSay();
  const now = useNow(1_000);
  return <time class="lock-clock">{timeOf(now.value, say.language)}</time>;
}

/** The one who is behind the screen lock, the one who was chosen, or everybody to choose from. */
function Who({ view }: { readonly view: LockView }): JSX.Element {
  const say = useSay();
  const { locks, vault } = useDesk();
  const [only, second] = view.members;
  const alone = second === undefined ? (only?.owner ?? null) : null;
  const chosen = useSignal<number | null>(view.owner ?? alone);
  const face = view.members.find((one) => one.owner === chosen.value) ?? null;
  if (face === null) {
    return (
      <>
        <h2>{say('lock-who')}</h2>
        <ul class="faces">
          {view.members.map((one, i) => (
            <li key={one.owner}>
              <Button
                class="face-button"
                press={() => {
                  locks.handed.value = null;
                  chosen.value = one.owner;
                }}
              >
                <Face face={one} nth={i + 1} />
              </Button>
            </li>
          ))}
        </ul>
      </>
    );
  }
  const nth = view.members.indexOf(face) + 1;
  return (
    <>
      <p class="face-chosen">
        <Face face={face} nth={nth} />
      </p>
      <Return key={face.owner} face={face} view={view} />
      {vault.door.value.stage === 'locked' && view.unjoined.includes(face.owner) ? (
        <StartAgain owner={face.owner} />
      ) : null}
      {second === undefined ? null : (
        <Button
          kind="bare"
          icon="person"
          press={() => {
            chosen.value = null;
          }}
        >
          {say('lock-somebody-else')}
        </Button>
      )}
    </>
  );
}

/** A member as the tablet knows them before anybody has unlocked: initials; the first name where one of them was in. */
function Face({ face, nth }: { readonly face: FaceView; readonly nth: number }): JSX.Element {
  const say = useSay();
  return (
    <span class="face">
      <span class="face-initials" aria-hidden={face.name === null ? undefined : true}>
        {isolated(face.initials ?? String(nth))}
      </span>
      <span>{isolated(face.name ?? say('lock-member', { nth }))}</span>
    </span>
  );
}

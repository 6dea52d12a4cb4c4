// The screen while the camera is open: picture, ring, Stop.  Nothing leads away, and nothing is read out.
import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RoomView } from '../../../vault/api';
import { useView } from '../../desk';
import { Button } from '../../parts/button';
import { Icon } from '../../parts/icon';
import { roomOf } from '../../words/room';
import { useSay, useTongue } from '../../words/say';
import { useBattery } from './battery';
import { FilmRing } from './ring';
import type { Roll, Running } from './roll';

/** From so far behind on, that is said. */
const BEHIND_MS = 2_000;

/** Below that a phone says it too; where there is plenty of both, its screen is for the picture. */
const [SHORT_MINUTES, LOW_PERCENT] = [30, 20];

export function FilmingScreen({ roll, running }: { readonly roll: Roll; readonly running: Running }): JSX.Element {
  const say = useSay();
  const { language } = useTongue();
  const cameIn = useSignal(false);
  const room = useView('room', undefined);
  return (
    <main class="filming" data-surface="stage" data-stage="open" lang={language}>
      <header>
        <h1 class="film-on">
          <span class="film-dot" aria-hidden="true" />
          {say('film-on')}
        </h1>
        <Sealed running={running} />
        <span class="filming-facts">
          <Facts room={room.value} awake={running.awake} />
        </span>
      </header>
      <Preview stream={running.stream} />
      <FilmRing ms={running.ms} limit_ms={running.limit_ms} />
      <div class="film-notes">
        {running.missing === null ? null : <p class="film-missing">{say(`film-missing-${running.missing}`)}</p>}
        {cameIn.value ? (
          <div class="film-came-in">
            <p>{say('film-came-in-ask')}</p>
            <Button
              press={() => {
                cameIn.value = false;
              }}
            >
              {say('film-they-left')}
            </Button>
          </div>
        ) : null}
      </div>
      <StopButton roll={roll} stopping={running.stopping} />
      <div class="film-marks">
        <Button
          icon="person"
          press={() => {
            roll.mark('someone-came-in');
            cameIn.value = true;
          }}
        >
          {say('film-came-in')}
        </Button>
        <MarkButton roll={roll} />
        <small>{say('film-any-time')}</small>
      </div>
    </main>
  );
}

function Sealed({ running }: { readonly running: Running }): JSX.Element {
  const say = useSay();
  const { ms, sealed_ms } = running;
  const behind = ms - (sealed_ms ?? 0);
  const words =
    behind > BEHIND_MS ? say('film-behind', { seconds: Math.floor(behind / 1000) }) : say('film-sealed');
  return (
    <span class="film-sealed" data-behind={behind > BEHIND_MS}>
      <Icon name="lock" />
      <span>{sealed_ms === null ? say('film-sealing') : words}</span>
    </span>
  );
}

function Facts({ awake, room }: { readonly room: RoomView | null; readonly awake: boolean }): JSX.Element {
  const say = useSay();
  const battery = useBattery();
  return (
    <>
      {awake ? null : <span>{say('film-awake')}</span>}
      {room === null ? null : (
        <span data-calm={room.minutes >= SHORT_MINUTES}>
          {say('film-room', { length: roomOf(room, say) })}
        </span>
      )}
      {battery.value === null ? null : (
        <span data-calm={battery.value.percent >= LOW_PERCENT}>
          {say('film-battery', { percent: battery.value.percent })}
        </span>
      )}
    </>
  );
}

/** What the camera sees, as the others see it: not mirrored. */
function Preview({ stream }: { readonly stream: MediaStream }): JSX.Element {
  const say = useSay();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
  }, [stream]);
  return <video ref={video} class="film-preview" autoPlay muted playsInline aria-label={say('film-preview')} />;
}

function MarkButton({ roll }: { readonly roll: Roll }): JSX.Element {
  const say = useSay();
  const marked = useSignal(0);
  return (
    <Button
      icon={marked.value === 0 ? 'plus' : 'check'}
      press={() => {
        roll.mark('moment');
        marked.value += 1;
      }}
    >
      {marked.value === 0 ? say('film-mark') : say('film-marked', { count: marked.value })}
    </Button>
  );
}

/** One press, at once, by anybody: it has the focus, and Esc and Space do the same. */
function StopButton({ roll, stopping }: { readonly roll: Roll; readonly stopping: boolean }): JSX.Element {
  const say = useSay();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus();
    const pressed = (event: KeyboardEvent): void => {
      const other = event.target instanceof HTMLButtonElement && event.target !== button.current;
      if (event.key !== 'Escape' && (event.key !== ' ' || other)) return;
      event.preventDefault();
      roll.stop();
    };
    addEventListener('keydown', pressed);
    return () => {
      removeEventListener('keydown', pressed);
    };
  }, [roll]);
  const stop = (): void => {
    roll.stop();
  };
  return (
    <button ref={button} type="button" class="film-stop" aria-disabled={stopping} onPointerDown={stop} onClick={stop}>
      <span class="film-square" aria-hidden="true" />
      <span>{say('film-stop')}</span>
      <span lang="bn">{say('film-stop.second')}</span>
    </button>
  );
}

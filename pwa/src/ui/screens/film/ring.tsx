// The ring of a film: a turn is seven minutes, with ticks at 5 and 7 and a dashed part between them.
import type { JSX } from 'preact';
import { useSay } from '../../words/say';
import { clockOf } from '../../words/dates';

const TURN_MS = 7 * 60_000;
const ENOUGH_MS = 5 * 60_000;
const LAST_MS = 60_000;
const RADIUS = 78;
const LENGTH = 2 * Math.PI * RADIUS;

/** What the ring says: by its time, and in the last minute that it ends by itself. */
export function stateOf(ms: number, limit_ms: number): 'before' | 'enough' | 'plenty' | 'last' {
  if (ms >= limit_ms - LAST_MS) return 'last';
  if (ms >= TURN_MS) return 'plenty';
  return ms >= ENOUGH_MS ? 'enough' : 'before';
}

/** A point of the ring at so many minutes, at that distance from its centre. */
function at(minutes: number, distance: number): { readonly x: number; readonly y: number } {
  const angle = (minutes / 7) * 2 * Math.PI;
  return { x: 110 + distance * Math.sin(angle), y: 110 - distance * Math.cos(angle) };
}

function Tick({ minutes }: { readonly minutes: 5 | 7 }): JSX.Element {
  const [inner, outer, number] = [at(minutes, RADIUS - 13), at(minutes, RADIUS + 11), at(minutes, RADIUS + 23)];
  return (
    <>
      <path class="ring-tick" d={`M${inner.x} ${inner.y}L${outer.x} ${outer.y}`} />
      <text x={number.x} y={number.y + 6} text-anchor="middle">
        {minutes}
      </text>
    </>
  );
}

export function FilmRing({ limit_ms, ms }: { readonly ms: number; readonly limit_ms: number }): JSX.Element {
  const say = useSay();
  const part = Math.min(1, ms / TURN_MS);
  const [five, seven] = [at(5, RADIUS), at(7, RADIUS)];
  const state = stateOf(ms, limit_ms);
  return (
    <div class="film-ring">
      <svg viewBox="0 0 220 220" aria-hidden="true">
        <path class="ring-way" d={`M${seven.x} ${seven.y}A${RADIUS} ${RADIUS} 0 1 1 ${five.x} ${five.y}`} />
        <path class="ring-dashes" d={`M${five.x} ${five.y}A${RADIUS} ${RADIUS} 0 0 1 ${seven.x} ${seven.y}`} />
        <circle
          class="ring-done"
          cx="110"
          cy="110"
          r={RADIUS}
          stroke-dasharray={`${LENGTH * part} ${LENGTH}`}
          transform="rotate(-90 110 110)"
        />
        <Tick minutes={5} />
        <Tick minutes={7} />
      </svg>
      <p class="film-time" role="timer" aria-live="off">
        <strong>{clockOf(ms)}</strong>
        <span>{say('film-minutes')}</span>
      </p>
      <p class="film-words" data-state={state}>
        <strong>{say(`film-ring-${state}`)}</strong>
        {state === 'enough' ? <span>{say('film-ring-enough.second')}</span> : null}
      </p>
    </div>
  );
}

// The app's own icons: 24 grid, 2 px round stroke, the colour of the words beside them.  They only help: every control
// has words.
import type { JSX } from 'preact';

/** The drawing of each icon as paths; a circle is two arcs. */
const DRAWINGS = {
  today: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5V8M15.5 3.5V8',
  family: 'M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11M3 19.5c0-3.4 2.6-5.8 6-5.8s6 2.4 6 5.8M16.6 11.4a2.4 2.4 0 1 0 0-4.8M17.4 14.4c2.2.5 3.6 2.4 3.6 4.9',
  film: 'M3.5 6.5h12v11h-12zM15.5 10.5l5-3v9l-5-3',
  talk: 'M4 5h16v11H10l-4 4v-4H4z',
  more: 'M6 12.8a.8.8 0 1 0 0-1.6.8.8 0 0 0 0 1.6M12 12.8a.8.8 0 1 0 0-1.6.8.8 0 0 0 0 1.6M18 12.8a.8.8 0 1 0 0-1.6.8.8 0 0 0 0 1.6',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  cover: 'M4 4h16M5.5 4v13M18.5 4v13M9 4v13M12 4v13M15 4v13M4 20h16M5.5 17h13',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M9.5 9.5a2.6 2.6 0 1 1 3.6 2.4c-.8.4-1.1.9-1.1 1.7M12 17h.01',
  hand: 'M7 13V7.5a1.5 1.5 0 0 1 3 0V12M10 11V5a1.5 1.5 0 0 1 3 0v6M13 11V6a1.5 1.5 0 0 1 3 0v6M16 12V8.5a1.5 1.5 0 0 1 3 0V15c0 3.6-2.4 6-6 6s-5.2-1.8-7-5l-1.8-3a1.5 1.5 0 0 1 2.5-1.6L7 13',
  tablet: 'M6 3h12v18H6zM11 18h2',
  server: 'M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.01M7.5 16h.01',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6',
  check: 'M4.5 12.5l5 5 10-11',
  bin: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  'no-net': 'M4 4l16 16M5 12.5a10 10 0 0 1 4-2.4M8.5 16a5 5 0 0 1 6.2-.5M2.5 9a14 14 0 0 1 4.6-2.9M11 5.1A14 14 0 0 1 21.5 9M14.5 10.3a10 10 0 0 1 4.5 2.2M12 19.5h.01',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  again: 'M4 12a8 8 0 1 0 2.6-5.9M4 4v5h5',
  back: 'M14.5 5l-7 7 7 7',
  next: 'M9.5 5l7 7-7 7',
  shield: 'M12 3l8 3v6c0 4.6-3.2 7.6-8 9-4.8-1.4-8-4.4-8-9V6zM8.5 12l2.5 2.5 4.5-5',
  plus: 'M12 5v14M5 12h14',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7.5V12l3 2',
  person: 'M12 11.5a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6M5 20.5c0-3.9 3-6.6 7-6.6s7 2.7 7 6.6',
  note: 'M6 3h9l4 4v14H6zM9.5 11h6M9.5 15h6',
  captions: 'M3.5 6h17v12h-17zM7 14h4M13 14h4M7 10.5h10',
  mic: 'M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3M6 11.5a6 6 0 0 0 12 0M12 17.5V21',
  square: 'M6 6h12v12H6z',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.5 15.5L20 20',
  warn: 'M12 4l9 16H3zM12 10v4.5M12 17.5h.01',
} as const;

export type IconName = keyof typeof DRAWINGS;

/** Shapes that are filled where they stand for play and stop. */
const FILLED: readonly IconName[] = ['play', 'square'];

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class={FILLED.includes(name) ? 'icon filled' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}

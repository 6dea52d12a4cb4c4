// What a screen is given: the parts of the way behind its first word, and who looks.
import type { JSX } from 'preact';
import type { Place } from '../frame/app-frame';
import { ROLE } from '../places';

export interface ScreenProps {
  /** The parts of the way behind the screen's own: of `#/families/<id>/notes` id and notes. */
  readonly rest: readonly string[];
  /** The member's role on this device; null where it has none any more. */
  readonly role: number | null;
  readonly places: readonly Place[];
}

/** The corners of a screen that everybody has: who sits at a desk has the lock alone. */
export function cornersOf(role: number | null): 'lock' | 'cover-and-lock' {
  return role === ROLE.admin || role === ROLE.supervisor ? 'lock' : 'cover-and-lock';
}

export type Screen = (props: ScreenProps) => JSX.Element;

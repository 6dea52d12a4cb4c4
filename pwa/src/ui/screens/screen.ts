// What a screen is given: the parts of the way behind its first word, and who looks.
import type { JSX } from 'preact';
import type { Place } from '../frame/app-frame';

export interface ScreenProps {
  /** The parts of the way behind the screen's own: of `#/families/<id>/notes` id and notes. */
  readonly rest: readonly string[];
  /** The member's role on this device; null where it has none any more. */
  readonly role: number | null;
  readonly places: readonly Place[];
}

export type Screen = (props: ScreenProps) => JSX.Element;

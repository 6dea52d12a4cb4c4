// Where notes stand, and what is around them there.
import type { NotePlace } from '../../vault/api';

/** The place of notes, the moment that is before somebody, and the way back to a moment. */
export interface NoteSpot {
  readonly place: NotePlace;
  /** The moment of the film that a note begun now is about, ms; null on a family's page. */
  readonly at: number | null;
  /** Shows a moment of the film; null where none is shown beside the notes. */
  readonly seek: ((ms: number) => void) | null;
}

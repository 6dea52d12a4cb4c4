// Room on this tablet, in minutes of film: what the screens show, when copies leave, and how long a film may be.
//
// [Note: why a ballast] A film is sealed anew when it is closed, which needs its size a second time.  A tablet that is
// full by then could not close the film that filled it.  So the vault keeps a file that holds that room, and drops it
// as the first step of a finish that finds none.

/** Bytes of a minute of film: 2 Mb/s of picture, 64 kb/s of sound, what the journal adds, and the filler at its end. */
export const MINUTE_BYTES = 16 * 1_048_576;
/** Minutes of the longest film. */
export const LONGEST = 30;
/** Minutes that the ballast holds at least. */
export const LEAST = 10;
export const LEAST_BYTES = LEAST * MINUTE_BYTES;
/** Below so many minutes of room, local copies of films that are safe on the server leave. */
export const SHORT = 60;
/** Bytes beyond which nobody looks how much room there is: a ballast, and what is not short of room. */
export const MOST_ASKED = (LONGEST + SHORT) * MINUTE_BYTES;

/** Bytes of the ballast where so many are free, the ballast's own counted in; 0 where not even the least fits. */
export function ballastFor(free_bytes: number): number {
  if (free_bytes < LEAST_BYTES) return 0;
  const half = Math.floor(free_bytes / 2 / MINUTE_BYTES) * MINUTE_BYTES;
  return Math.min(LONGEST * MINUTE_BYTES, Math.max(LEAST_BYTES, half));
}

/** How long a film may be that a ballast of so many bytes can close, ms. */
export function longestFilm(ballast_bytes: number): number {
  return Math.min(LONGEST, Math.floor(ballast_bytes / MINUTE_BYTES)) * 60_000;
}

/** The journal's bytes at which filming stops: the finished film is filled up to a Padmé size, at most a 32nd more. */
export function longestJournal(ballast_bytes: number): number {
  return Math.floor((ballast_bytes * 31) / 32);
}

/** Whole minutes of film that fit in `free_bytes`, of which the ballast still lacks `missing_bytes`. */
export function minutesOf(free_bytes: number, missing_bytes: number): number {
  return Math.max(0, Math.floor((free_bytes - missing_bytes) / MINUTE_BYTES));
}

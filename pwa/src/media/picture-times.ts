// When each picture of a film is shown.  Films have no constant frame rate: a picture is found by its place in the
// sorted row of times, never by time × rate.

/** Half of the finest clock that a film's container counts by, s. */
const GRAIN = 1e-5;

/** The picture (from 0) that is shown at `time` (s): the last one that begins no later; the first one before that. */
export function pictureAt(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= time + GRAIN) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** A time (s) well inside the span in which a picture is shown, for players that are asked by time. */
export function insideOf(times: Float64Array, picture: number): number {
  const begins = times[picture] ?? 0;
  const ends = times[picture + 1];
  return ends === undefined ? begins + GRAIN : (begins + ends) / 2;
}

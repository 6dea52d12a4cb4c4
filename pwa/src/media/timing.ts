// When the packets of a film are decoded and shown, from the times in its journal.
import { type FilmIndex, type PacketTable } from './film-index.ts';

/** One track's packets; all in ms. */
export interface Timing {
  /** When the first packet is shown, from the film's own start. */
  readonly delay: number;
  /** From each packet's decoding to the next one's. */
  readonly steps: Uint32Array;
  /** Shown minus decoded; null where all are 0. */
  readonly shifts: Int32Array | null;
  readonly duration: number;
}

export interface FilmTiming {
  readonly video: Timing;
  /** Null where the film has no sound. */
  readonly audio: Timing | null;
  /** The whole film, from its first packet to the end of its last. */
  readonly ms: number;
}

/** How long a packet lasts where there is no second one to measure by. */
const LONE_PICTURE_MS = 33;
const LONE_SOUND_MS = 20;

/** The film begins with its earliest packet, whatever its time. */
export function filmTiming(index: FilmIndex): FilmTiming {
  const silent = index.audio.count === 0;
  const start = Math.min(earliest(index.video), silent ? Infinity : earliest(index.audio));
  const video = timingOf(index.video, start, LONE_PICTURE_MS);
  const audio = silent ? null : timingOf(index.audio, start, LONE_SOUND_MS);
  return { video, audio, ms: Math.max(endOf(video), audio === null ? 0 : endOf(audio)) };
}

function endOf(timing: Timing): number {
  return timing.delay + timing.duration;
}

function earliest(table: PacketTable): number {
  return table.times.values.reduce((least, ms) => Math.min(least, ms), Infinity);
}

function timingOf(table: PacketTable, start: number, loneMs: number): Timing {
  const shown = table.times.values;
  // Encoders that send pictures out of order are rare in real time; then decode times are the shown times in order.
  const decoded = shown.slice().sort();
  const steps = new Uint32Array(shown.length);
  const shifts = new Int32Array(shown.length);
  decoded.forEach((ms, at) => {
    const next = decoded[at + 1] ?? ms + (at > 0 ? ms - (decoded[at - 1] ?? 0) : loneMs);
    steps[at] = next - ms;
    shifts[at] = (shown[at] ?? 0) - ms;
  });
  return {
    delay: (decoded[0] ?? 0) - start,
    steps,
    shifts: shifts.some((shift) => shift !== 0) ? shifts : null,
    duration: steps.reduce((sum, step) => sum + step, 0),
  };
}

// Moments that somebody marks while filming.  They lie as sealed records of their own in the film's journal, between
// the batches, and are told as `film-marks` when the film is closed (docs/spec/journal.md rules 6 and 7).
import { ascii, concat, integer, readInteger, same, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Mark } from '../sync/wire.gen';

export type { Mark } from '../sync/wire.gen';

const MAGIC = ascii('AJM1');
const LENGTH = 13;
const KINDS: readonly Mark['kind'][] = ['moment', 'someone-came-in'];
/** More than anybody can press in half an hour, and fewer than the event holds. */
export const MOST_MARKS = 2_000;

/** The plaintext of a mark's record: `AJM1` ms u64 kind u8, kinds counted from 1. */
export function writeMark(mark: Mark): Bytes {
  return concat(MAGIC, integer(mark.ms, 8), Uint8Array.of(KINDS.indexOf(mark.kind) + 1));
}

/** The mark in a record's plaintext; throws `film-journal` where it is none. */
export function readMark(plain: Bytes): Mark {
  const kind = KINDS[(plain[LENGTH - 1] ?? 0) - 1];
  const ms = readInteger(plain.slice(4, 12));
  const whole = plain.length === LENGTH && same(plain.subarray(0, 4), MAGIC);
  if (!whole || kind === undefined || ms === null) throw refuse('film-journal', 'a mark is damaged');
  return { ms, kind };
}

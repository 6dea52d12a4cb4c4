// Matroska (RFC 9559) as far as a film's journal uses it: one walk over the elements that stops at the
// first one that is not whole, so that a journal cut off anywhere gives every block that was written.
import { refuse } from '../sync/errors.ts';

/** The plaintext of a film's journal, in ranges. */
export interface JournalSource {
  readonly size: number;
  /** The bytes from `start` up to, not including, `end`; `end` never exceeds `size`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Ids of EBML elements, their length marker included. */
export const ID = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  projection: 0x7670,
  poseRoll: 0x7675,
  colour: 0x55b0,
  matrix: 0x55b1,
  range: 0x55b9,
  transfer: 0x55ba,
  primaries: 0x55bb,
  audio: 0xe1,
  channels: 0x9f,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  referenceBlock: 0xfb,
} as const;

/** One encoded picture or stretch of sound; `start` to `end` is its data.  Positions are offsets into the journal. */
export interface Block {
  readonly track: number;
  readonly ms: number;
  readonly key: boolean;
  /** The timestamp of the cluster that the block stands in, ms. */
  readonly clusterMs: number;
  /** Which cluster of the journal, from 0. */
  readonly cluster: number;
  readonly elementStart: number;
  readonly elementEnd: number;
  readonly start: number;
  readonly end: number;
}

/** An element inside bytes that are at hand: `start` to `end` is its content. */
export interface Element {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

const UNKNOWN = -1;
const LONGEST_ELEMENT_HEADER = 12;
/** One second of film at 2 Mb/s: few reads, little held. */
const READ_STEP = 256 * 1024;

/** The part of a journal that is at hand; it moves forward only, and holds what was not released. */
export class JournalWindow {
  readonly #source: JournalSource;
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;

  constructor(source: JournalSource) {
    this.#source = source;
  }

  get size(): number {
    return this.#source.size;
  }

  /** Makes the bytes up to `end` available; false where the journal ends before. Throws `film-journal`. */
  async reach(end: number): Promise<boolean> {
    if (end > this.size) return false;
    const have = this.#start + this.#bytes.length;
    if (end <= have) return true;
    const to = Math.min(this.size, Math.max(end, have + READ_STEP));
    const read = await this.#source.read(have, to);
    if (read.length !== to - have) throw refuse('film-journal', 'a range came back with another length');
    const grown = new Uint8Array(this.#bytes.length + read.length);
    grown.set(this.#bytes);
    grown.set(read, this.#bytes.length);
    this.#bytes = grown;
    return true;
  }

  /** A view of bytes that `reach` made available and `release` did not give up; it stays valid. */
  view(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start - this.#start, end - this.#start);
  }

  /** Gives up everything before `at`. */
  release(at: number): void {
    const drop = Math.min(at - this.#start, this.#bytes.length);
    if (drop <= 0) return;
    this.#bytes = this.#bytes.subarray(drop);
    this.#start += drop;
  }
}

/** The blocks of a journal in the order they were written, after its track entries. */
export class JournalWalk {
  readonly window: JournalWindow;
  /** The first byte that belongs to no whole element; known once `blocks()` has ended. */
  end = 0;
  /** The content of the `Tracks` element, null before the first block and in a journal that has none. */
  tracks: Uint8Array | null = null;

  constructor(source: JournalSource) {
    this.window = new JournalWindow(source);
  }

  /**
   * Yields whole blocks only and ends at the first element that is cut short or is no Matroska.
   * What lies before the last yielded block may be released by the caller.  Throws `film-journal`
   * for bytes that do not start as a journal of this app does.
   */
  async *blocks(): AsyncGenerator<Block, void, undefined> {
    let clusterMs = 0;
    let cluster = -1;
    let at = 0;
    for (;;) {
      const element = await this.#element(at);
      if (element === null) return;
      if (at === 0 && element.id !== ID.ebml) throw refuse('film-journal', 'the first element is not EBML');
      if (element.id === ID.cluster) cluster += 1;
      if (element.id === ID.segment || element.id === ID.cluster) {
        // Both are open-ended in an append-only file: their children follow one another in one flat row.
        at = element.start;
        this.end = at;
        continue;
      }
      if (element.end === UNKNOWN || !(await this.window.reach(element.end))) return;
      const content = this.window.view(element.start, element.end);
      if (element.id === ID.info) checkScale(content);
      if (element.id === ID.tracks) this.tracks = content.slice();
      if (element.id === ID.timestamp) clusterMs = readUnsigned(content);
      const block = readBlock(element, content, { elementStart: at, elementEnd: element.end, clusterMs, cluster });
      at = element.end;
      this.end = at;
      if (block !== null) yield block;
    }
  }

  async #element(at: number): Promise<Element | null> {
    const header = Math.min(this.window.size, at + LONGEST_ELEMENT_HEADER);
    if (!(await this.window.reach(header))) return null;
    return readElement(this.window.view(at, header), 0, at);
  }
}

/** The elements inside the content of another; ends quietly at one that is cut short. */
export function* elementsOf(content: Uint8Array): Generator<Element, void, undefined> {
  let at = 0;
  while (at < content.length) {
    const element = readElement(content, at, 0);
    if (element === null || element.end === UNKNOWN || element.end > content.length) return;
    yield element;
    at = element.end;
  }
}

export function readUnsigned(content: Uint8Array): number {
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

export function readFloat(content: Uint8Array): number {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.length === 4) return view.getFloat32(0);
  return content.length === 8 ? view.getFloat64(0) : 0;
}

/** The element that begins at `at`; positions are shifted by `shift`.  Null where no whole header stands. */
function readElement(bytes: Uint8Array, at: number, shift: number): Element | null {
  const id = vintAt(bytes, at, 4);
  if (id === null) return null;
  const size = vintAt(bytes, at + id.length, 8);
  if (size === null) return null;
  const start = at + id.length + size.length + shift;
  return { id: readUnsigned(id), start, end: isUnknown(size) ? UNKNOWN : start + withoutMarker(size) };
}

/** The bytes of a variable-size integer, its length marker among them (RFC 8794, section 4). */
function vintAt(bytes: Uint8Array, at: number, longest: number): Uint8Array | null {
  const length = Math.clz32(bytes[at] ?? 0) - 23;
  return length > longest || at + length > bytes.length ? null : bytes.subarray(at, at + length);
}

/** The marker goes before the number is made: with it, eight bytes are more than a double holds. */
function withoutMarker(vint: Uint8Array): number {
  return vint.reduce((value, byte, nth) => (nth === 0 ? byte ^ (0x80 >> (vint.length - 1)) : value * 256 + byte), 0);
}

/** RFC 8794, section 6.2: all data bits set to one is the reserved value of an unknown size. */
function isUnknown(vint: Uint8Array): boolean {
  return vint.every((byte, nth) => byte === (nth === 0 ? 0xff >> (vint.length - 1) : 0xff));
}

function checkScale(info: Uint8Array): void {
  for (const element of elementsOf(info)) {
    if (element.id !== ID.timestampScale) continue;
    const scale = readUnsigned(info.subarray(element.start, element.end));
    if (scale !== 1_000_000) throw refuse('film-journal', 'its clock does not count milliseconds');
  }
}

type Place = Pick<Block, 'elementStart' | 'elementEnd' | 'clusterMs' | 'cluster'>;

function readBlock(element: Element, content: Uint8Array, place: Place): Block | null {
  if (element.id === ID.simpleBlock) return blockAt(content, element.start, place, null);
  if (element.id !== ID.blockGroup) return null;
  const parts = [...elementsOf(content)];
  const inner = parts.find((part) => part.id === ID.block);
  if (inner === undefined) return null;
  const key = !parts.some((part) => part.id === ID.referenceBlock);
  return blockAt(content.subarray(inner.start, inner.end), element.start + inner.start, place, key);
}

/** RFC 9559, section 10: track number, signed 16-bit timestamp relative to the cluster, flags, data. */
function blockAt(content: Uint8Array, start: number, place: Place, key: boolean | null): Block | null {
  const track = vintAt(content, 0, 8);
  if (track === null || content.length < track.length + 3) return null;
  const high = content[track.length] ?? 0;
  const low = content[track.length + 1] ?? 0;
  const flags = content[track.length + 2] ?? 0;
  const relative = ((high << 24) >> 16) | low;
  return {
    track: withoutMarker(track),
    // A packet before the film's start counts as at its start.
    ms: Math.max(0, place.clusterMs + relative),
    key: key ?? (flags & 0x80) !== 0,
    clusterMs: place.clusterMs,
    cluster: place.cluster,
    elementStart: place.elementStart,
    elementEnd: place.elementEnd,
    start: start + track.length + 3,
    end: start + content.length,
  };
}

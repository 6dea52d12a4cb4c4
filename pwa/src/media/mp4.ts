// An MP4 (ISO/IEC 14496-12) whose `moov` stands before its `mdat`, written from the index of a film.
import { concat, type Bytes } from '../sync/bytes.ts';
import { big32, big64, box, fullBox, text, u16, u32, u64 } from './boxes.ts';
import { type FilmIndex, type PacketTable } from './film-index.ts';
import { OPUS_SCALE, pictureEntry, soundEntry } from './sample-entry.ts';
import { type FilmTiming, type Timing } from './timing.ts';

/** The movie and its pictures count milliseconds, as the journal does. */
const MS_SCALE = 1000;
const LARGE_BOX_HEADER = 16;
const UNDETERMINED_LANGUAGE = 0x55c4;
const ONE = 0x00010000;

/**
 * Everything before the first byte of film: `ftyp`, `moov` and the header of `mdat`.
 * The media follow group by group, pictures before sound.
 */
export function mp4Head(index: FilmIndex, timing: FilmTiming): Bytes {
  const fileType = fileTypeOf(index);
  const draft = movie(index, timing, 0);
  const mediaAt = fileType.length + draft.length + LARGE_BOX_HEADER;
  return concat(fileType, movie(index, timing, mediaAt), mediaHeader(mediaBytes(index)));
}

/** The bytes of film themselves. */
export function mediaBytes(index: FilmIndex): number {
  const sum = (table: PacketTable): number => table.groupBytes.values.reduce((all, bytes) => all + bytes, 0);
  return sum(index.video) + sum(index.audio);
}

/** A `free` box of `length` bytes in all, at least 8. */
export function mp4Filler(length: number): Bytes {
  return box('free', new Uint8Array(length - 8));
}

function fileTypeOf(index: FilmIndex): Bytes {
  const brands = index.tracks.video.codec === 'avc' ? ['isom', 'iso2', 'avc1', 'mp41'] : ['isom', 'iso2', 'mp41'];
  return box('ftyp', text('isom'), u32(0x200), ...brands.map(text));
}

/** The 64-bit length is used always, so that the header's own length never depends on the film's. */
function mediaHeader(bytes: number): Bytes {
  return concat(u32(1), text('mdat'), u64(LARGE_BOX_HEADER + bytes));
}

/** One track on its way into `moov`: what differs between picture and sound. */
interface Part {
  readonly table: PacketTable;
  readonly timing: Timing;
  readonly scale: number;
  readonly offsets: Float64Array;
  readonly handler: 'vide' | 'soun';
  readonly mediaInfo: Bytes;
  readonly sampleEntry: Bytes;
  readonly volume: number;
  readonly shape: { readonly width: number; readonly height: number; readonly rotation: number };
}

function movie(index: FilmIndex, timing: FilmTiming, mediaAt: number): Bytes {
  const { video, audio } = index.tracks;
  const offsets = chunkOffsets(index, mediaAt);
  const parts: Part[] = [
    {
      table: index.video,
      timing: timing.video,
      scale: MS_SCALE,
      offsets: offsets.video,
      handler: 'vide',
      mediaInfo: fullBox('vmhd', 0, 1, new Uint8Array(8)),
      sampleEntry: pictureEntry(video),
      volume: 0,
      shape: video,
    },
  ];
  if (audio !== null && timing.audio !== null) {
    parts.push({
      table: index.audio,
      timing: timing.audio,
      scale: OPUS_SCALE,
      offsets: offsets.audio,
      handler: 'soun',
      mediaInfo: fullBox('smhd', 0, 0, new Uint8Array(4)),
      sampleEntry: soundEntry(audio),
      volume: 0x0100,
      shape: { width: 0, height: 0, rotation: 0 },
    });
  }
  // Times of making stay 0 (unknown): the ledger says when, and only to who may read it.
  const rates = concat(u32(0, 0, MS_SCALE, timing.ms, ONE), u16(0x0100, 0), u32(0, 0));
  const rest = concat(new Uint8Array(24), u32(parts.length + 1));
  const header = fullBox('mvhd', 0, 0, rates, turned(0, 0, 0), rest);
  return box('moov', header, ...parts.map((part, at) => trackBox(part, at + 1)));
}

/** Where each group's pictures and sounds begin in the file, for groups that have any. */
function chunkOffsets(index: FilmIndex, mediaAt: number): { video: Float64Array; audio: Float64Array } {
  const video: number[] = [];
  const audio: number[] = [];
  let at = mediaAt;
  index.video.groupBytes.values.forEach((bytes, group) => {
    if ((index.video.groupCounts.values[group] ?? 0) > 0) video.push(at);
    at += bytes;
    if ((index.audio.groupCounts.values[group] ?? 0) > 0) audio.push(at);
    at += index.audio.groupBytes.values[group] ?? 0;
  });
  return { video: Float64Array.from(video), audio: Float64Array.from(audio) };
}

function trackBox(part: Part, id: number): Bytes {
  const { delay, duration } = part.timing;
  const { width, height, rotation } = part.shape;
  const times = concat(u32(0, 0, id, 0, delay + duration, 0, 0), u16(0, 0, part.volume, 0));
  const size = u32(width * ONE, height * ONE);
  const clock = concat(u32(0, 0, part.scale, (duration * part.scale) / MS_SCALE), u16(UNDETERMINED_LANGUAGE, 0));
  const media = box(
    'mdia',
    fullBox('mdhd', 0, 0, clock),
    fullBox('hdlr', 0, 0, u32(0), text(part.handler), u32(0, 0, 0), text('\0')),
    box('minf', part.mediaInfo, box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))), sampleTable(part)),
  );
  const header = fullBox('tkhd', 0, 3, times, turned(rotation, width, height), size);
  return box('trak', header, editList(delay, duration), media);
}

/** A track that begins after the other is held back by an empty edit. */
function editList(delay: number, duration: number): Bytes {
  const wait = delay > 0 ? [u32(delay, 0xffffffff, ONE)] : [];
  return box('edts', fullBox('elst', 0, 0, u32(wait.length + 1), ...wait, u32(duration, 0, ONE)));
}

function sampleTable(part: Part): Bytes {
  const { table, timing } = part;
  const keys = table.keys.values;
  const unit = part.scale / MS_SCALE;
  return box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), part.sampleEntry),
    fullBox('stts', 0, 0, runs(timing.steps, unit)),
    ...(timing.shifts === null ? [] : [fullBox('ctts', 1, 0, runs(timing.shifts, unit))]),
    ...(keys.length === table.count ? [] : [fullBox('stss', 0, 0, u32(keys.length), big32(keys.map((at) => at + 1)))]),
    fullBox('stsc', 0, 0, samplesPerChunk(table)),
    fullBox('stsz', 0, 0, u32(0, table.count), big32(table.sizes.values)),
    fullBox('co64', 0, 0, u32(part.offsets.length), big64(part.offsets)),
  );
}

/** Rows of (how many in a row, which value), counted; values are multiplied by `unit`. */
function runs(values: Uint32Array | Int32Array, unit: number): Bytes {
  const rows: number[] = [];
  let at = 0;
  while (at < values.length) {
    const value = values[at] ?? 0;
    let end = at + 1;
    while (end < values.length && values[end] === value) end += 1;
    rows.push(end - at, value * unit);
    at = end;
  }
  return concat(u32(rows.length / 2), big32(rows));
}

function samplesPerChunk(table: PacketTable): Bytes {
  const rows: number[] = [];
  let chunk = 0;
  let last = 0;
  table.groupCounts.values.forEach((count) => {
    if (count === 0) return;
    chunk += 1;
    if (count !== last) rows.push(chunk, count, 1);
    last = count;
  });
  return concat(u32(rows.length / 3), big32(rows));
}

/** The matrix that turns a picture clockwise and moves it back into view. */
function turned(rotation: number, width: number, height: number): Bytes {
  const [w, h] = [width * ONE, height * ONE];
  const matrices: Readonly<Record<number, readonly number[]>> = {
    90: [0, ONE, 0, -ONE, 0, 0, h, 0],
    180: [-ONE, 0, 0, 0, -ONE, 0, w, h],
    270: [0, -ONE, 0, ONE, 0, 0, 0, w],
  };
  return u32(...(matrices[rotation] ?? [ONE, 0, 0, 0, ONE, 0, 0, 0]), 0x40000000);
}

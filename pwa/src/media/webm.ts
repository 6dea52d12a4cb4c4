// A WebM file whose `Cues` stand before its clusters, written from the index of a film.
import { concat, type Bytes } from '../sync/bytes.ts';
import { big64, text } from './boxes.ts';
import { type FilmIndex } from './film-index.ts';
import { ID } from './matroska.ts';

const VOID = 0xec;
const MAKER = 'Amanat';

/** What stands before the first cluster, and how long the clusters are in all. */
export interface WebmFrame {
  readonly mediaBytes: number;
  /** The head of a file whose segment ends with `filler` more bytes; its own length does not depend on them. */
  head(filler: number): Bytes;
}

export function webmFrame(index: FilmIndex, ms: number): WebmFrame {
  const clusters = clusterLengths(index);
  const mediaBytes = clusters.reduce((sum, length) => sum + length, 0);
  const info = element(
    ID.info,
    unsigned(ID.timestampScale, 1_000_000),
    element(0x4489, float64(ms)), // Duration
    element(0x4d80, text(MAKER)), // MuxingApp
    element(0x5741, text(MAKER)), // WritingApp
  );
  const tracks = element(ID.tracks, index.tracks.entries);
  const before = info.length + tracks.length;
  // The numbers in the cues have fixed widths: how long they are does not depend on where they point.
  const firstAt = before + cues(index, clusters, 0).length;
  const known = concat(info, tracks, cues(index, clusters, firstAt));
  return {
    mediaBytes,
    head: (filler) => concat(fileHeader(), header(ID.segment, known.length + mediaBytes + filler), known),
  };
}

/** What precedes the blocks of one group: a cluster's header and its timestamp. */
export function webmClusterHead(clusterMs: number, blockBytes: number): Bytes {
  const timestamp = unsigned(ID.timestamp, clusterMs);
  return concat(header(ID.cluster, timestamp.length + blockBytes), timestamp);
}

/** A `Void` element of `length` bytes in all, at least 8. */
export function webmFiller(length: number): Bytes {
  if (length === 8) return Uint8Array.of(VOID, 0x86, 0, 0, 0, 0, 0, 0);
  return concat(header(VOID, length - 9), new Uint8Array(length - 9));
}

function clusterLengths(index: FilmIndex): number[] {
  const times = index.groupTimes.values;
  return Array.from(
    index.groupElementBytes.values,
    (bytes, group) => webmClusterHead(times[group] ?? 0, bytes).length + bytes,
  );
}

function cues(index: FilmIndex, clusters: readonly number[], firstAt: number): Bytes {
  const keys = index.groupKeys.values;
  const times = index.groupTimes.values;
  const points: Bytes[] = [];
  let at = firstAt;
  clusters.forEach((length, group) => {
    if (keys[group] === 1) {
      const position = element(0xb7, unsigned(0xf7, index.tracks.video.number), unsigned(0xf1, at)); // track and place
      points.push(element(0xbb, unsigned(0xb3, times[group] ?? 0), position));
    }
    at += length;
  });
  return element(0x1c53bb6b, ...points);
}

function fileHeader(): Bytes {
  return element(
    ID.ebml,
    unsigned(0x4286, 1), // EBMLVersion
    unsigned(0x42f7, 1), // EBMLReadVersion
    unsigned(0x42f2, 4), // EBMLMaxIDLength
    unsigned(0x42f3, 8), // EBMLMaxSizeLength
    element(ID.docType, text('webm')),
    unsigned(0x4287, 4), // DocTypeVersion
    unsigned(0x4285, 2), // DocTypeReadVersion
  );
}

function element(id: number, ...parts: readonly Uint8Array[]): Bytes {
  const content = concat(...parts);
  return concat(header(id, content.length), content);
}

/** An id and an 8-byte length. */
function header(id: number, length: number): Bytes {
  const size = big64(Float64Array.of(length));
  size[0] = 0x01;
  return concat(idBytes(id), size);
}

function idBytes(id: number): Bytes {
  const bytes: number[] = [];
  for (let rest = id; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

function unsigned(id: number, value: number): Bytes {
  return element(id, big64(Float64Array.of(value)));
}

function float64(value: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

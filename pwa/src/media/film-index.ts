// The index of a film: a few bytes per packet, never the packets.  The first pass over a journal fills it,
// the second one follows it.
import { refuse } from '../sync/errors.ts';
import { JournalWalk, type Block, type JournalSource, type JournalWindow } from './matroska.ts';
import { readTracks, type Tracks } from './tracks.ts';

/** A column of unsigned 32-bit numbers that grows as it is written. */
export class Column {
  #values = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Uint32Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** What was pushed, in order; valid until the next push. */
  get values(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}

/** What is known of each packet of one track, in the order of the journal. */
export class PacketTable {
  readonly sizes = new Column();
  readonly times = new Column();
  /** The numbers of key packets, from 0. */
  readonly keys = new Column();
  /** Packets and bytes of this track in each group. */
  readonly groupCounts = new Column();
  readonly groupBytes = new Column();

  get count(): number {
    return this.sizes.length;
  }
}

/**
 * Blocks that stand together in the finished film: those of one cluster, or of a part of it where the
 * cluster is long.  A group is all that the second pass holds of the film at any time.
 */
export interface Group {
  readonly clusterMs: number;
  readonly video: readonly Block[];
  readonly audio: readonly Block[];
  /** All of them as they stood in the journal. */
  readonly blocks: readonly Block[];
}

export interface FilmIndex {
  readonly tracks: Tracks;
  readonly video: PacketTable;
  readonly audio: PacketTable;
  /** The cluster's timestamp of each group, ms. */
  readonly groupTimes: Column;
  /** Bytes of each group's blocks with their element headers. */
  readonly groupElementBytes: Column;
  /** 1 for each group whose first picture is a key frame. */
  readonly groupKeys: Column;
  /** The first byte of the journal that gave nothing. */
  readonly end: number;
}

/** A second of film at 8 Mb/s; a cluster without a key frame may last 32 seconds. */
const LARGEST_GROUP = 1024 * 1024;

/** The groups of a journal, with the window that their bytes can be read from until the next one is asked for. */
export async function* groupsOf(
  walk: JournalWalk,
): AsyncGenerator<{ group: Group; window: JournalWindow; tracks: Tracks }, void, undefined> {
  let tracks: Tracks | null = null;
  let blocks: Block[] = [];
  const grouped = (known: Tracks): { group: Group; window: JournalWindow; tracks: Tracks } => {
    const group = {
      clusterMs: blocks[0]?.clusterMs ?? 0,
      video: blocks.filter((block) => block.track === known.video.number),
      audio: blocks.filter((block) => block.track === known.audio?.number),
      blocks,
    };
    return { group, window: walk.window, tracks: known };
  };
  for await (const block of walk.blocks()) {
    tracks ??= readTracks(walk.tracks ?? new Uint8Array(0));
    if (block.track !== tracks.video.number && block.track !== tracks.audio?.number) continue;
    const first = blocks[0];
    if (first !== undefined && (block.cluster !== first.cluster || block.end - first.elementStart > LARGEST_GROUP)) {
      yield grouped(tracks);
      walk.window.release(block.elementStart);
      blocks = [];
    }
    blocks.push(block);
  }
  if (tracks !== null && blocks.length > 0) yield grouped(tracks);
}

/** The first pass.  Throws `film-journal` for bytes that are no journal, `film-empty` where no frame is whole. */
export async function indexJournal(source: JournalSource): Promise<FilmIndex> {
  const walk = new JournalWalk(source);
  const video = new PacketTable();
  const audio = new PacketTable();
  const groupTimes = new Column();
  const groupElementBytes = new Column();
  const groupKeys = new Column();
  let found: Tracks | null = null;
  for await (const { group, tracks } of groupsOf(walk)) {
    found = tracks;
    groupTimes.push(group.clusterMs);
    groupElementBytes.push(elementBytes(group));
    groupKeys.push(group.video[0]?.key === true ? 1 : 0);
    record(video, group.video);
    record(audio, group.audio);
  }
  if (found === null || video.count === 0) throw refuse('film-empty');
  return { tracks: found, video, audio, groupTimes, groupElementBytes, groupKeys, end: walk.end };
}

/** How long a group's blocks are with their element headers. */
export function elementBytes(group: Group): number {
  return group.blocks.reduce((sum, block) => sum + block.elementEnd - block.elementStart, 0);
}

function record(table: PacketTable, blocks: readonly Block[]): void {
  let bytes = 0;
  for (const block of blocks) {
    if (block.key) table.keys.push(table.count);
    table.sizes.push(block.end - block.start);
    table.times.push(block.ms);
    bytes += block.end - block.start;
  }
  table.groupCounts.push(blocks.length);
  table.groupBytes.push(bytes);
}

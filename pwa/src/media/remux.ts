// From a film's journal to the file that people play: no re-encoding, two passes, memory that does not grow
// with the film.  The first pass reads the journal for its index; the second one yields the file's bytes in
// order.  The file opens at once (its index stands in front) and is filled up to a Padmé size.
import { refuse } from '../sync/errors.ts';
import { concat, type Bytes } from '../sync/bytes.ts';
import { elementBytes, groupsOf, indexJournal, type FilmIndex, type Group, type PacketTable } from './film-index.ts';
import { JournalWalk, type Block, type JournalSource } from './matroska.ts';
import { mediaBytes, mp4Filler, mp4Head } from './mp4.ts';
import { padmeWithFiller } from './padme.ts';
import { filmTiming, type FilmTiming } from './timing.ts';
import { webmClusterHead, webmFiller, webmFrame } from './webm.ts';

export type { JournalSource } from './matroska.ts';

/** How far a film has come: frames encoded since it began, and when the last of them ends, ms. */
export interface FilmProgress {
  readonly ms: number;
  readonly frames: number;
}

/** What a crash took: bytes of the journal that gave no whole packet, and what `expected` had beyond the file. */
export interface FilmLoss extends FilmProgress {
  readonly bytes: number;
}

/** A film after the first pass. */
export interface RemuxedFilm extends FilmProgress {
  readonly container: 'mp4' | 'webm';
  readonly codec: 'avc' | 'vp9' | 'vp8';
  /** Bytes of the whole file, filler included: what `bytes()` yields in all. */
  readonly length: number;
  readonly lost: FilmLoss;
  /**
   * One pass over the journal that yields the file in order, in pieces of at most about 1 MiB whose
   * buffers are the caller's.  Every call is a pass of its own and gives the same bytes.  Throws
   * `film-journal` where the journal no longer holds what the first pass saw.
   */
  readonly bytes: () => AsyncGenerator<Bytes, void, undefined>;
}

/**
 * Reads the journal once; `expected` is the progress that its last record told.  A journal that is cut short
 * gives every packet that is whole.  Throws `film-journal` for bytes that are no journal of this app, and
 * `film-empty` where no frame is whole.  Both passes read forward, each byte once.
 */
export async function remuxFilm(journal: JournalSource, expected?: FilmProgress): Promise<RemuxedFilm> {
  const index = await indexJournal(journal);
  const timing = filmTiming(index);
  const { codec } = index.tracks.video;
  const container = codec === 'vp8' ? webm(index, timing) : mp4(index, timing);
  const frames = index.video.count;
  return {
    container: container.name,
    codec,
    length: container.length,
    ms: timing.ms,
    frames,
    lost: {
      bytes: journal.size - index.end,
      ms: Math.max(0, (expected?.ms ?? 0) - timing.ms),
      frames: Math.max(0, (expected?.frames ?? 0) - frames),
    },
    bytes: () => passOver(journal, index, container),
  };
}

/** What is particular to a kind of file. */
interface Container {
  readonly name: 'mp4' | 'webm';
  readonly length: number;
  readonly head: Bytes;
  groupHead(group: Group): Bytes;
  /** The blocks of a group in the order in which the file holds them. */
  order(group: Group): readonly Block[];
  /** The part of a block that the file holds. */
  part(block: Block): readonly [start: number, end: number];
  filler(length: number): Bytes;
}

function mp4(index: FilmIndex, timing: FilmTiming): Container {
  const head = mp4Head(index, timing);
  return {
    name: 'mp4',
    length: padmeWithFiller(head.length + mediaBytes(index)),
    head,
    groupHead: () => new Uint8Array(0),
    order: (group) => [...group.video, ...group.audio],
    part: (block) => [block.start, block.end],
    filler: mp4Filler,
  };
}

function webm(index: FilmIndex, timing: FilmTiming): Container {
  const frame = webmFrame(index, timing.ms);
  const plain = frame.head(0).length + frame.mediaBytes;
  const length = padmeWithFiller(plain);
  return {
    name: 'webm',
    length,
    head: frame.head(length - plain),
    groupHead: (group) => webmClusterHead(group.clusterMs, elementBytes(group)),
    order: (group) => group.blocks,
    part: (block) => [block.elementStart, block.elementEnd],
    filler: webmFiller,
  };
}

/** The second pass. */
async function* passOver(
  journal: JournalSource,
  index: FilmIndex,
  container: Container,
): AsyncGenerator<Bytes, void, undefined> {
  yield container.head.slice();
  let at = container.head.length;
  const check = new Checker(index);
  for await (const { group, window } of groupsOf(new JournalWalk(journal))) {
    check.group(group);
    const parts = container.order(group).map((block) => window.view(...container.part(block)));
    const piece = concat(container.groupHead(group), ...parts);
    at += piece.length;
    yield piece;
  }
  check.end();
  if (at < container.length) yield container.filler(container.length - at);
}

/** Holds the second pass to what the first one saw: the file's index has been written by then. */
class Checker {
  readonly #index: FilmIndex;
  #video = 0;
  #audio = 0;

  constructor(index: FilmIndex) {
    this.#index = index;
  }

  group(group: Group): void {
    this.#video = follow(this.#index.video, this.#video, group.video);
    this.#audio = follow(this.#index.audio, this.#audio, group.audio);
  }

  end(): void {
    if (this.#video !== this.#index.video.count || this.#audio !== this.#index.audio.count) changed();
  }
}

/** Compares blocks with the table's rows from `at` on; gives the row after them. */
function follow(table: PacketTable, at: number, blocks: readonly Block[]): number {
  const sizes = table.sizes.values;
  const times = table.times.values;
  blocks.forEach((block, nth) => {
    if (sizes[at + nth] !== block.end - block.start || times[at + nth] !== block.ms) changed();
  });
  return at + blocks.length;
}

function changed(): never {
  throw refuse('film-journal', 'it changed between two readings');
}

/** A whole WebM file, filled up to a Padmé size like a film. */
export function filledWebm(file: Bytes): Bytes {
  const gap = padmeWithFiller(file.length) - file.length;
  return gap === 0 ? file : concat(file, webmFiller(gap));
}

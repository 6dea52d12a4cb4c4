// Any picture of a film, exactly: one forward is a packet more for the decoder that runs, one back lies in the cache,
// which is filled around the picture that is looked at.
import type { EncodedPacketSink } from 'mediabunny';
import { Decoding } from './decoding';
import { PictureCache } from './picture-cache';

/** Pictures that are kept ready behind and before the one that is looked at, where memory has room for them. */
const BEHIND = 30;
const AHEAD = 6;
/** A run goes on over a gap of so many pictures; beyond it a key picture is nearer. */
const GAP = 24;
/** Decoded pictures in memory: a second and a half of 720p. */
const MOST_BYTES = 72 << 20;

/** When the pictures of a film are shown, in that order: in seconds, and as its packets count them. */
export interface PictureIndex {
  readonly times: Float64Array<ArrayBuffer>;
  readonly micros: Float64Array<ArrayBuffer>;
}

interface Wish {
  readonly index: number;
  readonly told: (frame: VideoFrame | null) => void;
  readonly refused: (fault: unknown) => void;
}

export class Stepper {
  readonly #sink: EncodedPacketSink;
  readonly #config: VideoDecoderConfig;
  readonly #times: Float64Array;
  #behind = BEHIND;
  #ahead = AHEAD;
  readonly #places = new Map<number, number>();
  readonly #cache = new PictureCache(MOST_BYTES);
  /** Pictures that no decoding gives: they are not tried again. */
  readonly #lost = new Set<number>();
  /** Pictures that did not come once: a fresh decoder is asked for them before they are lost. */
  readonly #retried = new Set<number>();
  #run: Decoding | null = null;
  #at = 0;
  /** Counts the wishes: what was decoded while another one came is looked at anew. */
  #wishes = 0;
  #wish: Wish | null = null;
  #busy = false;
  #keeping: Promise<void> = Promise.resolve();
  /** Whether this decoder's pictures cannot be copied out of its pool; then none is kept. */
  #opaque = false;

  constructor(sink: EncodedPacketSink, config: VideoDecoderConfig, { micros, times }: PictureIndex) {
    this.#sink = sink;
    this.#config = { ...config, optimizeForLatency: true };
    this.#times = times;
    micros.forEach((time, index) => this.#places.set(time, index));
  }

  /**
   * A picture, which the caller closes; null where another was wished for before it came.  Rejects where the browser
   * cannot decode it.
   */
  show(index: number): Promise<VideoFrame | null> {
    this.#wish?.told(null);
    this.#wish = null;
    this.#at = index;
    this.#wishes += 1;
    if (this.#lost.has(index)) return Promise.reject(new Error('the picture cannot be decoded'));
    return new Promise((told, refused) => {
      this.#wish = { index, told, refused };
      this.#grant();
      void this.#work();
    });
  }

  close(): void {
    this.#wish?.told(null);
    this.#wish = null;
    this.#run?.close();
    this.#run = null;
    this.#cache.clear();
  }

  /** Gives what is wished for, where it lies in the cache. */
  #grant(): void {
    const picture = this.#wish === null ? undefined : this.#cache.get(this.#wish.index);
    if (picture === undefined) return;
    this.#give(new VideoFrame(picture.pixels, picture.about));
  }

  #give(frame: VideoFrame): void {
    const wish = this.#wish;
    this.#wish = null;
    if (wish === null) frame.close();
    else wish.told(frame);
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let span = this.#missing(); span !== null; span = this.#missing()) await this.#decode(span);
    } catch (fault) {
      this.#run?.close();
      this.#run = null;
      this.#wish?.refused(fault);
      this.#wish = null;
    } finally {
      this.#busy = false;
    }
  }

  /** What to decode next: the wish, then what comes after it, then what lies before it. */
  #missing(): { readonly from: number; readonly to: number } | null {
    const at = this.#at;
    const ahead = Math.min(this.#times.length - 1, at + this.#ahead);
    if (this.#wish !== null && !this.#isHere(at)) return { from: at, to: at };
    if (this.#opaque) return null;
    for (let index = at; index <= ahead; index++) if (!this.#isHere(index)) return { from: index, to: ahead };
    const behind = Math.max(0, at - this.#behind);
    for (let index = at - 1; index >= behind; index--) if (!this.#isHere(index)) return { from: behind, to: index };
    return null;
  }

  #isHere(index: number): boolean {
    return this.#cache.has(index) || this.#lost.has(index);
  }

  async #decode({ from, to }: { readonly from: number; readonly to: number }): Promise<void> {
    const wishes = this.#wishes;
    const run = await this.#runFor(from);
    // Somebody looks elsewhere: what is missing there comes first.
    await run.upTo(to, () => this.#wishes === wishes);
    await this.#keeping;
    if (run.isOver) this.#end(run);
    if (this.#wishes !== wishes) return;
    this.#grant();
    // Where none is kept, only the one that is still wished for did not come.
    const isGone = (index: number): boolean => (this.#opaque ? this.#wish?.index === index : !this.#cache.has(index));
    const gone: number[] = [];
    for (let index = from; index <= to; index++) if (isGone(index)) gone.push(index);
    // A decoder that goes on may have passed one while somebody looked elsewhere: a fresh one has the last word.
    if (gone.some((index) => !this.#retried.has(index))) this.#end(run);
    for (const index of gone) {
      if (this.#retried.has(index)) this.#lose(index);
      else this.#retried.add(index);
    }
  }

  /** A picture that did not come though its time was passed. */
  #lose(index: number): void {
    this.#lost.add(index);
    if (this.#wish?.index !== index) return;
    this.#wish.refused(new Error('the picture cannot be decoded'));
    this.#wish = null;
  }

  #end(run: Decoding): void {
    run.close();
    if (this.#run === run) this.#run = null;
  }

  /** The run that gives picture `from` soonest. */
  async #runFor(from: number): Promise<Decoding> {
    const known = this.#run;
    if (known !== null && !known.isOver && known.reached < from && from - known.reached <= GAP) return known;
    known?.close();
    const key = await this.#sink.getKeyPacket(this.#times[from] ?? 0, { verifyKeyPackets: true });
    const first = key ?? (await this.#sink.getFirstKeyPacket({ verifyKeyPackets: true }));
    if (first === null) throw new Error('no key picture');
    const indexOf = (micros: number): number => this.#places.get(micros) ?? -1;
    const run = new Decoding(
      this.#config,
      { first: indexOf(first.microsecondTimestamp), packets: this.#sink.packets(first) },
      indexOf,
      (index, frame) => {
        this.#came(index, frame);
      },
    );
    this.#run = run;
    return run;
  }

  #came(index: number, frame: VideoFrame): void {
    this.#retried.delete(index);
    if (this.#wish?.index === index) this.#give(frame.clone());
    const { format } = frame;
    if (format === null) this.#opaque = true;
    const isNear = index >= this.#at - this.#behind && index <= this.#at + this.#ahead;
    if (!isNear || format === null || this.#cache.has(index)) {
      frame.close();
      return;
    }
    // Those behind one that cannot be copied are to be closed as well: a pool that is held on to gives no pictures.
    this.#keeping = this.#keeping.then(() => this.#keep(index, frame, format)).catch(() => {
      this.#opaque = true;
    });
  }

  async #keep(index: number, frame: VideoFrame, format: VideoPixelFormat): Promise<void> {
    try {
      const pixels = new Uint8Array(frame.allocationSize());
      const layout = await frame.copyTo(pixels);
      this.#fit(pixels.length);
      const visible = frame.visibleRect;
      this.#cache.put(
        index,
        {
          pixels,
          about: {
            format,
            layout,
            codedWidth: visible?.width ?? frame.codedWidth,
            codedHeight: visible?.height ?? frame.codedHeight,
            displayWidth: frame.displayWidth,
            displayHeight: frame.displayHeight,
            timestamp: frame.timestamp,
            colorSpace: frame.colorSpace.toJSON(),
          },
        },
        this.#at,
      );
    } finally {
      frame.close();
    }
    this.#grant();
  }

  /** Keeps no more ready than memory has room for: what would be dropped at once would be decoded for ever. */
  #fit(size: number): void {
    const room = Math.floor(MOST_BYTES / size) - 1;
    this.#ahead = Math.max(0, Math.min(AHEAD, room));
    this.#behind = Math.max(0, Math.min(BEHIND, room - this.#ahead));
  }
}

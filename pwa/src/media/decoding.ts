// One run of a decoder from a key picture on: packets go in as they are wanted, pictures come out by their place in the
// row of times.
import type { EncodedPacket } from 'mediabunny';

/** Packets that the decoder is given ahead of what it has answered. */
const AHEAD = 3;

/** A run; it goes on from where it stands for as long as nobody looks before it. */
export class Decoding {
  readonly #decoder: VideoDecoder;
  readonly #packets: AsyncGenerator<EncodedPacket, void>;
  #reached: number;
  #ended = false;
  #fault: Error | null = null;
  #wake: () => void = () => undefined;

  /**
   * `packets` begin with key picture `first`; `indexOf` tells which picture a timestamp (µs) is; `shown` is given each
   * picture and closes it.
   */
  constructor(
    config: VideoDecoderConfig,
    { first, packets }: { readonly first: number; readonly packets: AsyncGenerator<EncodedPacket, void> },
    indexOf: (micros: number) => number,
    shown: (index: number, frame: VideoFrame) => void,
  ) {
    this.#packets = packets;
    // What lies before the key picture never comes out of this run.
    this.#reached = first - 1;
    this.#decoder = new VideoDecoder({
      output: (frame) => {
        const index = indexOf(frame.timestamp);
        this.#reached = Math.max(this.#reached, index);
        shown(index, frame);
        this.#wake();
      },
      error: (fault) => {
        this.#fault = fault;
        this.#wake();
      },
    });
    this.#decoder.addEventListener('dequeue', () => {
      this.#wake();
    });
    this.#decoder.configure(config);
  }

  /** The last picture that came out; at the beginning the one before the key picture. */
  get reached(): number {
    return this.#reached;
  }

  /** Whether nothing more comes out. */
  get isOver(): boolean {
    return this.#ended || this.#fault !== null;
  }

  /** Decodes until picture `index` has come out, the film has ended, or `goOn` says no.  Rejects where it cannot. */
  async upTo(index: number, goOn: () => boolean): Promise<void> {
    while (this.#reached < index && !this.#ended && goOn()) {
      if (this.#fault !== null) throw this.#fault;
      if (this.#decoder.decodeQueueSize >= AHEAD) {
        await new Promise<void>((woken) => (this.#wake = woken));
        continue;
      }
      const next = await this.#packets.next();
      if (next.done === true) {
        await this.#decoder.flush();
        this.#ended = true;
      } else this.#decoder.decode(next.value.toEncodedVideoChunk());
    }
  }

  close(): void {
    this.#ended = true;
    if (this.#decoder.state !== 'closed') this.#decoder.close();
    void this.#packets.return();
    this.#wake();
  }
}

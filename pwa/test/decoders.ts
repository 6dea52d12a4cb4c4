// A decoder and a film that take their time, for tests of what waits for them: each answer comes some turns later, by
// chance that a seed draws.

type Chance = (below: number) => number;
let chance: Chance = () => 0;

/** The chance of everything here from now on. */
export function seedChance(seed: number): Chance {
  let state = seed * 7919;
  chance = (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return chance;
}

/** So many turns later. */
export async function late(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
}

/** A picture of two by two. */
export class FakeFrame {
  static open = 0;
  /** So many copies out of the decoder's pool fail from now on. */
  static uncopied = 0;
  /** Whether pictures show no pixels, as those of some decoders do. */
  static opaque = false;
  readonly format = FakeFrame.opaque ? null : 'I420';
  readonly timestamp: number;
  readonly visibleRect = { width: 2, height: 2 };
  readonly codedWidth = 2;
  readonly codedHeight = 2;
  readonly displayWidth = 2;
  readonly displayHeight = 2;
  readonly colorSpace = { toJSON: (): object => ({}) };
  #open = true;

  constructor(_pixels: unknown, about: { readonly timestamp: number }) {
    this.timestamp = about.timestamp;
    FakeFrame.open += 1;
  }

  allocationSize(): number {
    return 1_382_400;
  }

  async copyTo(): Promise<unknown> {
    if (!this.#open) throw new TypeError('closed');
    await late(chance(6));
    if (FakeFrame.uncopied > 0) {
      FakeFrame.uncopied -= 1;
      throw new DOMException('the pool is gone', 'OperationError');
    }
    return [];
  }

  clone(): FakeFrame {
    return new FakeFrame(null, this);
  }

  close(): void {
    if (this.#open) FakeFrame.open -= 1;
    this.#open = false;
  }
}

interface Chunk {
  readonly timestamp: number;
}

/** Gives pictures in the order of their packets, each some turns after the one before it. */
export class FakeDecoder {
  /** The timestamp of a picture that no decoding gives. */
  static lost = -1;
  state = 'unconfigured';
  #queue: Chunk[] = [];
  readonly #output: (frame: FakeFrame) => void;
  readonly #dequeued: (() => void)[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor({ output }: { readonly output: (frame: FakeFrame) => void }) {
    this.#output = output;
  }

  get decodeQueueSize(): number {
    return this.#queue.length;
  }

  addEventListener(_name: string, heard: () => void): void {
    this.#dequeued.push(heard);
  }

  configure(): void {
    this.state = 'configured';
  }

  decode(chunk: Chunk): void {
    this.#queue.push(chunk);
    this.#running = this.#running.then(async () => {
      await late(chance(4));
      this.#queue = this.#queue.slice(1);
      for (const heard of this.#dequeued) heard();
      await late(chance(4));
      if (this.state !== 'closed' && chunk.timestamp !== FakeDecoder.lost) this.#output(new FakeFrame(null, chunk));
    });
  }

  async flush(): Promise<void> {
    await this.#running;
  }

  close(): void {
    this.state = 'closed';
  }
}

/** A film with a key picture each 30 pictures. */
export class FakeSink {
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  async getKeyPacket(time: number): Promise<Key> {
    await late(chance(8));
    const index = Math.floor((time * 1e6 + 1) / 33_333);
    return keyAt(index - (index % 30));
  }

  getFirstKeyPacket(): Promise<Key> {
    return Promise.resolve(keyAt(0));
  }

  async *packets({ microsecondTimestamp }: Key): AsyncGenerator<{ toEncodedVideoChunk(): Chunk }> {
    for (let index = microsecondTimestamp / 33_333; index < this.#count; index += 1) {
      await late(chance(3));
      yield { toEncodedVideoChunk: () => ({ timestamp: index * 33_333 }) };
    }
  }
}

interface Key {
  readonly microsecondTimestamp: number;
}

function keyAt(index: number): Key {
  return { microsecondTimestamp: index * 33_333 };
}

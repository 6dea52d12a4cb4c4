// Decoded pictures around the one that is looked at, up to so many bytes: what lies farthest from it goes first.

/** The pixels of a picture as the decoder gave them, out of the decoder's own pool. */
export interface Picture {
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly about: VideoFrameBufferInit;
}

export class PictureCache {
  readonly #most: number;
  readonly #pictures = new Map<number, Picture>();
  #bytes = 0;

  /** `most` in bytes; one picture may always stay. */
  constructor(most: number) {
    this.#most = most;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(index: number): boolean {
    return this.#pictures.has(index);
  }

  get(index: number): Picture | undefined {
    return this.#pictures.get(index);
  }

  /** Keeps a picture while somebody looks at number `at`; what is farther from there than it goes where room ends. */
  put(index: number, picture: Picture, at: number): void {
    this.#drop(index);
    this.#pictures.set(index, picture);
    this.#bytes += picture.pixels.length;
    while (this.#bytes > this.#most && this.#pictures.size > 1) this.#drop(this.#farthest(at));
  }

  clear(): void {
    this.#pictures.clear();
    this.#bytes = 0;
  }

  #drop(index: number): void {
    this.#bytes -= this.#pictures.get(index)?.pixels.length ?? 0;
    this.#pictures.delete(index);
  }

  #farthest(at: number): number {
    let [found, distance] = [at, -1];
    for (const index of this.#pictures.keys()) {
      if (Math.abs(index - at) > distance) [found, distance] = [index, Math.abs(index - at)];
    }
    return found;
  }
}

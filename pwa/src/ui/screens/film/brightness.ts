// How bright a picture is, looked at without keeping it.
//
// [Note: not by a canvas] Chromium keeps each picture of a video that is drawn into a canvas in a cache of its own, and
// with four looks a second that soon held 450 MiB.  So the bytes of the picture are copied, into the same place each
// time.  A browser that cannot give them has a canvas all the same.

const RGBA = { format: 'RGBA' } as const;
/** Every so many pixels one is looked at; it shares no factor with the width of any picture. */
const STRIDE = 97;
const WIDTH = 32;
const HEIGHT = 18;

export class Brightness {
  #pixels: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #canvas: CanvasRenderingContext2D | null = null;
  #busy = false;

  /** The mean of what the video shows, 0 to 255; null where it shows nothing yet, and while it is being looked at. */
  async of(video: HTMLVideoElement): Promise<number | null> {
    if (this.#busy || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    if (this.#canvas !== null || typeof VideoFrame === 'undefined') return this.#drawn(video);
    this.#busy = true;
    try {
      return await this.#copied(video);
    } catch (fault) {
      // Between two pictures there may be none; whatever else it is stays so.
      const isOver = fault instanceof DOMException && fault.name === 'InvalidStateError';
      return isOver ? null : this.#drawn(video);
    } finally {
      this.#busy = false;
    }
  }

  async #copied(video: HTMLVideoElement): Promise<number> {
    const frame = new VideoFrame(video);
    try {
      const size = frame.allocationSize(RGBA);
      const { height = 0, width = 0 } = frame.visibleRect ?? {};
      if (size !== 4 * width * height) throw new TypeError('this browser gives no RGBA');
      if (this.#pixels.length !== size) this.#pixels = new Uint8Array(size);
      await frame.copyTo(this.#pixels, RGBA);
      return meanOf(this.#pixels, STRIDE);
    } finally {
      frame.close();
    }
  }

  #drawn(video: HTMLVideoElement): number | null {
    this.#canvas ??= smallCanvas();
    this.#canvas?.drawImage(video, 0, 0, WIDTH, HEIGHT);
    const { data } = this.#canvas?.getImageData(0, 0, WIDTH, HEIGHT) ?? {};
    return data === undefined ? null : meanOf(data, 1);
  }
}

function smallCanvas(): CanvasRenderingContext2D | null {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  return canvas.getContext('2d', { willReadFrequently: true });
}

/** The mean of red, green and blue of every `stride`th pixel. */
function meanOf(rgba: Uint8Array | Uint8ClampedArray, stride: number): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < rgba.length; at += 4 * stride, count += 3) {
    sum += (rgba[at] ?? 0) + (rgba[at + 1] ?? 0) + (rgba[at + 2] ?? 0);
  }
  return sum / Math.max(count, 1);
}

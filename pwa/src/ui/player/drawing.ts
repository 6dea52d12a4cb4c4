// A picture on a canvas, upright and whole.
//
// A frame that is drawn stays in Chromium's cache of images (see screens/film/brightness.ts).  So its pixels are copied
// and put on the canvas; a browser that does not give them draws.

const RGBA = { format: 'RGBA' } as const;

export class Drawing {
  #pixels: Uint8ClampedArray<ArrayBuffer> = new Uint8ClampedArray(0);

  /** Draws a picture once its pixels are here, if `isWanted` says so then; whether it was drawn. */
  async draw(
    frame: VideoFrame,
    canvas: HTMLCanvasElement,
    rotation: number,
    isWanted: () => boolean,
  ): Promise<boolean> {
    const pixels = await this.#pixelsOf(frame);
    if (!isWanted()) return false;
    if (pixels === null) turned(frame, [frame.displayWidth, frame.displayHeight], canvas, rotation);
    else if (rotation === 0) put(pixels, canvas);
    else turned(put(pixels, document.createElement('canvas')), [pixels.width, pixels.height], canvas, rotation);
    return true;
  }

  /** Null where this browser does not give them, or shows the picture in another shape. */
  async #pixelsOf(frame: VideoFrame): Promise<ImageData | null> {
    const { displayHeight: height, displayWidth: width, visibleRect } = frame;
    if (visibleRect?.width !== width || visibleRect.height !== height) return null;
    try {
      if (frame.allocationSize(RGBA) !== 4 * width * height) return null;
      if (this.#pixels.length !== 4 * width * height) this.#pixels = new Uint8ClampedArray(4 * width * height);
      await frame.copyTo(this.#pixels, RGBA);
      return new ImageData(this.#pixels, width, height);
    } catch {
      return null;
    }
  }
}

function put(pixels: ImageData, canvas: HTMLCanvasElement): HTMLCanvasElement {
  fit(canvas, pixels.width, pixels.height);
  canvas.getContext('2d', { alpha: false })?.putImageData(pixels, 0, 0);
  return canvas;
}

/** The element scales what is drawn on it. */
function turned(
  source: CanvasImageSource,
  [width, height]: readonly [number, number],
  canvas: HTMLCanvasElement,
  rotation: number,
): void {
  const lies = rotation % 180 !== 0;
  const [across, down] = lies ? [height, width] : [width, height];
  fit(canvas, across, down);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return;
  context.setTransform(1, 0, 0, 1, across / 2, down / 2);
  context.rotate((rotation * Math.PI) / 180);
  context.drawImage(source, -width / 2, -height / 2, width, height);
}

function fit(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width === width && canvas.height === height) return;
  canvas.width = width;
  canvas.height = height;
}

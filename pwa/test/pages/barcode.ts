// The page's reader of the numbers that tests/e2e/barcode.py paints into frames.
const BLOCK = 48;
const BITS = 12;
const CLEAR = 60;

/** The number in a frame, null where it cannot be read for certain.  The frame may be closed at once. */
export async function readNumber(frame: VideoFrame): Promise<number | null> {
  const own = frame.clone();
  try {
    const rect = { x: 0, y: 0, width: BITS * BLOCK, height: 2 * BLOCK };
    const picture = new Uint8Array(own.allocationSize({ rect }));
    const [luma] = await own.copyTo(picture, { rect });
    if (luma === undefined || (own.format !== 'I420' && own.format !== 'NV12')) return null;
    let number = 0;
    for (let nth = 0; nth < BITS; nth += 1) {
      const upper = brightness(picture, luma, nth, 0);
      const lower = brightness(picture, luma, nth, 1);
      if (Math.abs(upper - lower) < CLEAR) return null;
      number = number * 2 + Number(upper > lower);
    }
    return number;
  } finally {
    own.close();
  }
}

function brightness(picture: Uint8Array, { offset, stride }: PlaneLayout, nth: number, row: number): number {
  let sum = 0;
  let count = 0;
  for (let y = BLOCK / 4; y < (BLOCK * 3) / 4; y += 4) {
    for (let x = BLOCK / 4; x < (BLOCK * 3) / 4; x += 4) {
      sum += picture[offset + (row * BLOCK + y) * stride + nth * BLOCK + x] ?? 0;
      count += 1;
    }
  }
  return sum / count;
}

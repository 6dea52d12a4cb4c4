// Padmé: how far a payload is filled up so that its size tells little about the film (docs/spec/payload.md).

/** The shortest filler that a container can hold: the header of an MP4 `free` box. */
const SHORTEST_FILLER = 8;

/**
 * The smallest Padmé size that is not below `length` (bytes, an integer from 0 to 2^53 − 1).
 * For L bytes, E = ⌊log₂ L⌋ and z = E − (⌊log₂ E⌋ + 1), L is rounded up to a multiple of 2^z.
 */
export function padmeSize(length: number): number {
  if (length < 2) return length;
  const exponent = floorLog2(length);
  const step = 2 ** (exponent - (floorLog2(exponent) + 1));
  // Below 4 bytes z would be negative; every whole number is a Padmé size there.
  return step <= 1 ? length : Math.ceil(length / step) * step;
}

/**
 * The size up to which a container of `length` bytes is filled by one `free` box or `Void` element:
 * the next Padmé size, or the one after it where the gap is 1 to 7 bytes, which no box fits into.
 */
export function padmeWithFiller(length: number): number {
  let size = padmeSize(length);
  while (size > length && size - length < SHORTEST_FILLER) size = padmeSize(size + 1);
  return size;
}

/** Exact for every integer above 0 that a double holds, which `Math.log2` is not just below powers of two. */
function floorLog2(value: number): number {
  let exponent = 0;
  for (let rest = value; rest >= 2; rest /= 2) exponent += 1;
  return exponent;
}

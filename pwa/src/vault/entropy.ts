// The only source of randomness.  Whoever needs some is handed an Entropy by its constructor; the pure core takes the
// bytes as arguments.
import type { Bytes } from '../sync/bytes';

/** The most that getRandomValues gives at once (Web Cryptography API, section 10.1.1). */
const QUOTA = 65_536;

/** Random bytes in the sizes that the formats ask for. */
export class Entropy {
  readonly #fill: (raw: Bytes) => void;

  /** `fill` overwrites every byte of what it is given with an unforeseeable one. */
  constructor(fill: (raw: Bytes) => void) {
    this.#fill = fill;
  }

  /** `length` random bytes. */
  bytes(length: number): Bytes {
    const raw = new Uint8Array(length);
    for (let at = 0; at < length; at += QUOTA) this.#fill(raw.subarray(at, at + QUOTA));
    return raw;
  }

  /** An id (16 B): of a film, case, device, command or store. */
  id(): Bytes {
    return this.bytes(16);
  }

  /** A key or a share (32 B). */
  key(): Bytes {
    return this.bytes(32);
  }

  /** A file key of age, or a payload nonce (16 B). */
  fileKey(): Bytes {
    return this.bytes(16);
  }

  /** A nonce of AES-GCM (12 B). */
  nonce(): Bytes {
    return this.bytes(12);
  }
}

/** The randomness of this browser. */
export function webEntropy(source: Crypto = crypto): Entropy {
  return new Entropy((raw) => {
    source.getRandomValues(raw);
  });
}

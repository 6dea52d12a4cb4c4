// The cryptography that the pure core asks for.  vault/primitives.ts supplies it from WebCrypto and @noble; the core
// imports neither, so it runs wherever somebody hands it these functions.
import type { Bytes } from './bytes';

/** SHA-256 over bytes that come piece by piece, which WebCrypto does not offer. */
export interface RunningHash {
  /** Takes the next bytes; throws after `digest`. */
  update(data: Uint8Array): void;
  /** The hash of everything taken (32 B); the hash is over with it. */
  digest(): Bytes;
}

/** One key of an AEAD with a nonce of 12 bytes and a tag of 16, ready for many messages. */
export interface AeadKey {
  /** The ciphertext and its tag. */
  seal(nonce: Bytes, aad: Bytes, plaintext: Bytes): Promise<Bytes>;
  /** The plaintext, or null where the tag does not hold. */
  open(nonce: Bytes, aad: Bytes, sealed: Bytes): Promise<Bytes | null>;
}

/**
 * Raw answers of well-known algorithms.  No function keeps, changes or logs what it is given, and none draws
 * randomness.  What a format refuses on top (small-order keys, zero secrets) is decided by the caller: see keys.ts.
 */
export interface Primitives {
  /** SHA-256 (32 B). */
  sha256(data: Bytes): Promise<Bytes>;
  /** A SHA-256 to feed piece by piece. */
  runningSha256(): RunningHash;
  /** HMAC-SHA-256 (32 B, RFC 2104). */
  hmacSha256(key: Bytes, message: Bytes): Promise<Bytes>;
  /** HKDF-SHA-256, extract and expand (RFC 5869). */
  hkdf(key: Bytes, salt: Bytes, info: Bytes, length: number): Promise<Bytes>;
  /** The public key (32 B) of a 32-byte seed (RFC 8032). */
  ed25519Public(seed: Bytes): Promise<Bytes>;
  /** The signature (64 B) of a message under the key of a 32-byte seed. */
  ed25519Sign(seed: Bytes, message: Bytes): Promise<Bytes>;
  /** What the library says, small-order keys included; false, never a throw, for keys it cannot read. */
  ed25519Verify(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean>;
  /** X25519 (32 B, RFC 7748); all zeros where the point is of small order. */
  x25519(scalar: Bytes, point: Bytes): Promise<Bytes>;
  /** AES-256-GCM: the ciphertext and its 16-byte tag. */
  aesGcmSeal(key: Bytes, nonce: Bytes, aad: Bytes, plaintext: Bytes): Promise<Bytes>;
  /** The plaintext, or null where the tag does not hold. */
  aesGcmOpen(key: Bytes, nonce: Bytes, aad: Bytes, sealed: Bytes): Promise<Bytes | null>;
  /** ChaCha20-Poly1305 (RFC 8439): the ciphertext and its 16-byte tag. */
  chachaSeal(key: Bytes, nonce: Bytes, aad: Bytes, plaintext: Bytes): Promise<Bytes>;
  /** The plaintext, or null where the tag does not hold. */
  chachaOpen(key: Bytes, nonce: Bytes, aad: Bytes, sealed: Bytes): Promise<Bytes | null>;
  /** ChaCha20-Poly1305 under one key for many frames: saves its import for each. */
  chachaKey(key: Bytes): Promise<AeadKey>;
}

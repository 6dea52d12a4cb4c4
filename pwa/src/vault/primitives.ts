// The core's cryptography from WebCrypto, and from @noble where WebCrypto lacks it: a SHA-256 that can be fed piece
// by piece, and ChaCha20-Poly1305 in browsers without it.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { concat, same, type Bytes } from '../sync/bytes';
import { parseBase64url, parseHex } from '../sync/ids';
import type { AeadKey, Primitives, RunningHash } from '../sync/primitives';

/** A way to ChaCha20-Poly1305 keys. */
type ChachaKeys = (key: Bytes) => Promise<AeadKey>;

/** PKCS #8 as far as the 32 bytes of the key (RFC 8410 section 7). */
const PKCS8 = {
  Ed25519: parseHex('302e020100300506032b657004220420'),
  X25519: parseHex('302e020100300506032b656e04220420'),
} as const;

/** RFC 8439 section 2.8.2. */
const TRIAL = {
  key: parseHex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f'),
  nonce: parseHex('070000004041424344454647'),
  aad: parseHex('50515253c0c1c2c3c4c5c6c7'),
  plaintext: parseHex(
    '4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a204966204920636f756c64206f' +
      '6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73637265656e20776f756c6420' +
      '62652069742e',
  ),
  sealed: parseHex(
    'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e06' +
      '0b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d265' +
      '86cec64b61161ae10b594f09e26a7e902ecbd0600691',
  ),
} as const;

/** `trying` ends with null where WebCrypto says by `names` that the bytes are not right; other faults go on. */
async function orNull<T>(trying: Promise<T>, names: readonly string[]): Promise<T | null> {
  try {
    return await trying;
  } catch (fault) {
    if (fault instanceof DOMException && names.includes(fault.name)) return null;
    throw fault;
  }
}

/** An AEAD of WebCrypto under a key that was imported for it. */
function webAead(subtle: SubtleCrypto, name: string, key: CryptoKey): AeadKey {
  const parameters = (iv: Bytes, additionalData: Bytes): AesGcmParams => ({ name, iv, additionalData, tagLength: 128 });
  return {
    seal: async (nonce, aad, plaintext) => new Uint8Array(await subtle.encrypt(parameters(nonce, aad), key, plaintext)),
    open: async (nonce, aad, sealed) => {
      const plaintext = await orNull(subtle.decrypt(parameters(nonce, aad), key, sealed), ['OperationError']);
      return plaintext === null ? null : new Uint8Array(plaintext);
    },
  };
}

/** ChaCha20-Poly1305 of WebCrypto. */
export function webChachaKeys(subtle: SubtleCrypto): ChachaKeys {
  // The type of the standard library does not list the format `raw-secret` yet.
  const format = 'raw-secret' as 'raw';
  return async (key) => {
    const imported = await subtle.importKey(format, key, 'ChaCha20-Poly1305', false, ['encrypt', 'decrypt']);
    return webAead(subtle, 'ChaCha20-Poly1305', imported);
  };
}

/** ChaCha20-Poly1305 of @noble/ciphers. */
export function nobleChachaKeys(): ChachaKeys {
  return (key) => {
    const own = key.slice();
    return Promise.resolve({
      seal: (nonce, aad, plaintext) => Promise.resolve(chacha20poly1305(own, nonce, aad).encrypt(plaintext)),
      open: (nonce, aad, sealed) => Promise.resolve(nobleOpen(own, nonce, aad, sealed)),
    });
  };
}

function nobleOpen(key: Bytes, nonce: Bytes, aad: Bytes, sealed: Bytes): Bytes | null {
  if (sealed.length < 16) return null;
  const cipher = chacha20poly1305(key, nonce, aad);
  try {
    return cipher.decrypt(sealed);
  } catch {
    // Lengths are checked above, so what is left is a tag that does not hold.
    return null;
  }
}

/**
 * Whether `keys` seals and opens the vector of RFC 8439.  Browsers answer wrongly when asked what they support, so
 * they are tried.
 */
export async function chachaWorks(keys: ChachaKeys): Promise<boolean> {
  try {
    const key = await keys(TRIAL.key);
    const sealed = await key.seal(TRIAL.nonce, TRIAL.aad, TRIAL.plaintext);
    const opened = await key.open(TRIAL.nonce, TRIAL.aad, TRIAL.sealed);
    const refused = await key.open(TRIAL.nonce, TRIAL.aad, TRIAL.sealed.slice(1));
    return same(sealed, TRIAL.sealed) && opened !== null && same(opened, TRIAL.plaintext) && refused === null;
  } catch {
    return false;
  }
}

/** SHA-256 of @noble/hashes, fed piece by piece. */
function runningSha256(): RunningHash {
  const hash = nobleSha256.create();
  return {
    update: (data) => {
      hash.update(data);
    },
    digest: () => hash.digest(),
  };
}

function ed25519Of(subtle: SubtleCrypto): Pick<Primitives, 'ed25519Public' | 'ed25519Sign' | 'ed25519Verify'> {
  const privateKey = (seed: Bytes, extractable: boolean): Promise<CryptoKey> =>
    subtle.importKey('pkcs8', concat(PKCS8.Ed25519, seed), 'Ed25519', extractable, ['sign']);
  return {
    ed25519Public: async (seed) => {
      // Export as JWK is the only door of WebCrypto from a seed to its public key.
      const { x } = await subtle.exportKey('jwk', await privateKey(seed, true));
      if (x === undefined) throw new TypeError('the exported key has no public part');
      return parseBase64url(x, 32);
    },
    ed25519Sign: async (seed, message) =>
      new Uint8Array(await subtle.sign('Ed25519', await privateKey(seed, false), message)),
    ed25519Verify: async (publicKey, message, signature) => {
      const importing = subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
      const key = await orNull(importing, ['DataError', 'OperationError']);
      if (key === null) return false;
      return (await orNull(subtle.verify('Ed25519', key, signature, message), ['OperationError'])) ?? false;
    },
  };
}

async function x25519(subtle: SubtleCrypto, scalar: Bytes, point: Bytes): Promise<Bytes> {
  const privateKey = await subtle.importKey('pkcs8', concat(PKCS8.X25519, scalar), 'X25519', false, ['deriveBits']);
  const publicKey = await subtle.importKey('raw', point, 'X25519', false, []);
  // WebCrypto refuses a secret of zeros by OperationError, and nothing else can fail after the imports.
  const secret = await orNull(subtle.deriveBits({ name: 'X25519', public: publicKey }, privateKey, 256), ['OperationError']);
  return secret === null ? new Uint8Array(32) : new Uint8Array(secret);
}

/** The primitives over `subtle`, with `chacha` for ChaCha20-Poly1305. */
export function primitivesOver(subtle: SubtleCrypto, chacha: ChachaKeys): Primitives {
  const aesKey = async (key: Bytes): Promise<AeadKey> => {
    if (key.length !== 32) throw new RangeError('an AES-256 key has 32 bytes');
    return webAead(subtle, 'AES-GCM', await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']));
  };
  return {
    ...ed25519Of(subtle),
    sha256: async (data) => new Uint8Array(await subtle.digest('SHA-256', data)),
    runningSha256,
    hmacSha256: async (key, message) => {
      const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
      return new Uint8Array(await subtle.sign('HMAC', imported, message));
    },
    hkdf: async (key, salt, info, length) => {
      const imported = await subtle.importKey('raw', key, 'HKDF', false, ['deriveBits']);
      return new Uint8Array(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, imported, length * 8));
    },
    x25519: (scalar, point) => x25519(subtle, scalar, point),
    aesGcmSeal: async (key, nonce, aad, plaintext) => (await aesKey(key)).seal(nonce, aad, plaintext),
    aesGcmOpen: async (key, nonce, aad, sealed) => (await aesKey(key)).open(nonce, aad, sealed),
    chachaSeal: async (key, nonce, aad, plaintext) => (await chacha(key)).seal(nonce, aad, plaintext),
    chachaOpen: async (key, nonce, aad, sealed) => (await chacha(key)).open(nonce, aad, sealed),
    chachaKey: chacha,
  };
}

/** The primitives of this browser: native ChaCha20-Poly1305 where it passes the trial, @noble's otherwise. */
export async function createPrimitives(subtle: SubtleCrypto = crypto.subtle): Promise<Primitives> {
  const native = webChachaKeys(subtle);
  return primitivesOver(subtle, (await chachaWorks(native)) ? native : nobleChachaKeys());
}

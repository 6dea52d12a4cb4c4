// What vault/primitives.ts promises: the answers of published vectors, and what it does with what no key is.
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ascii, type Bytes } from '../src/sync/bytes';
import { hex, parseHex } from '../src/sync/ids';
import { chachaWorks, createPrimitives, nobleChachaKeys, webChachaKeys } from '../src/vault/primitives';

const primitives = await createPrimitives();
const none: Bytes = new Uint8Array(0);
const zeros: Bytes = new Uint8Array(32);

void test('SHA-256 in one call and piece by piece is that of Node', async () => {
  const data = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
  const expected = createHash('sha256').update(data).digest('hex');
  assert.equal(hex(await primitives.sha256(data)), expected);
  const running = primitives.runningSha256();
  for (let at = 0; at < data.length; at += 7) running.update(data.subarray(at, at + 7));
  assert.equal(hex(running.digest()), expected);
});

void test('HMAC-SHA-256 is that of RFC 4231, case 1', async () => {
  const mac = await primitives.hmacSha256(parseHex('0b'.repeat(20)), ascii('Hi There'));
  assert.equal(hex(mac), 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7');
});

void test('HKDF-SHA-256 is that of RFC 5869, case A.1', async () => {
  const salt = parseHex('000102030405060708090a0b0c');
  const okm = await primitives.hkdf(parseHex('0b'.repeat(22)), salt, parseHex('f0f1f2f3f4f5f6f7f8f9'), 42);
  assert.equal(
    hex(okm),
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  );
});

void test('Ed25519 is that of RFC 8032, test 1', async () => {
  const seed = parseHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
  const publicKey = await primitives.ed25519Public(seed);
  assert.equal(hex(publicKey), 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  const signature = await primitives.ed25519Sign(seed, none);
  assert.equal(
    hex(signature),
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155' +
      '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  );
  assert.equal(await primitives.ed25519Verify(publicKey, none, signature), true);
  assert.equal(await primitives.ed25519Verify(publicKey, ascii('other'), signature), false);
});

void test('Ed25519 answers false to keys and signatures that it cannot read', async () => {
  const seed = parseHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
  const publicKey = await primitives.ed25519Public(seed);
  const signature = await primitives.ed25519Sign(seed, none);
  assert.equal(await primitives.ed25519Verify(publicKey.slice(1), none, signature), false);
  assert.equal(await primitives.ed25519Verify(parseHex('ff'.repeat(32)), none, signature), false);
  assert.equal(await primitives.ed25519Verify(publicKey, none, signature.slice(1)), false);
  assert.equal(await primitives.ed25519Verify(publicKey, none, none), false);
});

void test('X25519 is that of RFC 7748 section 5.2, and a small-order point gives zeros', async () => {
  const scalar = parseHex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
  const point = parseHex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
  const secret = await primitives.x25519(scalar, point);
  assert.equal(hex(secret), 'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552');
  assert.deepEqual(await primitives.x25519(scalar, zeros), zeros);
  assert.deepEqual(await primitives.x25519(scalar, parseHex('01'.padEnd(64, '0'))), zeros);
});

void test('AES-256-GCM is that of the GCM specification, case 14, and a changed tag opens nothing', async () => {
  const nonce: Bytes = new Uint8Array(12);
  const sealed = await primitives.aesGcmSeal(zeros, nonce, none, new Uint8Array(16));
  assert.equal(hex(sealed), 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919');
  assert.deepEqual(await primitives.aesGcmOpen(zeros, nonce, none, sealed), new Uint8Array(16));
  assert.equal(await primitives.aesGcmOpen(zeros, nonce, ascii('a'), sealed), null);
  assert.equal(await primitives.aesGcmOpen(zeros, nonce, none, sealed.slice(0, 15)), null);
  await assert.rejects(() => primitives.aesGcmSeal(new Uint8Array(16), nonce, none, none), RangeError);
});

void test('ChaCha20-Poly1305 passes the vector of RFC 8439 by @noble, and by the browser where it has it', async (t) => {
  assert.equal(await chachaWorks(nobleChachaKeys()), true);
  // Where the format or the algorithm is missing, the trial ends with false and not with a throw.
  t.diagnostic(`native: ${String(await chachaWorks(webChachaKeys(crypto.subtle)))}`);
});

void test('ChaCha20-Poly1305 that answers wrongly is not used', async () => {
  const broken = (): ReturnType<ReturnType<typeof nobleChachaKeys>> =>
    Promise.resolve({
      seal: (_nonce, _aad, plaintext) => Promise.resolve(plaintext),
      open: (_nonce, _aad, sealed) => Promise.resolve(sealed),
    });
  assert.equal(await chachaWorks(broken), false);
});

void test('ChaCha20-Poly1305 that opens without looking at the tag is not used', async () => {
  const careless = async (key: Bytes): ReturnType<ReturnType<typeof nobleChachaKeys>> => {
    const sound = await nobleChachaKeys()(key);
    // Ciphertext XOR key stream, whatever the tag says: sealing zeros gives the key stream.
    const open = async (nonce: Bytes, aad: Bytes, sealed: Bytes): Promise<Bytes> => {
      const stream = await sound.seal(nonce, aad, new Uint8Array(sealed.length - 16));
      return sealed.slice(0, -16).map((byte, i) => byte ^ (stream[i] ?? 0));
    };
    return { ...sound, open };
  };
  assert.equal(await chachaWorks(careless), false);
});

void test('ChaCha20-Poly1305 opens nothing with another key, nonce, additional data or length', async () => {
  const nonce: Bytes = new Uint8Array(12);
  const sealed = await primitives.chachaSeal(zeros, nonce, none, ascii('film'));
  assert.deepEqual(await primitives.chachaOpen(zeros, nonce, none, sealed), ascii('film'));
  assert.equal(await primitives.chachaOpen(parseHex('01'.repeat(32)), nonce, none, sealed), null);
  assert.equal(await primitives.chachaOpen(zeros, parseHex('01'.repeat(12)), none, sealed), null);
  assert.equal(await primitives.chachaOpen(zeros, nonce, ascii('a'), sealed), null);
  assert.equal(await primitives.chachaOpen(zeros, nonce, none, sealed.slice(0, 15)), null);
});

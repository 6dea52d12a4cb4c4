// What a browser answers, for tests/e2e/test_seal_browser.py: bundled by the test and never shipped.
import { concat, type Bytes } from '../../src/sync/bytes';
import { openHeader, openSealedHeader, sealHeader, writeHeader } from '../../src/sync/header';
import { hex, parseHex } from '../../src/sync/ids';
import type { Primitives } from '../../src/sync/primitives';
import { Opener, Sealer } from '../../src/sync/seal';
import {
  chachaWorks,
  createPrimitives,
  nobleChachaKeys,
  primitivesOver,
  webChachaKeys,
} from '../../src/vault/primitives';

const noble = primitivesOver(crypto.subtle, nobleChachaKeys());

/** Whether this browser's own ChaCha20-Poly1305 passed the trial, and whether its primitives are used then. */
export function nativeChacha(): Promise<boolean> {
  return chachaWorks(webChachaKeys(crypto.subtle));
}

function chosen(way: string): Promise<Primitives> {
  return way === 'noble' ? Promise.resolve(noble) : createPrimitives();
}

/** The raw answers for one seed, scalar and point. */
export async function raw(seed: string, point: string): Promise<Record<string, string | boolean>> {
  const primitives = await createPrimitives();
  const key = parseHex(seed);
  const publicKey = await primitives.ed25519Public(key);
  const signature = await primitives.ed25519Sign(key, key);
  return {
    ed25519Public: hex(publicKey),
    ed25519Sign: hex(signature),
    verified: await primitives.ed25519Verify(publicKey, key, signature),
    verifiedOther: await primitives.ed25519Verify(publicKey, publicKey, signature),
    verifiedCut: await primitives.ed25519Verify(publicKey, key, signature.slice(1)),
    x25519: hex(await primitives.x25519(key, parseHex(point))),
    x25519OfZeros: hex(await primitives.x25519(key, new Uint8Array(32))),
    hkdf: hex(await primitives.hkdf(key, parseHex(point), key, 48)),
    hmac: hex(await primitives.hmacSha256(key, key)),
    sha256: hex(await primitives.sha256(key)),
  };
}

/** A payload that seals `length` bytes 0, 1, … 250, 0, … with that way of ChaCha20-Poly1305. */
export async function seal(way: string, fileKey: string, nonce: string, length: number): Promise<string> {
  const sealer = await Sealer.create(parseHex(fileKey), parseHex(nonce), await chosen(way));
  const plain = Uint8Array.from({ length }, (_, i) => i % 251);
  const parts: Bytes[] = [];
  for (let at = 0; at < length; at += 50_000) parts.push(await sealer.push(plain.slice(at, at + 50_000)));
  parts.push(await sealer.finish());
  return hex(concat(...parts));
}

/** The plaintext of a payload. */
export async function open(way: string, fileKey: string, payload: string): Promise<string> {
  const opener = new Opener(parseHex(fileKey), await chosen(way));
  return hex(concat(await opener.push(parseHex(payload)), await opener.finish()));
}

/** The file key out of a sealed header, and a header and its seal made here, from the same parts. */
export async function headers(parts: Record<string, string>, sealed: string): Promise<Record<string, string>> {
  const of = (name: string): Bytes => parseHex(parts[name] ?? '');
  const primitives = await createPrimitives();
  const place = { org: of('org'), case: of('case'), group: of('group') };
  const header = await writeHeader(of('file_key'), [of('recipient')], [of('ephemeral')], primitives);
  const content = { clip: of('clip'), version: 3, epoch: 2, nonce: of('nonce'), header };
  const opened = await openSealedHeader(of('share'), place, parseHex(sealed), primitives);
  return {
    sealed: hex(await sealHeader(of('share'), place, content, primitives)),
    file_key: hex(await openHeader(opened, of('scalar'), primitives)),
  };
}

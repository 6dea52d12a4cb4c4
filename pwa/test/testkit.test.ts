// The age test kit, without armor and passphrases: files made elsewhere, most of them broken in one place.
//
// Keys of the kit's hybrid kind (ML-KEM-768 with X25519) are not ours: those files must be read strictly, and none of
// their stanzas may open, whatever the kit expects of a program that has such keys (docs/spec/header.md).
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Bytes } from '../src/sync/bytes';
import { openHeader, readHeader } from '../src/sync/header';
import { Opener } from '../src/sync/seal';
import { createPrimitives } from '../src/vault/primitives';
import { kit, scalarOf, type KitFile } from './agekit';
import { feeds, outcome } from './vectors';

const primitives = await createPrimitives();
const all = kit();
const files = all.filter((file) => !file.armored && !file.passphrase);
const hybrid = files.filter((file) => file.identities.some((identity) => scalarOf(identity) === null));
const x25519 = files.filter((file) => !hybrid.includes(file));
const CODES: Readonly<Record<string, readonly string[]>> = {
  success: ['ok'],
  'no match': ['header-no-match'],
  'HMAC failure': ['header-mac'],
  'header failure': ['header-syntax', 'header-truncated', 'header-key'],
  'payload failure': ['seal-tag', 'seal-truncated', 'seal-trailing', 'seal-empty-last'],
};
// The kit counts a payload that ends in its nonce as a fault of the header.
const CUT_IN_NONCE = ['stream_no_nonce', 'stream_short_nonce'];
const someScalar = x25519.flatMap((file) => file.identities.map(scalarOf)).find((scalar) => scalar !== null);
assert.ok(someScalar);

/** The outcome and the plaintext given out; `pieces` is how the payload comes. */
async function opened(file: KitFile, pieces: Iterable<Bytes>): Promise<{ code: string; plain: Uint8Array }> {
  const parts: Bytes[] = [];
  const scalar = file.identities.map(scalarOf).find((found) => found !== null) ?? someScalar ?? new Uint8Array(32);
  const code = await outcome(async () => {
    const raw = file.file.slice(0, readHeader(file.file).length);
    const opener = new Opener(await openHeader(raw, scalar, primitives, true), primitives);
    for (const piece of pieces) parts.push(await opener.push(piece));
    parts.push(await opener.finish());
  });
  return { code, plain: Buffer.concat(parts) };
}

function cut(payload: Bytes, piece: number): Bytes[] {
  return Array.from({ length: Math.ceil(payload.length / piece) }, (_, i) => payload.slice(i * piece, (i + 1) * piece));
}

/** The payload whole, in uneven pieces, byte by byte (61 by 61 beyond a frame), and split at each byte where short. */
async function* feedsOf(file: KitFile): AsyncGenerator<readonly Bytes[]> {
  if ((await outcome(() => readHeader(file.file))) !== 'ok') {
    yield [];
    return;
  }
  const payload = file.file.slice(readHeader(file.file).length);
  yield cut(payload, 4099);
  if (payload.length < 1000) yield* feeds(payload);
  else yield [payload];
  if (payload.length >= 1000 && payload.length < 200_000) yield cut(payload, payload.length < 70_000 ? 1 : 61);
}

for (const file of x25519) {
  void test(`the kit's ${file.name} ends as it says`, async () => {
    const allowed = [...(CODES[file.expect] ?? []), ...(CUT_IN_NONCE.includes(file.name) ? ['seal-truncated'] : [])];
    for await (const pieces of feedsOf(file)) {
      const { code, plain } = await opened(file, pieces);
      assert.ok(allowed.includes(code), `${code} for ${file.expect}`);
      if (file.payload !== '') assert.equal(createHash('sha256').update(plain).digest('hex'), file.payload);
    }
  });
}

for (const file of hybrid) {
  void test(`the kit's ${file.name} opens by no hybrid stanza`, async () => {
    for await (const pieces of feedsOf(file)) {
      const { code, plain } = await opened(file, pieces);
      assert.ok(['header-no-match', 'header-syntax'].includes(code), code);
      assert.equal(plain.length, 0);
    }
  });
}

void test("a film refuses the kit's headers that hold other stanzas", async () => {
  let refused = 0;
  for (const { file } of x25519) {
    if ((await outcome(() => readHeader(file))) !== 'ok') continue;
    const header = readHeader(file);
    const others = header.stanzas.some((stanza) => stanza.kind !== 'X25519');
    const raw = file.slice(0, header.length);
    assert.equal((await outcome(() => openHeader(raw, someScalar, primitives))) === 'age-stanza', others);
    refused += others ? 1 : 0;
  }
  assert.ok(refused > 3);
});

void test('the kit is run as a whole', () => {
  const left = all.filter((file) => !files.includes(file));
  assert.ok(left.every((file) => file.name.includes('armor') || file.name.includes('scrypt')));
  assert.ok(x25519.length >= 60);
  assert.ok(hybrid.length >= 15);
});

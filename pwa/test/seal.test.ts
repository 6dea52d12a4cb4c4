// The vectors of tests/vectors/seal, each fed whole and in pieces, and what the Sealer and the Opener promise beside.
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { concat, type Bytes } from '../src/sync/bytes';
import { AmanatError } from '../src/sync/errors';
import {
  cutSpan,
  FRAME_LENGTH,
  framesFor,
  Opener,
  openFrames,
  payloadLength,
  plainLength,
  Sealer,
  SEALED_FRAME,
} from '../src/sync/seal';
import { createPrimitives } from '../src/vault/primitives';
import { number, numberOrNull, spelled } from './spelled';
import { feeds, hex, outcome, truncations, vectors, type Vector } from './vectors';

const primitives = await createPrimitives();
const fileKey: Bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
const nonce: Bytes = Uint8Array.from({ length: 16 }, (_, i) => 200 + i);
const PIECES = [1 << 24, FRAME_LENGTH, SEALED_FRAME, 40_000, 7];

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function bytes(length: number): Bytes {
  return Uint8Array.from({ length }, (_, i) => (i * 31) % 253);
}

async function sealed(plain: Bytes): Promise<Bytes> {
  const sealer = await Sealer.create(fileKey, nonce, primitives);
  return concat(await sealer.push(plain), await sealer.finish());
}

/** The outcome of opening what comes in `pieces`, and all plaintext given out before it. */
async function opened(
  key: Bytes,
  payloadLen: number | null,
  pieces: readonly Bytes[],
): Promise<{ code: string; plain: Bytes }> {
  const parts: Bytes[] = [];
  const code = await outcome(async () => {
    const opener = new Opener(key, primitives, payloadLen);
    for (const piece of pieces) parts.push(await opener.push(piece));
    parts.push(await opener.finish());
  });
  return { code, plain: concat(...parts) };
}

function cut(payload: Bytes, piece: number): Bytes[] {
  const starts = [0];
  for (let at = piece; at < payload.length; at += piece) starts.push(at);
  // Small pieces where they matter: around the nonce and at the end.
  const kept = piece < 100 ? starts.filter((at) => at < 64 || at > payload.length - 128) : starts;
  return kept.map((at, i) => payload.slice(at, kept[i + 1] ?? payload.length));
}

async function openVector(vector: Vector): Promise<void> {
  const payload = spelled(vector, 'payload');
  const payloadLen = numberOrNull(vector, 'payload_len');
  for (const piece of PIECES) {
    const { code, plain } = await opened(hex(vector, 'file_key'), payloadLen, cut(payload, piece));
    assert.equal(code, vector.expect, `in pieces of ${piece}`);
    assert.equal(sha256(plain), vector['released_sha256'], `in pieces of ${piece}`);
  }
}

async function openRange(vector: Vector): Promise<void> {
  const payloadLen = number(vector, 'payload_len');
  const span = framesFor(number(vector, 'start'), number(vector, 'end'), payloadLen);
  const key = hex(vector, 'file_key');
  const first = number(vector, 'first_counter');
  const plain = await openFrames(key, hex(vector, 'nonce'), first, spelled(vector, 'data'), payloadLen, primitives);
  assert.equal(sha256(cutSpan(span, plain)), vector['plain_sha256']);
}

async function sealVector(vector: Vector): Promise<void> {
  const payload = spelled(vector, 'payload');
  const { plain } = await opened(hex(vector, 'file_key'), null, [payload]);
  assert.equal(plain.length, vector['plain_len']);
  const sealer = await Sealer.create(hex(vector, 'file_key'), hex(vector, 'nonce'), primitives);
  assert.deepEqual(concat(await sealer.push(plain), await sealer.finish()), payload);
  assert.equal(sha256(payload), vector['payload_sha256']);
  assert.equal(Buffer.from(sealer.digest).toString('hex'), vector['payload_sha256']);
}

for (const vector of vectors('seal')) {
  void test(`seal/${vector.name}`, async () => {
    switch (vector['operation']) {
      case 'open':
        await openVector(vector);
        break;
      case 'range':
        assert.equal(await outcome(() => openRange(vector)), vector.expect, vector.comment);
        break;
      case 'length':
        assert.equal(await outcome(() => plainLength(number(vector, 'payload_len'))), vector.expect);
        if (vector.expect === 'ok') {
          assert.equal(plainLength(number(vector, 'payload_len')), vector['plain_len']);
          assert.equal(payloadLength(number(vector, 'plain_len')), vector['payload_len']);
        }
        break;
      case 'seal':
        await sealVector(vector);
        break;
      default:
        throw new Error(`no runner for ${String(vector['operation'])}`);
    }
  });
}

void test('a payload opens alike in whatever pieces it comes', async () => {
  const plain = bytes(61);
  for (const pieces of feeds(await sealed(plain))) {
    assert.deepEqual(await opened(fileKey, null, pieces), { code: 'ok', plain });
  }
});

void test('a payload cut short at any byte is refused and gives nothing out', async () => {
  const payload = await sealed(bytes(61));
  for (const part of truncations(payload)) {
    assert.deepEqual(await opened(fileKey, payload.length, [part]), { code: 'seal-truncated', plain: bytes(0) });
    const { code } = await opened(fileKey, null, [part]);
    assert.equal(code, part.length < 32 ? 'seal-truncated' : 'seal-tag');
  }
});

void test('plaintext in any pieces seals to the same payload', async () => {
  const plain = bytes(2 * FRAME_LENGTH + 5);
  const whole = await sealed(plain);
  for (const piece of [1000, 40_000, FRAME_LENGTH - 1, FRAME_LENGTH, FRAME_LENGTH + 1]) {
    const sealer = await Sealer.create(fileKey, nonce, primitives);
    const parts: Bytes[] = [];
    for (let at = 0; at < plain.length; at += piece) parts.push(await sealer.push(plain.slice(at, at + piece)));
    parts.push(await sealer.finish());
    assert.deepEqual(concat(...parts), whole);
    assert.equal(sealer.length, whole.length);
    assert.equal(sealer.length, payloadLength(plain.length));
  }
});

void test('a finished Sealer seals nothing more', async () => {
  const sealer = await Sealer.create(fileKey, nonce, primitives);
  assert.throws(() => sealer.digest, RangeError);
  await sealer.finish();
  assert.equal(await outcome(() => sealer.push(bytes(1))), 'seal-finished');
  assert.equal(await outcome(() => sealer.finish()), 'seal-finished');
});

void test('a Sealer refuses a second call while one is under way, and goes on', async () => {
  const sealer = await Sealer.create(fileKey, nonce, primitives);
  const first = sealer.push(bytes(FRAME_LENGTH + 1));
  assert.equal(await outcome(() => sealer.push(bytes(1))), 'seal-finished');
  const payload = concat(await first, await sealer.finish());
  assert.deepEqual((await opened(fileKey, null, [payload])).plain, bytes(FRAME_LENGTH + 1));
});

void test('a pass that broke cannot go on under the same key', async () => {
  const breaking = { ...primitives, chachaKey: async (key: Bytes) => ({ ...(await primitives.chachaKey(key)), seal }) };
  const seal = (): Promise<Bytes> => Promise.reject(new Error('no memory'));
  const sealer = await Sealer.create(fileKey, nonce, breaking);
  await assert.rejects(() => sealer.push(bytes(FRAME_LENGTH + 1)), /no memory/);
  assert.equal(await outcome(() => sealer.push(bytes(FRAME_LENGTH + 1))), 'seal-finished');
});

void test('a fault comes again with every call after it', async () => {
  const payload = await sealed(bytes(100));
  payload[40] = (payload[40] ?? 0) ^ 1;
  const opener = new Opener(fileKey, primitives);
  await opener.push(payload);
  for (let i = 0; i < 2; i++) {
    await assert.rejects(
      () => opener.finish(),
      (fault) => fault instanceof AmanatError && fault.code === 'seal-tag',
    );
  }
  assert.equal(await outcome(() => opener.push(payload)), 'seal-tag');
});

void test('every range of a payload is the slice of its plaintext', async () => {
  const plain = bytes(2 * FRAME_LENGTH + 100);
  const payload = await sealed(plain);
  const edges = [0, 1, 99, FRAME_LENGTH - 1, FRAME_LENGTH, FRAME_LENGTH + 1, 2 * FRAME_LENGTH, plain.length];
  for (const start of edges) {
    for (const end of edges.filter((edge) => edge > start)) {
      const span = framesFor(start, end, payload.length);
      const data = payload.slice(span.start, span.end);
      const opening = openFrames(fileKey, nonce, span.counter, data, payload.length, primitives);
      assert.deepEqual(cutSpan(span, await opening), plain.slice(start, end), `${start}..${end}`);
    }
  }
});

// The vectors of tests/vectors/journal, and what writer and reader promise beside them.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { concat, type Bytes } from '../src/sync/bytes';
import { parseHex } from '../src/sync/ids';
import { JournalReader, JournalWriter, MAX_JOURNAL_PLAIN } from '../src/sync/journal';
import { createPrimitives } from '../src/vault/primitives';
import { hex, outcome, truncations, vectors, type Vector } from './vectors';

const primitives = await createPrimitives();
const fileKey: Bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
const filmId: Bytes = Uint8Array.from({ length: 16 }, (_, i) => 100 + i);

function list(vector: Vector, name: string): Bytes[] {
  const texts = vector[name];
  if (!Array.isArray(texts)) throw new Error(`${vector.name}: ${name} is not a list`);
  return texts.map((text) => parseHex(String(text)));
}

for (const vector of vectors('journal')) {
  void test(`journal/${vector.name}`, async () => {
    const reader = await JournalReader.create(hex(vector, 'file_key'), hex(vector, 'film'), primitives);
    const plains: Bytes[] = [];
    const code = await outcome(async () => {
      for (const record of list(vector, 'records')) plains.push((await reader.open(record)).plain);
    });
    assert.equal(code, vector.expect, vector.comment);
    assert.deepEqual(plains, list(vector, 'plains'));
  });
}

void test('what the writer seals the reader opens, with the same counters', async () => {
  const writer = await JournalWriter.create(fileKey, filmId, primitives);
  const reader = await JournalReader.create(fileKey, filmId, primitives);
  for (const length of [1, 100, 50_000, MAX_JOURNAL_PLAIN]) {
    const plain = new Uint8Array(length).fill(length);
    const { counter, record } = await writer.seal(plain);
    assert.deepEqual(await reader.open(record), { counter, plain });
  }
});

void test('the writer writes the bytes of the vectors', async () => {
  const vector = vectors('journal').find((one) => one.name === 'ok');
  assert.ok(vector);
  const writer = await JournalWriter.create(hex(vector, 'file_key'), hex(vector, 'film'), primitives);
  const records = list(vector, 'records');
  for (const [i, plain] of list(vector, 'plains').entries()) {
    assert.deepEqual((await writer.seal(plain)).record, records[i]);
  }
});

void test('the same bytes sealed again after a failure have another counter and other ciphertext', async () => {
  const writer = await JournalWriter.create(fileKey, filmId, primitives);
  const first = await writer.seal(fileKey);
  const second = await writer.seal(fileKey);
  assert.deepEqual([first.counter, second.counter], [0, 1]);
  assert.notDeepEqual(first.record.slice(8), second.record.slice(8));
});

void test('an attempt that breaks inside the cipher uses its counter up too', async () => {
  let broken = true;
  const breaking = {
    ...primitives,
    aesGcmSeal: (key: Bytes, nonce: Bytes, aad: Bytes, plain: Bytes): Promise<Bytes> =>
      broken ? Promise.reject(new Error('no memory')) : primitives.aesGcmSeal(key, nonce, aad, plain),
  };
  const writer = await JournalWriter.create(fileKey, filmId, breaking);
  await assert.rejects(() => writer.seal(fileKey), /no memory/);
  broken = false;
  assert.equal((await writer.seal(fileKey)).counter, 1);
});

void test('two records sealed at once do not share a counter', async () => {
  const writer = await JournalWriter.create(fileKey, filmId, primitives);
  const sealed = await Promise.all([writer.seal(fileKey), writer.seal(filmId)]);
  assert.deepEqual(
    sealed.map(({ counter }) => counter),
    [0, 1],
  );
});

void test('a record of nothing, or of more than a store keeps safe, is not written', async () => {
  const writer = await JournalWriter.create(fileKey, filmId, primitives);
  assert.equal(await outcome(() => writer.seal(new Uint8Array(0))), 'journal-length');
  assert.equal(await outcome(() => writer.seal(new Uint8Array(MAX_JOURNAL_PLAIN + 1))), 'journal-length');
});

void test('a record cut short at any byte is refused, and the whole one opens after it', async () => {
  const writer = await JournalWriter.create(fileKey, filmId, primitives);
  const reader = await JournalReader.create(fileKey, filmId, primitives);
  const { record } = await writer.seal(Uint8Array.of(1, 2, 3, 4));
  for (const part of truncations(record)) {
    const code = await outcome(() => reader.open(part));
    assert.equal(code, part.length <= 24 ? 'journal-length' : 'journal-tag');
  }
  assert.equal(await outcome(() => reader.open(concat(record, new Uint8Array(1)))), 'journal-tag');
  assert.equal((await reader.open(record)).counter, 0);
});

import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { FULL, SMALL, wasmArgon2, type Argon2 } from '../src/vault/argon2';
import { unwrapByPrf, unwrapByWords, wrapByPrf, wrapByWords, type WrappedDsk } from '../src/vault/dsk';
import { drawPhrase, readPhrase } from '../src/vault/phrase';
import { checkPin, sealPin } from '../src/vault/pin';
import { createPrimitives } from '../src/vault/primitives';
import { seeded } from './vault/chance';
import { outcome } from './vectors';

const primitives = await createPrimitives();
const entropy = seeded(3);
const owner = { member: entropy.id(), device: entropy.id() };
const dsk = entropy.key();
const ports = { argon2: wasmArgon2, entropy, primitives };
const WORDS = 'zoo abandon zoo ability zoo';

/** Argon2id on a device that cannot give 64 MiB. */
const cramped: Argon2 = (password, salt, parameters) => {
  if (parameters.memory_kib > SMALL.memory_kib) return Promise.reject(new RangeError('could not allocate memory'));
  return wasmArgon2(password, salt, parameters);
};

test('five words are drawn from the whole list and read in any case and spacing', () => {
  const drawn = Array.from({ length: 400 }, () => drawPhrase(entropy));
  assert.ok(drawn.every((words) => words.length === 5 && words.every((word) => wordlist.includes(word))));
  assert.ok(new Set(drawn.flat()).size > 1000);
  assert.equal(readPhrase('  Zoo  ABANDON zoo\tability\nzoo '), WORDS);
});

test('anything but five words of the list is refused before any work', async () => {
  const idle: Argon2 = () => Promise.reject(new Error('worked'));
  for (const text of ['', 'zoo', `${WORDS} zoo`, 'zoo abandon zoo ability zooo', 'zoo-abandon-zoo-ability-zoo']) {
    assert.equal(await outcome(() => wrapByWords(dsk, text, owner, { ...ports, argon2: idle })), 'unlock-phrase');
  }
});

test('a DSK opens by its words and by nothing that differs in one field', async () => {
  const full = await wrapByWords(dsk, WORDS, owner, ports);
  assert.deepEqual([full.memory_kib, full.passes, full.lanes], [65_536, 3, 1]);
  assert.deepEqual(await unwrapByWords(full, WORDS, owner, ports), dsk);
  assert.equal(await outcome(() => unwrapByWords({ ...full, ...SMALL }, WORDS, owner, ports)), 'unlock-phrase');
  const wrapped = await wrapByWords(dsk, WORDS, owner, { ...ports, argon2: cramped });
  const open = (changed: Partial<WrappedDsk>, words = WORDS, whose = owner): Promise<string> =>
    outcome(() => unwrapByWords({ ...wrapped, ...changed }, words, whose, ports));
  assert.equal(await open({}, 'zoo abandon zoo ability zone'), 'unlock-phrase');
  assert.equal(await open({}, WORDS, { ...owner, member: entropy.id() }), 'unlock-phrase');
  assert.equal(await open({}, WORDS, { ...owner, device: entropy.id() }), 'unlock-phrase');
  assert.equal(await open({ salt: entropy.bytes(16) }), 'unlock-phrase');
  assert.equal(await open({ nonce: entropy.nonce() }), 'unlock-phrase');
  assert.equal(await open({ sealed: wrapped.sealed.slice().fill(0, 40) }), 'unlock-phrase');
});

test('parameters below the floor are never run', async () => {
  const wrapped = await wrapByWords(dsk, WORDS, owner, { ...ports, argon2: cramped });
  assert.deepEqual([wrapped.memory_kib, wrapped.passes, wrapped.lanes], [19_456, 2, 1]);
  assert.deepEqual(await unwrapByWords(wrapped, WORDS, owner, ports), dsk);
  for (const weaker of [{ memory_kib: 8 }, { passes: 1 }, { ...FULL, passes: 2 }, { lanes: 2 }]) {
    const open = unwrapByWords({ ...wrapped, ...weaker }, WORDS, owner, ports);
    assert.equal(await outcome(() => open), 'unlock-floor');
  }
});

test('Argon2id is that of RFC 9106 under our own parameters', async () => {
  // From PyPI's cryptography: Argon2id(salt=…, length=32, iterations=2, lanes=1, memory_cost=19456).
  const salt = new TextEncoder().encode('saltsaltsaltsalt');
  const raw = await wasmArgon2('password', salt, SMALL);
  assert.equal(Buffer.from(raw).toString('hex'), '4fde6aed2db4e6d7fd588e078583990c842630c01b9ed69c1974c892ed205d3f');
});

test('a DSK opens by the PRF output of its authenticator and by no other', async () => {
  const prf = { output: entropy.key(), credential: entropy.bytes(20) };
  const wrapped = await wrapByPrf(dsk, prf, owner, ports);
  assert.deepEqual(wrapped.credential, prf.credential);
  assert.deepEqual(await unwrapByPrf(wrapped, prf.output, owner, primitives), dsk);
  assert.equal(await outcome(() => unwrapByPrf(wrapped, entropy.key(), owner, primitives)), 'unlock-key');
  const other = { ...owner, device: entropy.id() };
  assert.equal(await outcome(() => unwrapByPrf(wrapped, prf.output, other, primitives)), 'unlock-key');
});

test('a wrap by one way does not pass for the other', async () => {
  const byPrf = await wrapByPrf(dsk, { output: entropy.key(), credential: entropy.bytes(20) }, owner, ports);
  assert.equal(await outcome(() => unwrapByWords(byPrf, WORDS, owner, ports)), 'unlock-floor');
});

test('a PIN is six digits, is told from others, and cannot be tried without the DSK', async () => {
  for (const digits of ['', '12345', '1234567', '12345a', '١٢٣٤٥٦']) {
    assert.equal(await outcome(() => sealPin(digits, dsk, ports)), 'unlock-pin');
  }
  const pin = await sealPin('270041', dsk, { ...ports, argon2: cramped });
  assert.equal(await checkPin('270041', pin, dsk, ports), true);
  assert.equal(await checkPin('270042', pin, dsk, ports), false);
  assert.equal(await outcome(() => checkPin('270041', pin, entropy.key(), ports)), 'slot-tag');
});

// Signed requests: the shared vectors, and signing as the vectors were signed.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ascii } from '../src/sync/bytes';
import {
  NonceWindow,
  authorityOf,
  checkDigest,
  checkRequest,
  keyidOf,
  parseRequest,
  signRequest,
  type HeaderPairs,
} from '../src/sync/request';
import { createPrimitives } from '../src/vault/primitives';
import { hex, outcome, vectors, walk, type Vector } from './vectors';

const primitives = await createPrimitives();

async function received(vector: Vector): Promise<void> {
  const nonces = new NonceWindow();
  const publicKey = vector['public'] === null ? null : hex(vector, 'public');
  const { method, target, authority, headers, now_ms, started_ms } = vector as Vector & {
    readonly method: string;
    readonly target: string;
    readonly authority: string;
    readonly headers: HeaderPairs;
    readonly now_ms: number;
    readonly started_ms: number;
  };
  for (let time = 0; time < (vector['again'] === true ? 2 : 1); time += 1) {
    const claim = parseRequest(method, target, headers, authority);
    await checkRequest(claim, publicKey, now_ms, started_ms, nonces, primitives);
    checkDigest(claim, await primitives.sha256(hex(vector, 'body')));
  }
}

walk('request', received);

test('signing gives the very headers of the vectors', async () => {
  const seed = Uint8Array.from({ length: 32 }, (_, at) => at);
  const nonce = Uint8Array.from({ length: 16 }, (_, at) => at);
  const keyid = await keyidOf(await primitives.ed25519Public(seed), primitives);
  const signing = { keyid, seed, created: 1_700_000_000, nonce };
  const carried = { get: {}, post: { body: ascii('{"days":60}') }, patch: { patch: { offset: 65536, length: 1048576 } } };
  for (const [name, content] of Object.entries(carried)) {
    const vector = vectors('request').find((one) => one.name === name);
    assert.ok(vector !== undefined);
    const { method, target, headers } = vector as Vector & { method: string; target: string; headers: HeaderPairs };
    const signed = await signRequest(method, 'tablet.example', target, signing, content, primitives);
    const told = Object.fromEntries([...headers].filter(([header]) => header !== 'content-length'));
    assert.deepEqual(signed, told, name);
  }
});

test('an authority has no default port and no capitals', () => {
  assert.equal(authorityOf('https://Tablet.Example:443'), 'tablet.example');
  assert.equal(authorityOf('http://localhost:8000'), 'localhost:8000');
  assert.equal(authorityOf('http://127.0.0.1:80/'), '127.0.0.1');
  assert.throws(() => authorityOf('https://a.example/path'), RangeError);
});

test('a full window of nonces refuses rather than forgets', async () => {
  const nonces = new NonceWindow(1);
  const keyid = '00'.repeat(16);
  nonces.add(keyid, new Uint8Array(16), 0);
  const more = await outcome(() => {
    nonces.add(keyid, Uint8Array.of(1), 600_000);
  });
  assert.equal(more, 'request-rate');
  nonces.add(keyid, Uint8Array.of(1), 600_001);
  assert.equal(nonces.size, 1);
});

// The vectors of tests/vectors/envelope, HPKE against @hpke/core both ways, and an envelope cut short.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { Bytes } from '../src/sync/bytes';
import {
  check,
  goesAtOnce,
  hpkeOpen,
  hpkeSeal,
  kemSecret,
  keySchedule,
  openEnvelope,
  wrap,
  x25519Public,
} from '../src/sync/envelope';
import { hex as toHex } from '../src/sync/ids';
import { Rolls } from '../src/sync/roll';
import { bytes, listed, primitives, readChain } from './people';
import { hex, outcome, truncations, vectors, walk, type Vector } from './vectors';

async function read(vector: Vector): Promise<void> {
  const chain = await readChain(vector);
  const rolls = await Rolls.load(chain.org, hex(vector, 'case'), listed(vector, 'rolls'), chain, primitives);
  const envelope = hex(vector, 'envelope');
  await check(envelope, rolls, chain, primitives, vector['at_receipt'] === true);
  if (vector['scalar'] === null) return;
  const ck = await openEnvelope(envelope, hex(vector, 'scalar'), rolls, primitives);
  assert.equal(toHex(ck), vector['ck']);
}

walk('envelope', read);

const scalar = bytes('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8');
const ephemeral = bytes('52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736');
const info = bytes('4f6465206f6e2061204772656369616e2055726e');
const plaintext = bytes('4265617574792069732074727574682c20747275746820626561757479');
const aad = bytes('436f756e742d30');
const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

function buffer(raw: Bytes): ArrayBuffer {
  return raw.slice().buffer;
}

void test('secret, key and nonce are those of RFC 9180 appendix A.1.1', async () => {
  const enc = await x25519Public(ephemeral, primitives);
  const recipient = await x25519Public(scalar, primitives);
  assert.equal(toHex(enc), '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431');
  const secret = await kemSecret(await primitives.x25519(ephemeral, recipient), enc, recipient, primitives);
  assert.equal(toHex(secret), 'fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc');
  const { key, nonce } = await keySchedule(secret, info, primitives, { number: 1, keyLength: 16 });
  assert.equal(toHex(key), '4531685d41d65f03dc48f6b8302c05b0');
  assert.equal(toHex(nonce), '56d890e5accaaf011cff4b7d');
});

void test('@hpke/core opens what we seal, and we open what it seals', async () => {
  const recipient = await x25519Public(scalar, primitives);
  const { enc, ct } = await hpkeSeal(recipient, info, aad, plaintext, ephemeral, primitives);
  const secretKey = await suite.kem.deserializePrivateKey(buffer(scalar));
  const receiver = { recipientKey: secretKey, enc: buffer(enc), info: buffer(info) };
  const opened = await suite.open(receiver, buffer(ct), buffer(aad));
  assert.equal(toHex(new Uint8Array(opened)), toHex(plaintext));
  const publicKey = await suite.kem.deserializePublicKey(buffer(recipient));
  const sender = { recipientPublicKey: publicKey, info: buffer(info) };
  const theirs = await suite.seal(sender, buffer(plaintext), buffer(aad));
  const [theirEnc, theirCt] = [new Uint8Array(theirs.enc), new Uint8Array(theirs.ct)];
  assert.equal(toHex(await hpkeOpen(theirEnc, theirCt, scalar, info, aad, primitives)), toHex(plaintext));
});

void test('a key of small order is refused on either side', async () => {
  const zeros = new Uint8Array(32);
  assert.equal(await outcome(() => hpkeSeal(zeros, info, aad, plaintext, ephemeral, primitives)), 'envelope-key');
  assert.equal(await outcome(() => hpkeOpen(zeros, plaintext, scalar, info, aad, primitives)), 'envelope-key');
});

const sent = vectors('envelope').find((vector) => vector.name === 'sent');

void test('an envelope cut short anywhere is refused', async () => {
  assert.ok(sent !== undefined);
  const chain = await readChain(sent);
  const rolls = await Rolls.load(chain.org, hex(sent, 'case'), listed(sent, 'rolls'), chain, primitives);
  for (const cut of truncations(hex(sent, 'envelope'))) {
    assert.equal(await outcome(() => check(cut, rolls, chain, primitives)), 'envelope-length');
  }
});

void test('wrapping makes what opens, and only the key of the roll', async () => {
  assert.ok(sent !== undefined);
  const chain = await readChain(sent);
  const rolls = await Rolls.load(chain.org, hex(sent, 'case'), listed(sent, 'rolls'), chain, primitives);
  const { newest, newestHash } = rolls;
  const told = await check(hex(sent, 'envelope'), rolls, chain, primitives);
  const to = chain.device(told.to_device);
  assert.ok(newest !== null && to !== null);
  assert.equal(goesAtOnce(to.device, rolls, chain), true);
  const wrapping = { to, from_device: told.from_device, seed: scalar, ephemeral };
  const raw = await wrap(newest, newestHash, hex(sent, 'ck'), wrapping, primitives);
  assert.equal(toHex(await openEnvelope(raw, hex(sent, 'scalar'), rolls, primitives)), sent['ck']);
  const other = await outcome(() => wrap(newest, newestHash, ephemeral, wrapping, primitives));
  assert.equal(other, 'envelope-recipient');
});

// The vectors of tests/vectors/header, and age-encryption as an independent check, both ways.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { concat, type Bytes } from '../src/sync/bytes';
import {
  fileKeyCommit,
  MAX_HEADER,
  openHeader,
  openRecoveryFile,
  openSealedHeader,
  readHeader,
  sealHeader,
  shareCommit,
  writeHeader,
  writeRecoveryFile,
} from '../src/sync/header';
import { parseHex } from '../src/sync/ids';
import { Opener, Sealer } from '../src/sync/seal';
import { createPrimitives } from '../src/vault/primitives';
import { scalarOf } from './agekit';
import { number } from './spelled';
import { hex, outcome, truncations, vectors, type Vector } from './vectors';

const primitives = await createPrimitives();
const BASE = parseHex('09'.padEnd(64, '0'));

function list(vector: Vector, name: string): Bytes[] {
  const texts = vector[name];
  if (!Array.isArray(texts)) throw new Error(`${vector.name}: ${name} is not a list`);
  return texts.map((text) => parseHex(String(text)));
}

/** Does what the vector says; the answers by the names that the vector gives them. */
async function run(vector: Vector): Promise<Record<string, Bytes>> {
  const of = (name: string): Bytes => hex(vector, name);
  switch (vector['operation']) {
    case 'open-header':
      return { file_key: await openHeader(of('header'), of('scalar'), primitives) };
    case 'open-recovery':
      return { case_key: await openRecoveryFile(of('file'), of('scalar'), primitives) };
    case 'open-sealed': {
      const place = { org: of('org'), case: of('case'), group: of('group') };
      const onTablet = vector['on_tablet'] === true;
      return { header: await openSealedHeader(of('share'), place, of('sealed'), primitives, onTablet) };
    }
    case 'write-header':
      return {
        header: await writeHeader(of('file_key'), list(vector, 'recipients'), list(vector, 'ephemerals'), primitives),
      };
    case 'write-recovery': {
      const draw = { fileKey: of('file_key'), nonce: of('nonce'), ephemeral: of('ephemeral') };
      return { file: await writeRecoveryFile(of('case_key'), of('recipient'), draw, primitives) };
    }
    case 'write-sealed': {
      const place = { org: of('org'), case: of('case'), group: of('group') };
      const counts = { version: number(vector, 'version'), epoch: number(vector, 'epoch') };
      const content = { clip: of('clip'), ...counts, nonce: of('nonce'), header: of('header') };
      return { sealed: await sealHeader(of('share'), place, content, primitives) };
    }
    case 'commit':
      return {
        file_key_commit: await fileKeyCommit(of('file_key'), of('clip'), primitives),
        share_commit: await shareCommit(of('group'), of('share'), primitives),
      };
    default:
      throw new Error(`no runner for ${String(vector['operation'])}`);
  }
}

for (const vector of vectors('header')) {
  void test(`header/${vector.name}`, async () => {
    assert.equal(await outcome(() => run(vector)), vector.expect, vector.comment);
    if (vector.expect !== 'ok') return;
    for (const [name, answer] of Object.entries(await run(vector))) assert.deepEqual(answer, hex(vector, name));
  });
}

function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

async function keyPair(): Promise<{ text: string; recipient: string; scalar: Bytes; point: Bytes }> {
  const text = await generateX25519Identity();
  const scalar = scalarOf(text) ?? new Uint8Array(32);
  return { text, recipient: await identityToRecipient(text), scalar, point: await primitives.x25519(scalar, BASE) };
}

async function age(plain: Bytes, points: readonly Bytes[]): Promise<Bytes> {
  const fileKey = random(16);
  const header = await writeHeader(fileKey, points, points.map(() => random(32)), primitives);
  const sealer = await Sealer.create(fileKey, random(16), primitives);
  return concat(header, await sealer.push(plain), await sealer.finish());
}

for (const length of [0, 1, 65_536, 65_537, 200_000]) {
  void test(`age-encryption opens ${length} bytes that we sealed for two, and we open what it sealed`, async () => {
    const [first, second] = [await keyPair(), await keyPair()];
    const plain = Uint8Array.from({ length }, (_, i) => (i * 7) % 251);

    const theirs = new Decrypter();
    theirs.addIdentity(second.text);
    assert.deepEqual(await theirs.decrypt(await age(plain, [first.point, second.point])), plain);

    const encrypter = new Encrypter();
    encrypter.addRecipient(first.recipient);
    const file = new Uint8Array(await encrypter.encrypt(plain));
    const end = readHeader(file).length;
    const opener = new Opener(await openHeader(file.slice(0, end), first.scalar, primitives, true), primitives);
    assert.deepEqual(concat(await opener.push(file.slice(end)), await opener.finish()), plain);
  });
}

void test('a header cut short at any byte is refused, and says that it is cut', async () => {
  const { scalar, point } = await keyPair();
  const header = await writeHeader(random(16), [point, point], [random(32), random(32)], primitives);
  for (const part of truncations(header)) {
    assert.equal(await outcome(() => openHeader(part, scalar, primitives)), 'header-truncated');
  }
});

void test('a sealed header with any bit changed opens nothing', async () => {
  const place = { org: random(32), case: random(16), group: random(16) };
  const header = await writeHeader(random(16), [(await keyPair()).point], [random(32)], primitives);
  const content = { clip: random(16), version: 1, epoch: 1, nonce: random(12), header };
  const share = random(32);
  const sealed = await sealHeader(share, place, content, primitives);
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x40;
    const code = await outcome(() => openSealedHeader(share, place, changed, primitives));
    assert.equal(code, at < 4 ? 'header-magic' : 'header-tag');
  }
});

void test('a header for more recipients than it holds is not written', async () => {
  const { point } = await keyPair();
  const most = Math.floor(MAX_HEADER / 98) - 1;
  const many = (count: number): Promise<Bytes> => {
    const points = Array.from({ length: count }, () => point);
    return writeHeader(random(16), points, points.map(() => random(32)), primitives);
  };
  assert.ok((await many(most)).length <= MAX_HEADER);
  assert.equal(await outcome(() => many(most + 2)), 'header-length');
});

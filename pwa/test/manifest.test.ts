import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import {
  buildManifest,
  checkDigest,
  checkFileKey,
  checkGate,
  checkGroup,
  checkManifest,
  checkSame,
  checkShare,
  isPayloadLength,
} from '../src/sync/manifest';
import { decode, Manifest } from '../src/sync/records';
import { createPrimitives } from '../src/vault/primitives';
import { hex, vectors, walk } from './vectors';
import { number, readWorld } from './worlds';

const primitives = await createPrimitives();

walk('manifest', async (vector) => {
  const { chain } = await readWorld(vector, primitives);
  const raw = hex(vector, 'manifest');
  const manifest = await checkManifest(raw, chain, primitives);
  if ('standing' in vector) checkSame(hex(vector, 'standing'), raw);
  if ('of_group' in vector) checkGroup(decode(Manifest, hex(vector, 'of_group')), manifest);
  if ('share' in vector) await checkShare(manifest, hex(vector, 'share'), primitives);
  if ('file_key' in vector) await checkFileKey(manifest, hex(vector, 'file_key'), primitives);
  if ('payload' in vector) {
    const payload = hex(vector, 'payload');
    checkDigest(manifest, payload.length, await primitives.sha256(payload));
  }
  if ('gate_frame' in vector) {
    const [opened, due] = [number(vector, 'opened_at'), number(vector, 'gate_due_at')];
    await checkGate(manifest, hex(vector, 'gate_frame'), opened, due, primitives);
  }
});

test('there are at least twenty vectors, most of them failures', () => {
  const all = vectors('manifest');
  assert.ok(all.length >= 20);
  assert.ok(all.filter((vector) => vector.expect !== 'ok').length > all.length / 2);
});

test('a manifest that is built is the one that the vector holds, but for its signer', async () => {
  const film = vectors('manifest').find((vector) => vector.name === 'film');
  assert.ok(film);
  const raw = hex(film, 'manifest');
  const fields = decode(Manifest, raw);
  const built = await buildManifest(new Uint8Array(32), fields, primitives);
  assert.deepEqual(built.slice(0, -64), raw.slice(0, -64));
  await assert.rejects(buildManifest(new Uint8Array(32), { ...fields, due_at: 0 }, primitives), { code: 'manifest-due' });
});

test('a payload length is one that frames can add up to', () => {
  const full = 65_552;
  for (const good of [32, 33, 16 + full, 16 + full + 17, 16 + 2 * full]) assert.ok(isPayloadLength(good), String(good));
  for (const bad of [0, 16, 31, 16 + full + 1, 16 + full + 16, 15]) assert.ok(!isPayloadLength(bad), String(bad));
});

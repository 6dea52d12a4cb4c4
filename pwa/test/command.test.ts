import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { buildCommand, checkCommand, checkSame, completes, cosign, decide, readCommand } from '../src/sync/command';
import { createPrimitives } from '../src/vault/primitives';
import { hex, outcome, vectors, walk } from './vectors';
import { hexList, number, readWorld } from './worlds';

const primitives = await createPrimitives();

walk('command', async (vector) => {
  const { chain, rolls } = await readWorld(vector, primitives);
  const raw = hex(vector, 'command');
  const signed = await checkCommand(raw, chain, rolls, primitives);
  if ('standing' in vector) checkSame(hex(vector, 'standing'), raw);
  const decision = decide(signed, chain, rolls, {
    nowMs: number(vector, 'now_ms'),
    dueAt: number(vector, 'due_at'),
    refMember: vector['ref_member'] === null ? null : hex(vector, 'ref_member'),
    heldAloneBy: hexList(vector, 'held_alone_by'),
  });
  assert.deepEqual([decision.waits, decision.until], [vector['waits'], vector['until']]);
});

test('there are at least fifteen vectors, most of them failures', () => {
  const all = vectors('command');
  assert.ok(all.length >= 15);
  assert.ok(all.filter((vector) => vector.expect !== 'ok').length > all.length / 2);
});

test('a command that is built waits until a second member has signed', async () => {
  const seed = new Uint8Array(32).fill(7);
  const id = (n: number): Uint8Array<ArrayBuffer> => new Uint8Array(16).fill(n);
  const places = { org: new Uint8Array(32), case: id(1), group: id(2), command: id(3), device: id(4) };
  const fields = { ...places, op: 2, chain_head: new Uint8Array(32) };
  const waiting = await buildCommand(seed, { ...fields, two: true }, primitives);
  assert.ok(readCommand(waiting).waits);
  const whole = await cosign(waiting, id(5), seed, primitives);
  assert.ok(completes(waiting, whole));
  assert.deepEqual(readCommand(whole).second?.device, id(5));
  assert.equal(await outcome(() => cosign(whole, id(6), seed, primitives)), 'command-length');
  const alone = await buildCommand(seed, fields, primitives);
  assert.equal(await outcome(() => cosign(alone, id(6), seed, primitives)), 'command-length');
});

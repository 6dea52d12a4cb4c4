// What waits between the muxer and the journal, for a sink that takes its batches over as the vault does.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { Batches } from '../src/media/page/batches.ts';

const MIB = 1_048_576;

/** Takes a batch over: nothing of it is left with whoever handed it. */
function taken(batch: Uint8Array<ArrayBuffer>): number {
  return structuredClone(batch, { transfer: [batch.buffer] }).length;
}

async function settlesSoon(work: Promise<void>): Promise<boolean> {
  const soon = new Promise<false>((told) => {
    setImmediate(() => {
      told(false);
    });
  });
  return Promise.race([work.then(() => true), soon]);
}

test('what a sink has taken over is held no more, however long the film is', async () => {
  let given = 0;
  let blocked: Promise<void> | null = null;
  const batches = new Batches(
    async (batch) => {
      given += taken(batch);
      await blocked;
    },
    (cause) => {
      throw cause;
    },
  );
  for (let nth = 0; nth < 12; nth += 1) await batches.push(new Uint8Array(MIB));
  assert.equal(given, 10 * MIB);
  let open: () => void = () => undefined;
  blocked = new Promise((done) => {
    open = done;
  });
  // Little is held: the encoder need not wait for the sink, though the sink takes its time.
  assert.equal(await settlesSoon(batches.push(new Uint8Array(MIB))), true);
  // More is held than may be: now it does.
  const much = batches.push(new Uint8Array(4 * MIB));
  assert.equal(await settlesSoon(much), false);
  open();
  await much;
  await batches.close();
  assert.equal(given, 17 * MIB);
});

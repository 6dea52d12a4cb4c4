// The server's bell: it rings for what moved, is tried again with growing pauses, and ends with the session.
import assert from 'node:assert/strict';
import test from 'node:test';
import { refuse, type Code } from '../src/sync/errors';
import { Bell } from '../src/vault/stream';
import { TurnedClock } from './vault/house';

const SIGNER = { keyid: '', seedFor: (): never => assert.fail('nothing is signed here') };
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** A line to a server: what it says, and how often it was opened. */
class FakeLine {
  opened = 0;
  rings = 0;
  fault: Code | null = null;
  #say: ReadableStreamDefaultController<Uint8Array> | null = null;
  readonly clock = new TurnedClock();
  readonly bell: Bell;

  constructor() {
    const open = async (_: string, __: unknown, ended: AbortSignal): Promise<ReadableStream<Uint8Array>> => {
      this.opened += 1;
      if (this.fault !== null) throw refuse(this.fault);
      return new ReadableStream({
        start: (controller) => {
          this.#say = controller;
          ended.addEventListener('abort', () => {
            controller.error(new Error('aborted'));
          });
        },
      });
    };
    const ports = { now: () => this.clock.now, sleep: this.clock.sleep, signer: SIGNER, server: { open } };
    this.bell = new Bell({ ...ports, moved: () => (this.rings += 1) });
  }

  async says(text: string): Promise<void> {
    this.#say?.enqueue(new TextEncoder().encode(text));
    await settle();
  }

  async ends(): Promise<void> {
    this.#say?.close();
    await settle();
  }
}

const MOVED = 'event: moved\ndata: {"cases":["AAAA"]}\n\n';

test('the bell rings when it opens, for each move, and not for a ping', async () => {
  const line = new FakeLine();
  line.bell.begin();
  line.bell.begin();
  await settle();
  assert.deepEqual([line.opened, line.rings, line.bell.live], [1, 1, true]);
  await line.says(': still here\n\n');
  assert.equal(line.rings, 1);
  await line.says(MOVED);
  assert.equal(line.rings, 2);
  line.bell.stop();
  await settle();
});

test('a move that comes byte by byte rings once', async () => {
  const line = new FakeLine();
  line.bell.begin();
  await settle();
  for (const letter of MOVED) await line.says(letter);
  assert.equal(line.rings, 2);
  line.bell.stop();
  await settle();
});

test('a server without a bell is asked again with growing pauses, and never in a storm', async () => {
  const line = new FakeLine();
  line.fault = 'server-unreachable';
  line.bell.begin();
  await settle();
  const pauses: number[] = [];
  for (let tries = 1; tries < 9; tries++) {
    let waited = 0;
    while (line.opened === tries) {
      line.clock.turn(1000);
      waited += 1;
      await settle();
    }
    pauses.push(waited);
  }
  assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 300, 300]);
  assert.equal(line.rings, 0);
  line.bell.stop();
});

test('a line that was good and broke is mended soon', async () => {
  const line = new FakeLine();
  line.bell.begin();
  await settle();
  line.clock.turn(120_000);
  await line.ends();
  assert.equal(line.bell.live, false);
  line.clock.turn(5000);
  await settle();
  assert.deepEqual([line.opened, line.bell.live], [2, true]);
  line.bell.stop();
  await settle();
});

test('a lock ends the bell, and a device without rights does not ask again', async () => {
  const line = new FakeLine();
  line.bell.begin();
  await settle();
  line.bell.stop();
  await settle();
  line.clock.turn(600_000);
  await settle();
  assert.deepEqual([line.opened, line.bell.live], [1, false]);

  const revoked = new FakeLine();
  revoked.fault = 'right-revoked';
  revoked.bell.begin();
  await settle();
  revoked.clock.turn(600_000);
  await settle();
  assert.equal(revoked.opened, 1);
});

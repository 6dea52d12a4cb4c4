// The screen, kept on while a film is made.
import assert from 'node:assert/strict';
import test from 'node:test';
import { KeptOn } from '../src/media/page/wake-lock';

class Lock extends EventTarget {
  released = 0;

  async release(): Promise<void> {
    this.released += 1;
    this.dispatchEvent(new Event('release'));
  }
}

/** A browser that answers each wish for the screen with what `give` gives. */
function browser(give: () => Promise<Lock>): void {
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { wakeLock: { request: give } } });
}

test('the screen is let go when the film ends, and nothing is told of that', async () => {
  const [lock, told]: [Lock, boolean[]] = [new Lock(), []];
  browser(async () => lock);
  const screen = new KeptOn((awake) => told.push(awake));
  assert.equal(screen.awake, false);
  await screen.begin();
  assert.equal(screen.awake, true);
  screen.end();
  assert.deepEqual([lock.released, told], [1, [true]]);
});

test('a screen that the browser takes back, or never gave, is told', async () => {
  const [lock, told]: [Lock, boolean[]] = [new Lock(), []];
  browser(async () => lock);
  const screen = new KeptOn((awake) => told.push(awake));
  await screen.begin();
  await lock.release();
  assert.deepEqual([screen.awake, told], [false, [true, false]]);
  browser(() => Promise.reject(new Error('low on battery')));
  const refused = new KeptOn((awake) => told.push(awake));
  await refused.begin();
  refused.end();
  assert.deepEqual([refused.awake, told], [false, [true, false, false]]);
});

test('a film that ends before the browser has answered keeps no screen on', async () => {
  const lock = new Lock();
  let answer: (lock: Lock) => void = () => undefined;
  browser(() => new Promise((resolve) => { answer = resolve; }));
  const screen = new KeptOn();
  const begun = screen.begin();
  screen.end();
  answer(lock);
  await begun;
  assert.equal(lock.released, 1);
});

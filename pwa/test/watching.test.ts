// Somebody who only watches a film: the idle lock does not fall on them.
import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { signal } from '@preact/signals';
import { stayWhile } from '../src/ui/player/watching';

function watched() {
  mock.timers.enable({ apis: ['setInterval'] });
  const [playing, loop] = [signal(false), signal<{ readonly to: number | null } | null>(null)];
  let stays = 0;
  const stop = stayWhile(playing, loop, () => {
    stays += 1;
  });
  const end = (): void => {
    stop();
    mock.timers.reset();
  };
  return { playing, loop, stays: () => stays, stop, end };
}

void test('while a film plays the lock waits anew every ten seconds', () => {
  const { end, playing, stays } = watched();
  assert.equal(stays(), 0);
  playing.value = true;
  assert.equal(stays(), 1);
  mock.timers.tick(60_000);
  assert.equal(stays(), 7);
  end();
});

void test('a film that stands says nothing', () => {
  const { end, playing, stays } = watched();
  playing.value = true;
  playing.value = false;
  mock.timers.tick(600_000);
  assert.equal(stays(), 1);
  end();
});

void test('a film that goes round lets the lock fall', () => {
  const { end, loop, playing, stays } = watched();
  playing.value = true;
  loop.value = { to: null };
  const before = stays();
  loop.value = { to: 3 };
  mock.timers.tick(600_000);
  assert.equal(stays(), before);
  end();
});

void test('a player that is left says nothing more', () => {
  const { end, playing, stays, stop } = watched();
  playing.value = true;
  stop();
  mock.timers.tick(600_000);
  assert.equal(stays(), 1);
  end();
});

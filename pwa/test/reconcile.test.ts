// What to do at contact: the app plans the very thing that the Python twin plans.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { IDLE, PARTS, afterRestart, isSafe, laneOf, plan, type Film, type Local, type Part } from '../src/sync/reconcile';
import type { Remote, Wanted } from '../src/sync/reconcile';
import { vectors } from './vectors';

type Parts<T, K extends keyof T> = Omit<T, K> & Readonly<Record<K, readonly Part[]>>;

interface Told {
  readonly local: Omit<Local, 'films' | 'wanted'> & {
    readonly films: readonly Parts<Film, 'acked'>[];
    readonly wanted: readonly Parts<Wanted, 'here' | 'wanted'>[];
  };
  readonly remote: Remote;
  readonly plan: readonly (readonly [string, string, string])[];
}

function localOf({ films, wanted, ...rest }: Told['local']): Local {
  return {
    ...rest,
    films: films.map((film) => ({ ...film, acked: new Set(film.acked) })),
    wanted: wanted.map((one) => ({ ...one, here: new Set(one.here), wanted: new Set(one.wanted) })),
  };
}

for (const vector of vectors('reconcile')) {
  test(`reconcile/${vector.name}`, () => {
    const told = vector as unknown as Told;
    const planned = plan(localOf(told.local), told.remote);
    const seen = planned.map((action) => [action.do, laneOf(action), action.subject]);
    assert.deepEqual(seen, told.plan, vector.comment);
  });
}

const FILM: Film = {
  film: '11'.repeat(16),
  group: '11'.repeat(16),
  case: '22'.repeat(16),
  due_at: 1,
  acked: new Set(PARTS),
  told: true,
  copy: true,
};
const READ: Remote = { now_ms: 0, chain: true, holds: true, cases: [] };

test('a copy leaves only when all four parts are acknowledged', () => {
  for (const missing of PARTS) {
    const film = { ...FILM, acked: new Set(PARTS.filter((part) => part !== missing)) };
    assert.equal(isSafe(film), false);
    const drops = plan({ ...IDLE, films: [film], short_of_room: true }, READ).filter((one) => one.do === 'drop-copy');
    assert.deepEqual(drops, [], missing);
  }
});

test('after a restore what has a copy here is sent again, what has none is left as it was', () => {
  const gone = { ...FILM, film: '33'.repeat(16), copy: false };
  const [again, left] = afterRestart({ ...IDLE, films: [FILM, gone] }).films;
  assert.equal(again?.acked.size, 0);
  assert.equal(left?.acked.size, 4);
});

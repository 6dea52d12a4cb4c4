// The gate of the camera.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { gateOf, ofToday, type Asked } from '../src/vault/gate';

const ANSWERS = ['yes', 'no', 'later', null] as const;

function everyone(count: number): Asked[][] {
  if (count === 0) return [[]];
  return everyone(count - 1).flatMap((rest) =>
    [true, false].flatMap((here) => ANSWERS.map((answer) => [...rest, { person: `p${count}`, here, answer }])),
  );
}

test('the camera opens only where somebody is here and everybody who is here has said yes today', () => {
  for (const persons of [1, 2, 3].flatMap(everyone)) {
    const here = persons.filter((one) => one.here);
    const open = here.length > 0 && here.every((one) => one.answer === 'yes');
    assert.equal(gateOf(persons).state === 'open', open, JSON.stringify(persons));
  }
});

test('who is still to be asked is named only while nobody has said no or later', () => {
  for (const persons of [1, 2, 3].flatMap(everyone)) {
    const { ask, state } = gateOf(persons);
    const here = persons.filter((one) => one.here);
    const refused = here.some((one) => one.answer === 'no' || one.answer === 'later');
    if (refused) assert.deepEqual([state, ask], ['closed', []]);
    else assert.deepEqual(ask, here.filter((one) => one.answer === null).map((one) => one.person));
  }
});

test('who is not here changes nothing', () => {
  for (const persons of [1, 2].flatMap(everyone)) {
    for (const answer of ANSWERS) {
      assert.deepEqual(gateOf([...persons, { person: 'x', here: false, answer }]), gateOf(persons));
    }
  }
});

test('a yes of another day is none, however few hours ago it was', () => {
  const evening = new Date(2026, 10, 22, 23, 59).getTime();
  const night = new Date(2026, 10, 23, 0, 1).getTime();
  assert.equal(ofToday({ answer: 'yes', at: evening }, evening + 30_000), 'yes');
  assert.equal(ofToday({ answer: 'yes', at: evening }, night), null);
  assert.equal(ofToday(undefined, night), null);
});

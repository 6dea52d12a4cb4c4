// Where films would be lost, and when a newer build may start: told by what is there, never by a browser's name.
import assert from 'node:assert/strict';
import test from 'node:test';
import { isWebKitTab } from '../src/ui/install';
import { isAtRest } from '../src/ui/rest';

test('a tab of WebKit is no place for films, an app on the home screen is', () => {
  const rows = [
    { here: { standalone: false, apple: false, gestures: true }, tab: true },
    { here: { standalone: false, apple: null, gestures: true }, tab: true },
    { here: { standalone: true, apple: null, gestures: true }, tab: false },
    { here: { standalone: false, apple: true, gestures: true }, tab: false },
    { here: { standalone: true, apple: true, gestures: true }, tab: false },
    { here: { standalone: false, apple: null, gestures: false }, tab: false },
  ];
  for (const { here, tab } of rows) assert.equal(isWebKitTab(here), tab, JSON.stringify(here));
});

test('an update waits for a film, a visit, a player, a set-up and for what is being sent', () => {
  const rest = { stage: 'open', place: '', held: false, sending: false };
  assert.equal(isAtRest(rest), true);
  assert.equal(isAtRest({ ...rest, stage: 'locked' }), true);
  for (const busy of [
    { held: true },
    { sending: true },
    { place: 'visit' },
    { place: 'film' },
    { place: 'play' },
    { stage: 'setup' },
    { stage: 'setting-up' },
    { stage: 'join' },
    { stage: 'joining' },
  ]) {
    assert.equal(isAtRest({ ...rest, ...busy }), false, JSON.stringify(busy));
  }
});

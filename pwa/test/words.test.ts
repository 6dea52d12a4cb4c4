// What the screens make of dates, of times that somebody typed and of the browser's languages.
import assert from 'node:assert/strict';
import test from 'node:test';
import { clockIn, digitsOf, lengthOf, monthsOf } from '../src/ui/words/dates';
import { firstOf } from '../src/ui/words/say';

test('a time is read as people write it, and nothing else is', () => {
  const times = { '14:05': '14:05', '9.30': '09:30', ' 1405 ': '14:05', '৯:৩০': '09:30', '7': '07:00', '0:00': '00:00', '9 15': '09:15' };
  for (const [text, clock] of Object.entries(times)) assert.equal(clockIn(text), clock, text);
  for (const text of ['', '24:00', '12:60', '12:5', 'noon', '-1:00', '14:05:00', '1:1234', '<b>9:30</b>']) {
    assert.equal(clockIn(text), null, text);
  }
});

test('months and years stand in the words of the language', () => {
  assert.deepEqual([monthsOf('en')[0], monthsOf('en')[11]], ['January', 'December']);
  assert.equal(monthsOf('bn')[10], 'নভেম্বর');
  assert.deepEqual(monthsOf('syl-Beng'), monthsOf('bn'));
  assert.deepEqual([digitsOf(2026), digitsOf(2026, 'bn'), digitsOf(8, 'syl-Beng')], ['2026', '২০২৬', '৮']);
});

test('room is told in hours from an hour on', () => {
  assert.deepEqual([lengthOf(662 * 60_000), lengthOf(22 * 60_000)], ['11 h 2 min', '22 min']);
});

test('who has chosen no language gets the first of the browser’s that there is', () => {
  assert.equal(firstOf(['bn-BD', 'en-GB']), 'bn');
  assert.equal(firstOf(['fr', 'syl', 'bn']), 'syl-Beng');
  assert.equal(firstOf(['en-US', 'bn']), 'en');
  for (const none of [[], ['de', 'fr-CA'], ['bnx']]) assert.equal(firstOf(none), 'en');
});

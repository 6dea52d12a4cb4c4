// Typing in a field: the change that is sent is the one that was made, and what others write moves nothing of it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Draft, movedBy, spliceOf } from '../src/ui/notes/draft';

test('one change turns the one text into the other, and splits no emoji', () => {
  const texts = ['', 'a', 'ab', '🙂', '🙃', 'a🙂b', 'a🙃b', 'ক\u09c7', 'ক\u09cb', '👩‍👧', 'মা 👩‍👧 হাসি'];
  for (const from of texts) {
    for (const to of texts) {
      const splice = spliceOf(from, to);
      if (splice === null) {
        assert.equal(from, to);
        continue;
      }
      const { at, insert, remove } = splice;
      assert.equal(from.slice(0, at) + insert + from.slice(at + remove), to);
      assert.equal(insert, insert.replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '?'));
    }
  }
});

test('what is typed is sent in one form: the vowel that is put together is one letter', () => {
  const draft = new Draft({ text: 'ক\u09c7', rev: 0, typed: 0 });
  assert.deepEqual(draft.typed('ক\u09c7\u09be'), { rev: 0, splices: [{ at: 1, remove: 1, insert: '\u09cb' }] });
  assert.equal(draft.typed('ক\u09cb'), null);
});

test('words of others come into the field only while nothing is on its way', () => {
  const draft = new Draft({ text: 'one', rev: 1, typed: 0 });
  draft.typed('one two');
  assert.equal(draft.told({ text: 'zero one', rev: 2, typed: 0 }), null);
  assert.deepEqual(draft.typed('one two!'), { rev: 1, splices: [{ at: 7, remove: 0, insert: '!' }] });
  assert.equal(draft.told({ text: 'zero one two', rev: 2, typed: 1 }), null);
  assert.equal(draft.told({ text: 'zero one two!', rev: 2, typed: 2 }), 'zero one two!');
  assert.deepEqual(draft.typed('zero one two'), { rev: 2, splices: [{ at: 12, remove: 1, insert: '' }] });
});

test('what could not be taken stays in the field and is sent anew, whole', () => {
  const draft = new Draft({ text: 'kept', rev: 1, typed: 4 });
  draft.typed('kept words');
  draft.failed();
  assert.equal(draft.typed('kept words.'), null);
  assert.equal(draft.told({ text: 'kept', rev: 3, typed: 4 }), null);
  assert.deepEqual(draft.typed('kept words.'), { rev: 3, splices: [{ at: 4, remove: 0, insert: ' words.' }] });
});

test('the place of the caret goes with the words around it', () => {
  const splice = spliceOf('one three', 'zero one two three');
  assert.equal(movedBy(0, spliceOf('b', 'ab')), 0);
  assert.equal(movedBy(9, splice), 18);
  assert.equal(movedBy(3, { at: 1, remove: 4, insert: 'xy' }), 3);
});

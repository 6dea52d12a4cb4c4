// A note as a document: whatever the order, everybody reads the same, and nobody writes under another's name.
import assert from 'node:assert/strict';
import test from 'node:test';
import * as Y from 'yjs';
import type { Bytes } from '../src/sync/bytes';
import { base64url } from '../src/sync/ids';
import type { Splice } from '../src/vault/api';
import { checkAuthor, clientId, Desk, merged, NoteDoc, UPDATE_TOP } from '../src/vault/notes/note-doc';
import { NotePage } from '../src/vault/notes/note-page';
import type { Entry } from '../src/vault/volume';
import { numbers } from './vault/chance';
import { outcomeOf } from './vault/house';
import { primitives } from './vault/service';

const EMOJI = '👩‍👧';

test('two hundred random edits by two devices, in any order and twice over, end with the same words', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const next = numbers(seed);
  const draw = (below: number): number => next() % below;
  const letters = ['ক', '\u09c7', '\u09be', 'a', '🙂', EMOJI, '\u09cd', ' '];
  const document = new Uint8Array(16).fill(9);
  const devices = [1, 2].map((n) => new Uint8Array(16).fill(n));
  const authors = await Promise.all(devices.map((device) => clientId(device, document, primitives)));
  const desks = authors.map((author) => new Desk(author, []));
  const texts = [new NoteDoc(), new NoteDoc()];
  const updates: { readonly by: number; readonly update: Bytes }[] = [];
  for (let i = 0; i < 200; i++) {
    const by = draw(2);
    const length = texts[by]?.text.length ?? 0;
    const splice = { at: draw(length + 1), remove: draw(3), insert: letters[draw(letters.length)] ?? '' };
    for (const update of desks[by]?.type([aligned(splice, texts[by]?.text ?? '')]) ?? []) {
      updates.push({ by, update });
      texts[by]?.take(update);
    }
    // Now and then one hears of all that the other has written.
    if (draw(10) === 0) {
      for (const { update } of updates) {
        desks[by]?.take(update);
        texts[by]?.take(update);
      }
    }
  }
  const ends = [new NoteDoc(), new NoteDoc()];
  const shuffled = [...updates, ...updates].sort(() => draw(3) - 1);
  for (const { by, update } of shuffled) {
    checkAuthor(update, authors[by] ?? 0);
    ends[0]?.take(update);
  }
  for (const { update } of updates) ends[1]?.take(update);
  assert.equal(ends[0]?.text, ends[1]?.text);
  assert.deepEqual(ends[0]?.state(), ends[1]?.state());
  assert.ok(!(ends[0]?.text ?? '').includes('\ufffd'));
});

/** Splits no pair of surrogates, as a text area does not. */
function aligned(splice: Splice, text: string): Splice {
  const low = (at: number): boolean => /[\udc00-\udfff]/.test(text.charAt(at)) && at > 0;
  const at = low(splice.at) ? splice.at - 1 : splice.at;
  const end = Math.min(text.length, at + splice.remove);
  return { at, remove: (low(end) ? end + 1 : end) - at, insert: splice.insert };
}

test('words under another device’s name are refused, and the rest of the note stays', async () => {
  const id = new Uint8Array(16).fill(7);
  const [device, forger] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)];
  const desk = new Desk(await clientId(device, id, primitives), []);
  const [honest = new Uint8Array(0)] = desk.type([{ at: 0, remove: 0, insert: 'honest' }]);
  const foreign = new Desk(await clientId(device, id, primitives), [honest]);
  const [forged = new Uint8Array(0)] = foreign.type([{ at: 0, remove: 0, insert: 'forged ' }]);
  const page = new NotePage(device, primitives);
  const nonsense = entry(forger, 1, id, Uint8Array.of(1, 2, 3));
  await page.fold([entry(device, 0, id, honest), entry(forger, 0, id, forged), nonsense]);
  assert.deepEqual([page.note(id).doc.text, page.note(id).refused], ['honest', 2]);
});

test('an update of more than 192 KiB is refused; what is typed is cut below that', async () => {
  const author = await clientId(new Uint8Array(16), new Uint8Array(16), primitives);
  const [whole = new Uint8Array(0)] = new Desk(author, []).type([{ at: 0, remove: 0, insert: 'ক'.repeat(32_768) }]);
  assert.ok(whole.length < UPDATE_TOP);
  const made = new Desk(author, []).type([{ at: 0, remove: 0, insert: '👩'.repeat(200_000) }]);
  for (const update of merged(made)) {
    assert.ok(update.length <= UPDATE_TOP);
    checkAuthor(update, author);
  }
  const doc = new NoteDoc();
  for (const update of merged(made)) doc.take(update);
  assert.equal(doc.text, '👩'.repeat(200_000));
  const large = Y.mergeUpdates(made) as Bytes;
  assert.equal(await outcomeOf(Promise.resolve().then(() => { checkAuthor(large, author); })), 'event-note');
});

test('reading by an own snapshot is reading every update; of another’s snapshot the updates are read', async () => {
  const id = new Uint8Array(16).fill(7);
  const [device, other] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)];
  const desk = new Desk(await clientId(device, id, primitives), []);
  const entries = Array.from({ length: 150 }, (_, i): Entry => {
    const [update = new Uint8Array(0)] = desk.type([{ at: i % 7, remove: i % 3, insert: 'ক\u09c7' }]);
    return entry(device, i, id, update);
  });
  const replayed = new NotePage(other, primitives);
  await replayed.fold(entries);
  const yjs = base64url(replayed.note(id).doc.state());
  const range = [{ device: base64url(device), seq: 149 }];
  const snapshot: Entry = {
    ...entry(device, 150, id, new Uint8Array(0)),
    event: { kind: 'note-snapshot', doc: base64url(id), yjs, range },
  };
  const [own, foreign] = [new NotePage(device, primitives), new NotePage(other, primitives)];
  for (const page of [own, foreign]) await page.fold([...entries, snapshot]);
  assert.deepEqual([own.note(id).rev, foreign.note(id).rev], [1, 150]);
  for (const page of [own, foreign]) {
    assert.equal(page.note(id).doc.text, replayed.note(id).doc.text);
    assert.deepEqual(page.note(id).doc.state(), replayed.note(id).doc.state());
  }
});

function entry(device: Bytes, seq: number, note: Bytes, update: Bytes): Entry {
  const event = { kind: 'note-update', doc: base64url(note), yjs: base64url(update), range: null } as const;
  const hash = new Uint8Array(32);
  hash.set(device);
  hash[31] = seq;
  return { hash, device, seq, seen_n: 0, event };
}

// Notes in two browsers and on the line between them: nothing that was typed is lost, and both end with the same.
import assert from 'node:assert/strict';
import test from 'node:test';
import { outcomeOf, until } from './vault/house';
import { family, only, told, type, view, write } from './vault/note-world';
import { film, sent } from './vault/service';

const KA_VOWEL = 'ক\u09c7';
const EMOJI = '👩‍👧';

test('two people who write one paragraph offline both keep every letter, and read the same', async () => {
  const { clock, server, supervisor, worker, place } = await family();
  const note = await write(worker, place, `${KA_VOWEL} ${EMOJI} শেষ`);
  await told(clock, supervisor, place, `${KA_VOWEL} ${EMOJI} শেষ`);
  server.line = 'dead';
  // One writes between the letter and its vowel sign, the other takes the emoji away and writes in its place.
  await type(worker, place, note, [{ at: 1, remove: 0, insert: '\u09cd\u09b7' }]);
  await type(supervisor, place, note, [{ at: 3, remove: EMOJI.length, insert: 'হাসি 🙂' }]);
  await type(worker, place, note, [{ at: 5, remove: 0, insert: 'মা ' }]);
  await Promise.all([worker.ask['note.seal'](), supervisor.ask['note.seal']()]);
  server.line = 'whole';
  const both = await until(clock, async () => {
    const [one, other] = [await only(worker, place), await only(supervisor, place)];
    return one.text === other.text && one.text.includes('মা') && one.text.includes('🙂') ? one.text : null;
  });
  for (const part of ['ক\u09cd\u09b7', 'মা ', 'হাসি 🙂', ' শেষ']) assert.ok(both.includes(part), both);
  assert.ok(!both.includes('\ufffd'));
});

test('what was typed is sealed after a pause, and is there after a crash without another word', async () => {
  const { clock, server, worker, place } = await family();
  server.line = 'dead';
  await write(worker, place, 'She laughed.');
  assert.equal((await only(worker, place)).state, 'tablet');
  clock.turn(2_000);
  await until(clock, async () => ((await worker.store.read(['pending'], (tx) => tx.count('pending'))) > 0 ? true : null));
});

test('two hundred edits are sealed without a pause, many in one event', async () => {
  const { server, worker, place } = await family();
  server.line = 'dead';
  const before = await worker.store.read(['pending'], (tx) => tx.count('pending'));
  const note = await write(worker, place, 'x');
  for (let i = 1; i < 200; i++) await type(worker, place, note, [{ at: i, remove: 0, insert: 'y' }], 0);
  await worker.ask['note.seal']();
  const after = await worker.store.read(['pending'], (tx) => tx.count('pending'));
  assert.ok(after - before >= 1 && after - before <= 2, String(after - before));
  assert.equal((await only(worker, place)).text, 'x' + 'y'.repeat(199));
});

test('words of others come in while somebody types, and every letter stays where it was put', async () => {
  const { clock, supervisor, worker, place } = await family();
  const note = await write(worker, place, 'middle');
  await told(clock, supervisor, place, 'middle');
  const seen = await only(worker, place);
  await type(supervisor, place, note, [{ at: 0, remove: 0, insert: 'before ' }]);
  await supervisor.ask['note.seal']();
  await told(clock, worker, place, 'before middle');
  // The page still shows what it had at that revision.
  await type(worker, place, note, [{ at: 6, remove: 0, insert: ' after' }], seen.rev);
  assert.equal((await only(worker, place)).text, 'before middle after');
  await told(clock, supervisor, place, 'before middle after');
});

test('a note says where it is: here alone, sent, and seen once somebody has written below it', async () => {
  const { clock, server, supervisor, worker, place } = await family();
  server.line = 'dead';
  await write(worker, place, 'first');
  await worker.ask['note.seal']();
  assert.deepEqual([(await only(worker, place)).state, (await only(worker, place)).sent_at], ['tablet', null]);
  server.line = 'whole';
  const first = await until(clock, async () => {
    const note = await only(worker, place);
    return note.state === 'sent' ? note : null;
  });
  assert.ok(first.sent_at !== null && Math.abs(first.sent_at - clock.now) < 3_600_000);
  await told(clock, supervisor, place, 'first');
  assert.deepEqual((await only(worker, place)).seen_by, []);
  await write(supervisor, place, 'second');
  await supervisor.ask['note.seal']();
  await until(clock, async () => {
    const first = (await view(worker, place)).notes.find(({ text }) => text === 'first');
    return first?.seen_by.join() === 'Ayesha' ? true : null;
  });
  const [second] = (await view(worker, place)).notes;
  assert.deepEqual([second?.text, second?.author, second?.state], ['second', { name: 'Ayesha', me: false }, null]);
});

test('who writes in the same note is named for a few minutes, and no longer', async () => {
  const { clock, supervisor, worker, place } = await family();
  const note = await write(worker, place, 'one');
  await told(clock, supervisor, place, 'one');
  await type(supervisor, place, note, [{ at: 3, remove: 0, insert: ' two' }]);
  await supervisor.ask['note.seal']();
  assert.deepEqual((await told(clock, worker, place, 'one two')).writing_too, ['Ayesha']);
  await worker.ask.touched({ visible: true });
  clock.turn(4 * 60_000);
  assert.deepEqual((await only(worker, place)).writing_too, []);
});

test('notes on a film open with the film alone, and open nowhere once it is destroyed', async () => {
  const { clock, server, worker, place, person } = await family();
  const name = await film(worker, place.case, person);
  const about = { case: place.case, film: name };
  const note = await write(worker, about, 'at the window', 1_500);
  await worker.ask['note.seal']();
  assert.deepEqual([(await only(worker, about)).at, (await only(worker, about)).note], [1_500, note]);
  assert.deepEqual((await view(worker, place)).notes, []);
  await until(clock, async () => ((await only(worker, about)).state === 'sent' ? true : null));
  await until(clock, sent(worker));
  await server.destroy(place.case, name);
  await until(clock, async () => ((await view(worker, about)).closed === 'gone' ? true : null));
  assert.deepEqual((await view(worker, about)).notes, []);
  assert.equal(await outcomeOf(write(worker, about, 'later')), 'share-destroyed');
  assert.deepEqual(await worker.store.read(['frames'], async (tx) => {
    return (await tx.all('frames')).filter((row) => row.group === name && row.sealed !== null);
  }), []);
});

test('a film that is still being closed takes no notes yet', async () => {
  const { worker, place, person } = await family();
  const { film: name } = await worker.ask['film.open']({ case: place.case, persons: [person] });
  assert.equal((await view(worker, { case: place.case, film: name })).closed, 'closing');
});

test('after many updates a snapshot is written, and the note is the same after a restart', async () => {
  const { phrase, server, worker, place } = await family();
  server.line = 'dead';
  const before = await worker.store.read(['pending'], (tx) => tx.count('pending'));
  const note = await write(worker, place, 'start');
  for (let i = 0; i < 155; i++) {
    await type(worker, place, note, [{ at: 0, remove: 0, insert: String(i % 10) }], 0);
    await worker.ask['note.seal']();
  }
  const { text } = await only(worker, place);
  assert.equal(text.length, 160);
  assert.equal((await worker.store.read(['pending'], (tx) => tx.count('pending'))) - before, 156);
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  assert.equal((await only(worker, place)).text, text);
});

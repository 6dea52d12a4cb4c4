// Voice notes, and what is left of notes once their film is destroyed.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Bytes } from '../src/sync/bytes';
import { clipNotesKey, noteKey, openFrame } from '../src/sync/frame';
import { refuse } from '../src/sync/errors';
import { hexId, parseHexId } from '../src/sync/ids';
import { decode, Frame } from '../src/sync/records';
import type { NotePlace } from '../src/vault/api';
import { unlockByWords } from '../src/vault/newcomer';
import { outcomeOf, until, type Profile } from './vault/house';
import type { MemoryStore } from './vault/memory-store';
import { family, only, view, write } from './vault/note-world';
import { film, primitives, sent } from './vault/service';

const SOUND = Uint8Array.from({ length: 5_000 }, (_, i) => i % 251);

/** Speaks: a piece of real Opus in two chunks. */
async function speak(profile: Profile, place: NotePlace, at: number | null = null): Promise<string> {
  const { clip } = await profile.ask['voice.begin']({ ...place, at });
  await profile.ask['voice.append']({ clip, chunk: SOUND.slice(0, 1_000), ms: 1_000 });
  await profile.ask['voice.append']({ clip, chunk: SOUND.slice(1_000), ms: 2_500 });
  await profile.ask['voice.finish']({ clip });
  return clip;
}

/** What was heard, without what fills it up. */
async function heard(profile: Profile, clip: string): Promise<Bytes> {
  const { sound } = await profile.ask['voice.listen']({ clip });
  assert.ok(sound.length >= SOUND.length);
  return sound.slice(0, SOUND.length);
}

test('a voice note about a family, spoken offline, is heard by its supervisor, and later without a server', async () => {
  const { clock, server, supervisor, worker, place } = await family();
  server.line = 'dead';
  const clip = await speak(worker, place);
  const mine = await only(worker, place);
  assert.deepEqual(mine.voice, { clip, ms: 2_500, here: true, gone: false });
  assert.deepEqual([mine.state, mine.author.me, mine.text], ['tablet', true, '']);
  assert.deepEqual(await heard(worker, clip), SOUND);
  const parts = await worker.store.read(['parts'], (tx) => tx.all('parts'));
  assert.equal(parts.length, 1);
  server.line = 'whole';
  await until(clock, async () => ((await only(worker, place)).state === 'sent' ? true : null));
  await until(clock, async () => ((await view(supervisor, place)).notes[0]?.voice ?? null));
  assert.deepEqual(await heard(supervisor, clip), SOUND);
  server.line = 'dead';
  assert.deepEqual(await heard(supervisor, clip), SOUND);
  assert.deepEqual(await heard(worker, clip), SOUND);
});

test('of a voice note whose worker ended before it was kept, nothing is left after the next unlock', async () => {
  const { clock, phrase, server, worker, place } = await family();
  const kept = await speak(worker, place);
  server.line = 'dead';
  const transact = worker.store.transact.bind(worker.store);
  const ended: MemoryStore['transact'] = (tables, work) => {
    return tables.includes('manifests') ? Promise.reject(refuse('store-failed')) : transact(tables, work);
  };
  worker.store.transact = ended;
  const { clip } = await worker.ask['voice.begin']({ ...place, at: null });
  await worker.ask['voice.append']({ clip, chunk: SOUND.slice(), ms: 1_000 });
  assert.equal(await outcomeOf(worker.ask['voice.finish']({ clip })), 'store-failed');
  const stored = async (): Promise<readonly string[]> => {
    return (await worker.store.read(['parts'], (tx) => tx.all('parts'))).map((part) => part.clip);
  };
  assert.ok((await stored()).includes(clip));
  worker.store.transact = transact;
  await worker.restart();
  await worker.ask.unlock({ words: phrase.join(' ') });
  await until(clock, async () => ((await stored()).includes(clip) ? null : true));
  assert.deepEqual(await stored(), [kept]);
});

test('a voice note on a film goes with the film, its keys too', async () => {
  const { clock, server, worker, place, person } = await family();
  const name = await film(worker, place.case, person);
  const about = { case: place.case, film: name };
  const clip = await speak(worker, about, 4_000);
  assert.deepEqual(await heard(worker, clip), SOUND);
  assert.equal((await only(worker, about)).at, 4_000);
  await until(clock, sent(worker));
  assert.equal(server.clips.get(clip)?.payload.length, server.clips.get(clip)?.length);
  await server.destroy(place.case, name);
  await until(clock, async () => ((await view(worker, about)).closed === 'gone' ? true : null));
  assert.notEqual(await outcomeOf(worker.ask['voice.listen']({ clip })), 'ok');
  assert.deepEqual(await worker.store.read(['clips'], (tx) => tx.all('clips')), []);
  assert.deepEqual(await worker.store.read(['parts'], (tx) => tx.all('parts')), []);
  assert.deepEqual(worker.house.slots.list().filter(({ group }) => [clip, name].includes(hexId(group))), []);
});

test('what is left of notes on a destroyed film opens with no key that is left', async () => {
  const { clock, phrase, server, worker, place, person } = await family();
  const name = await film(worker, place.case, person);
  const about = { case: place.case, film: name };
  await write(worker, about, 'at the window');
  await worker.ask['note.seal']();
  const sealed = await worker.store.read(['pending'], async (tx) => {
    return (await tx.all('pending')).filter((row) => row.group === name).map((row) => row.sealed);
  });
  const frames = await Promise.all(sealed.map(async (blob) => new Uint8Array(await blob.arrayBuffer())));
  assert.ok(frames.length >= 1);
  await until(clock, sent(worker));
  await server.destroy(place.case, name);
  await until(clock, async () => ((await view(worker, about)).closed === 'gone' ? true : null));
  // Every key that this tablet still has, as each kind of key that could seal a note.
  const { slots } = worker.house;
  assert.ok(slots.list().length > 0);
  assert.deepEqual(slots.list().filter(({ group }) => hexId(group) === name), []);
  const { keyring } = await unlockByWords(phrase.join(' '), null, worker.house);
  const id = parseHexId(place.case);
  const [ck, share] = [await keyring.caseKey(id, 1), await keyring.anyShare(id, clock.now)];
  assert.ok(ck !== null && share !== null);
  const gone = parseHexId(name);
  assert.deepEqual([await keyring.film(gone), await keyring.share(gone), await keyring.journalKey(gone)], [
    null,
    null,
    null,
  ]);
  const { scalar, seed } = await keyring.identity();
  const left = [ck, share, scalar, seed, await keyring.tabletKey(), await keyring.courierSeed()];
  for (const raw of frames) {
    const { device, group } = decode(Frame, raw);
    const keys: Bytes[] = [...left, await noteKey(ck, share, id, 1, device, primitives)];
    for (const key of left) keys.push(await clipNotesKey(key.slice(0, 16), group, device, primitives));
    for (const key of keys) assert.equal(await outcomeOf(openFrame(raw, key, primitives)), 'event-tag');
  }
});

for (const lock of ['lock', 'lock.screen'] as const) {
  test(`what is half typed and half spoken is sealed before a lock falls: ${lock}`, async () => {
    const { phrase, worker, place } = await family();
    const { clip } = await worker.ask['voice.begin']({ ...place, at: null });
    await worker.ask['voice.append']({ clip, chunk: SOUND.slice(), ms: 2_500 });
    await write(worker, place, 'half a word');
    await worker.ask[lock]();
    if (lock === 'lock') await worker.restart();
    assert.deepEqual((await view(worker, place)).notes, []);
    await worker.ask.unlock({ words: phrase.join(' ') });
    const { notes } = await view(worker, place);
    assert.deepEqual(notes.map(({ text }) => text).sort(), ['', 'half a word']);
    assert.deepEqual(await heard(worker, clip), SOUND);
  });
}

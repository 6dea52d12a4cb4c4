// What a family's ledger tells: folded event by event, the same as folded at once, and its counts add up.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Bytes } from '../src/sync/bytes';
import type { Event } from '../src/sync/events';
import { base64url, hexId, parseHexId } from '../src/sync/ids';
import { countsOf, filmView, type FilmEyes, type Held } from '../src/vault/film-views';
import type { Books } from '../src/vault/books';
import type { ClipRow } from '../src/vault/schema';
import { Tale, Tales } from '../src/vault/tale';
import type { Entry } from '../src/vault/volume';
import { numbers } from './vault/chance';

const SEED = Number(process.env['SEED'] ?? 20_261_128);
const CASE = 'c0'.repeat(16);
const [WORKER, OTHER, SUPERVISOR] = ['a1'.repeat(16), 'a2'.repeat(16), 'a3'.repeat(16)];
const START = 1_800_000_000_000;
const DAY = 24 * 3_600_000;

const NO_HASH: Bytes = new Uint8Array(32);
const entry = (device: string, event: Event): Entry => {
  return { hash: NO_HASH, device: parseHexId(device), seq: 0, seen_n: 0, event };
};
const idOf = (n: number): string => base64url(parseHexId(n.toString(16).padStart(32, '0')));
const nameOf = (n: number): string => hexId(parseHexId(n.toString(16).padStart(32, '0')));

/** A roll and a chain in which one device is a supervisor's. */
const BOOKS = {
  chain: {
    device: (id: Bytes) => {
      const role = hexId(id) === SUPERVISOR ? 2 : 1;
      return { active: true, role, member: id };
    },
  },
  rolls: () => ({ newest: { members: [{ member: parseHexId(SUPERVISOR), role: 2 }] } }),
} as unknown as Books;

const EYES: FilmEyes = {
  books: BOOKS,
  uploader: { sentOf: () => null, faultOf: () => null, againAt: () => null },
  device: WORKER,
  nameOf: (device) => `name of ${device.slice(0, 2)}`,
  memberOf: (device) => device,
  member: WORKER,
};

const NOTHING: Held = { clips: new Map(), films: new Map(), buried: new Map(), sooner: new Map(), cameIn: new Map() };

function clipOf(film: string, safe: boolean): ClipRow {
  const acks = { manifest: safe, header: safe, share: safe, payload: safe };
  const place = { clip: film, case: CASE, group: film, kind: 1, due_at: START + 60 * DAY, length: 1000 };
  return { ...place, container: 'mp4', acks, made_here: true, local: true, hidden: false };
}

function opened(n: number, device = WORKER): Entry {
  const film = idOf(n);
  return entry(device, { kind: 'camera-opened', film, decisions: [], due_at: START + 60 * DAY, at: START + n });
}

const finished = (n: number, ms = 5000): Entry =>
  entry(WORKER, { kind: 'film-finished', film: idOf(n), ms, reason: 'stop', lost_ms: 0 });
const said = (kind: 'film-sent' | 'film-can-open' | 'film-opened', n: number, device = WORKER): Entry =>
  entry(device, { kind, film: idOf(n), at: START + DAY });

function viewOf(entries: readonly Entry[], held: Held = NOTHING): ReturnType<typeof filmView> {
  const tale = new Tale();
  tale.read(entries);
  const [film] = [...tale.films.values()];
  assert.ok(film);
  return filmView(film, CASE, held, EYES);
}

test('a supervisor can open a film only once a supervisor’s device has said so', () => {
  const sent = [opened(1), finished(1), said('film-sent', 1)];
  assert.equal(viewOf(sent).status, 'server');
  assert.equal(viewOf([...sent, said('film-opened', 1, SUPERVISOR)]).status, 'server');
  assert.equal(viewOf([...sent, said('film-can-open', 1, WORKER)]).status, 'server');
  assert.equal(viewOf([...sent, said('film-can-open', 1, OTHER)]).status, 'server');
  assert.equal(viewOf([...sent, said('film-can-open', 1, SUPERVISOR)]).status, 'supervisor');
});

test('only a supervisor’s opening counts as seen', () => {
  const sent = [opened(1), finished(1), said('film-sent', 1)];
  assert.deepEqual(viewOf([...sent, said('film-opened', 1, OTHER)]).seen, []);
  const [seen] = viewOf([...sent, said('film-opened', 1, SUPERVISOR)]).seen;
  assert.deepEqual(seen, { name: 'name of a3', at: START + DAY });
});

test('a film that was made here and is nowhere is told as damaged', () => {
  assert.equal(viewOf([opened(1), finished(1)]).status, 'damaged');
  assert.equal(viewOf([opened(1, OTHER), finished(1)]).status, 'elsewhere');
  const held = { ...NOTHING, clips: new Map([[nameOf(1), clipOf(nameOf(1), false)]]) };
  assert.equal(viewOf([opened(1), finished(1)], held).status, 'tablet');
});

test('a film that was deleted here after something of it was sent lies there until the server says that it is gone', () => {
  const at = START + DAY;
  const dropped = entry(WORKER, { kind: 'film-deleted', film: idOf(1), reason: 'asked', where: 'device', at });
  assert.equal(viewOf([opened(1), finished(1), dropped]).status, 'server');
  const buried = new Map([[nameOf(1), { at, by_date: false }]]);
  assert.equal(viewOf([opened(1), finished(1), dropped], { ...NOTHING, buried }).status, 'deleted');
});

test('a film is not on the server while one of its four parts is not', () => {
  const clip = clipOf(nameOf(1), true);
  for (const part of ['manifest', 'header', 'share', 'payload'] as const) {
    const lacking = { ...clip, acks: { ...clip.acks, [part]: false } };
    const held = { ...NOTHING, clips: new Map([[nameOf(1), lacking]]) };
    assert.equal(viewOf([opened(1), finished(1), said('film-sent', 1)], held).status, 'tablet');
  }
});

test('a deletion that was only told does not hide a copy that is still here', () => {
  const told = entry(WORKER, { kind: 'film-deleted', film: idOf(1), reason: 'asked', where: 'everywhere', at: START });
  const held = { ...NOTHING, clips: new Map([[nameOf(1), clipOf(nameOf(1), false)]]) };
  assert.equal(viewOf([opened(1), finished(1), told], held).status, 'tablet');
  const gone = viewOf([opened(1), finished(1), told]);
  assert.deepEqual([gone.status, gone.deleted], ['deleted', { at: START, why: 'asked' }]);
});

test('a plan for a visit is not the last thing that happened', () => {
  const tale = new Tale();
  tale.read([said('film-sent', 1), entry(WORKER, { kind: 'visit-planned', visit: idOf(9), at: START + 90 * DAY })]);
  assert.equal(tale.last?.kind, 'film-sent');
  assert.equal(tale.visits.size, 1);
});

/** A history of random films, and where each of them must count. */
function history(draw: () => number): { entries: Entry[]; held: Held; expected: Record<string, number> } {
  const entries: Entry[] = [];
  const [clips, buried] = [new Map<string, ClipRow>(), new Map<string, { at: number; by_date: boolean }>()];
  const expected: Record<string, number> = {};
  const count = (place: string): void => {
    expected[place] = (expected[place] ?? 0) + 1;
  };
  for (let n = 1; n <= 40; n++) {
    entries.push(opened(n));
    const fate = draw() % 6;
    if (fate === 0) {
      entries.push(finished(n, 0));
      continue;
    }
    entries.push(finished(n));
    if (fate >= 2) entries.push(said('film-sent', n));
    if (fate >= 3) entries.push(said('film-can-open', n, SUPERVISOR));
    if (fate <= 3) clips.set(nameOf(n), clipOf(nameOf(n), fate >= 2));
    if (fate === 4) buried.set(nameOf(n), { at: START, by_date: true });
    count(fate === 1 ? 'tablet' : fate === 2 ? 'server' : fate === 4 ? 'deleted' : 'supervisor');
  }
  return { entries, held: { ...NOTHING, clips, buried }, expected };
}

test('counts add up, whatever happened to the films', (t) => {
  t.diagnostic(`seed ${SEED}`);
  const draw = numbers(SEED);
  for (let round = 0; round < 50; round++) {
    const { entries, expected, held } = history(draw);
    const tale = new Tale();
    tale.read(entries);
    const views = [...tale.films.values()].map((film) => filmView(film, CASE, held, EYES));
    const { filmed, ...places } = countsOf(views);
    assert.equal(Object.values(places).reduce((sum, one) => sum + one, 0), filmed);
    for (const [place, n] of Object.entries(places)) assert.equal(n, expected[place] ?? 0, place);
  }
});

test('a fold that goes on tells what a fold from the beginning tells', () => {
  const { entries } = history(numbers(SEED + 1));
  const growing: Entry[] = [];
  const tales = new Tales();
  for (const one of entries) {
    growing.push(one);
    tales.of(growing);
  }
  const whole = new Tale();
  whole.read(entries);
  assert.deepEqual([...tales.of(growing).films], [...whole.films]);
  assert.deepEqual(tales.of(growing).last, whole.last);
});

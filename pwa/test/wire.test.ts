// Events and shapes as JSON: the shared vectors, and what the generated readers refuse.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { fromUtf8, utf8 } from '../src/sync/bytes';
import {
  PLACES,
  READERS,
  checkPlace,
  decodeEvent,
  encodeEvent,
  readProblem,
  readServiceInfo,
  type Event,
} from '../src/sync/events';
import { decodeJson, encodeJson } from '../src/sync/json';
import { hex, outcome, truncations, vectors, walk } from './vectors';

walk('wire', (vector) => {
  const raw = hex(vector, 'text');
  const event = decodeEvent(raw);
  assert.equal(event.kind !== null, vector['known']);
  assert.deepEqual(event.kind === null ? event.raw : encodeEvent(event), raw);
});

test('an event cut short anywhere is refused', async () => {
  for (const vector of vectors('wire').filter((one) => one.expect === 'ok' && one.name.startsWith('kind-'))) {
    for (const cut of truncations(hex(vector, 'text'))) {
      assert.equal(await outcome(() => decodeEvent(cut)), 'event-json', vector.name);
    }
  }
});

test('an event is checked before it is written', async () => {
  const sent = { kind: 'film-sent', film: 'not an id', at: 1 } as const;
  assert.equal(await outcome(() => encodeEvent(sent)), 'event-json');
});

test('a note longer than 192 KiB is refused', async () => {
  const doc = 'AAECAwQFBgcICQoLDA0ODw';
  const update = (letters: number): string => `{"kind":"note-update","doc":"${doc}","yjs":"${'A'.repeat(letters)}","range":null}`;
  assert.equal(await outcome(() => decodeEvent(utf8(update(256 * 1024)))), 'ok');
  assert.equal(await outcome(() => decodeEvent(utf8(update(256 * 1024 + 4)))), 'event-json');
});

test('fields are written in the order of their kind, whatever order they come in', () => {
  const film = 'AAECAwQFBgcICQoLDA0ODw';
  assert.equal(
    fromUtf8(encodeEvent({ at: 1, film, kind: 'film-sent' })),
    `{"kind":"film-sent","film":"${film}","at":1}`,
  );
});

test('a kind outside its group or its case is refused', async () => {
  const film = 'AAECAwQFBgcICQoLDA0ODw';
  const marks = { kind: 'film-marks', film, marks: [] } as const;
  const named = { kind: 'member-named', member: film, name: 'Rahima' } as const;
  const place = (event: Event, group: boolean, service: boolean) => () => {
    checkPlace(event, group, service);
  };
  assert.equal(await outcome(place(marks, true, false)), 'event-group');
  assert.equal(await outcome(place(marks, false, false)), 'ok');
  assert.equal(await outcome(place(named, true, false)), 'event-group');
  assert.equal(await outcome(place(named, true, true)), 'ok');
  assert.deepEqual(Object.keys(PLACES), Object.keys(READERS));
});

test('an answer with a field that is not known is refused', async () => {
  const info = { org: null, service_key: 'A'.repeat(43), time: 5, build: 'x', demo: false };
  assert.deepEqual(decodeJson(readServiceInfo, encodeJson(info)), info);
  const more = utf8(JSON.stringify({ ...info, more: 1 }));
  assert.equal(await outcome(() => decodeJson(readServiceInfo, more, 'server-answer')), 'server-answer');
  const float = utf8(JSON.stringify(info).replace('5', '5.0'));
  assert.equal(await outcome(() => decodeJson(readServiceInfo, float)), 'request-json');
});

test('a problem is read, its sentence may hold anything', () => {
  const told = { type: '/problems/x-y', title: '1.5 "of" 2e3', status: 409, code: 'chain-seq', detail: null };
  assert.deepEqual(decodeJson(readProblem, encodeJson(told)), told);
});

test('UTF-8 goes both ways, and nothing else passes for it', () => {
  for (const text of ['', 'a%25', 'মা', '\u{1f3a5}\u0000\ufeff']) {
    assert.deepEqual(utf8(text), new Uint8Array(new TextEncoder().encode(text)));
    assert.equal(fromUtf8(utf8(text)), text);
  }
  for (const bad of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
    assert.throws(() => fromUtf8(Uint8Array.from(bad)), URIError);
  }
  assert.throws(() => utf8('\ud800'), URIError);
});

// How a Range header reads, how questions find their answers, and what the service worker makes of both.
import assert from 'node:assert/strict';
import test from 'node:test';
import { same, type Bytes } from '../src/sync/bytes';
import { AmanatError } from '../src/sync/errors';
import { RangeAsker, spanOf, type RangeAnswer, type RangeQuestion } from '../src/sync/ranges';
import { answerClip, filmOf, streamOf } from '../src/sw/clip-route';
import { outcomeOf } from './vault/house';

const FILM = 'ab'.repeat(16);
const ORIGIN = 'https://amanat.example';
const STRIDE = 4 * 65_536;

test('a range header reads as RFC 9110 says, whole or open at either side', () => {
  const cases: readonly (readonly [string | null, ReturnType<typeof spanOf>])[] = [
    [null, null],
    ['', null],
    ['bytes=-', null],
    ['bytes=a-b', null],
    ['items=0-1', null],
    ['bytes=0-1,3-4', null],
    ['bytes=0-', { start: 0, end: 100 }],
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=99-', { start: 99, end: 100 }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes=10-1000', { start: 10, end: 100 }],
    ['bytes=-30', { start: 70, end: 100 }],
    ['bytes=-300', { start: 0, end: 100 }],
  ];
  for (const [header, span] of cases) assert.deepEqual(spanOf(header, 100), span, String(header));
  for (const header of ['bytes=100-', 'bytes=20-10', 'bytes=-0', 'bytes=500-600']) {
    assert.throws(() => spanOf(header, 100), (fault) => fault instanceof AmanatError && fault.code === 'payload-range');
  }
});

test('answers find their questions in any order, and the end of a port ends all that wait', async () => {
  const asked: RangeQuestion[] = [];
  const asker = new RangeAsker((question) => asked.push(question));
  const [one, two, three] = [asker.ask(0, 1), asker.ask(5, 9), asker.ask(1, 2)];
  assert.deepEqual(
    asked.map(({ end, start }) => [start, end]),
    [
      [0, 1],
      [5, 9],
      [1, 2],
    ],
  );
  asker.hear({ film: { type: 'video/mp4', length: 9 } });
  asker.hear({ id: asked[1]?.id ?? 0, bytes: Uint8Array.of(2) });
  asker.hear({ id: asked[0]?.id ?? 0, bytes: Uint8Array.of(1) });
  asker.hear({ id: asked[2]?.id ?? 0, fault: 'seal-tag' });
  assert.deepEqual([await one, await two], [Uint8Array.of(1), Uint8Array.of(2)]);
  assert.equal(await outcomeOf(three), 'seal-tag');
  assert.equal((await asker.film()).length, 9);
  const waiting = asker.ask(0, 1);
  asker.end();
  assert.equal(await outcomeOf(waiting), 'unlock-locked');
  assert.equal(await outcomeOf(asker.ask(0, 1)), 'unlock-locked');
  const refused = new RangeAsker(() => undefined);
  refused.hear({ id: null, fault: 'share-stopped' });
  assert.equal(await outcomeOf(refused.film()), 'share-stopped');
});

test('only a GET of this origin with one whole id is a film', () => {
  const of = (path: string, method = 'GET'): string | null => filmOf(new Request(path, { method }), ORIGIN);
  assert.equal(of(`${ORIGIN}/clip/${FILM}`), FILM);
  for (const path of [`/clip/${FILM}/`, `/clip/${FILM.slice(1)}`, `/clip/${FILM.toUpperCase()}`, '/clip/', '/v1/clips/x']) {
    assert.equal(of(ORIGIN + path), null, path);
  }
  assert.equal(of(`${ORIGIN}/clip/${FILM}`, 'POST'), null);
  assert.equal(of(`https://other.example/clip/${FILM}`), null);
});

/** A page that hands ports on to a vault with these bytes; it counts what was asked. */
function pageOf(plain: Bytes, asked: RangeQuestion[], fault: RangeAnswer | null = null): Client {
  const page = {
    postMessage: (_message: unknown, [port]: MessagePort[]): void => {
      assert.ok(port);
      if (fault !== null) {
        port.postMessage(fault);
        return;
      }
      port.onmessage = (event: MessageEvent<RangeQuestion>) => {
        const { end, id, start } = event.data;
        asked.push(event.data);
        port.postMessage({ id, bytes: plain.slice(start, end) } satisfies RangeAnswer);
      };
      port.postMessage({ film: { type: 'video/mp4', length: plain.length } } satisfies RangeAnswer);
    },
  };
  // Of a client the route uses nothing but its mail.
  return page as unknown as Client;
}

test('a range of a film is answered with its bytes and its headers, and nothing is to be stored', async () => {
  const plain = new Uint8Array(STRIDE * 2 + 500).map((_, at) => (at * 13) % 251);
  const asked: RangeQuestion[] = [];
  const pages = { get: async (): Promise<Client> => pageOf(plain, asked) };
  const ask = (range: string | null): Promise<Response> =>
    answerClip(
      FILM,
      new Request(`${ORIGIN}/clip/${FILM}`, range === null ? {} : { headers: { range } }),
      'page',
      pages,
    );
  const borders: readonly (readonly [number, number])[] = [
    [0, plain.length],
    [1, 2],
    [STRIDE - 1, STRIDE + 1],
    [STRIDE, 2 * STRIDE],
    [plain.length - 1, plain.length],
  ];
  for (const [start, end] of borders) {
    const answer = await ask(`bytes=${start}-${end - 1}`);
    assert.equal(answer.status, 206);
    assert.equal(answer.headers.get('content-range'), `bytes ${start}-${end - 1}/${plain.length}`);
    assert.equal(answer.headers.get('content-length'), String(end - start));
    assert.equal(answer.headers.get('accept-ranges'), 'bytes');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.ok(same(new Uint8Array(await answer.arrayBuffer()), plain.subarray(start, end)));
  }
  assert.ok(asked.every(({ end, start }) => end - start <= STRIDE));
  const whole = await ask(null);
  assert.equal(whole.status, 200);
  assert.equal(whole.headers.get('content-range'), null);
  await whole.body?.cancel();
  assert.equal((await ask(`bytes=${plain.length}-`)).status, 416);
});

test('a page that is gone, or a vault that says no, gives nothing', async () => {
  const request = new Request(`${ORIGIN}/clip/${FILM}`);
  const nobody = await answerClip(FILM, request, 'page', { get: async () => undefined });
  assert.equal(nobody.status, 404);
  const refusing = pageOf(new Uint8Array(0), [], { id: null, fault: 'share-stopped' });
  const refused = await answerClip(FILM, request, 'page', { get: async () => refusing });
  assert.equal(refused.status, 404);
  assert.equal((await refused.arrayBuffer()).byteLength, 0);
});

test('nothing is asked before it is wanted, and a fault in the middle ends the stream there', async () => {
  const asked: RangeQuestion[] = [];
  const asker = new RangeAsker((question) => asked.push(question));
  let over = 0;
  const reader = streamOf({ start: 10, end: 3 * STRIDE }, asker, () => (over += 1)).getReader();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asked.length, 0);
  const first = reader.read();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    asked.map(({ end, start }) => [start, end]),
    [[10, STRIDE]],
  );
  asker.hear({ id: 1, bytes: new Uint8Array(STRIDE - 10) });
  assert.equal((await first).value?.length, STRIDE - 10);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asked.length, 1);
  const second = reader.read();
  await new Promise((resolve) => setImmediate(resolve));
  asker.hear({ id: 2, fault: 'seal-tag' });
  assert.equal(await outcomeOf(second), 'seal-tag');
  assert.equal(over, 1);
});

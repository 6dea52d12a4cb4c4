// Looking at films: what is fetched and told by itself, what opens and what does not, and what closes a picture.
import assert from 'node:assert/strict';
import test from 'node:test';
import { concat, same, type Bytes } from '../src/sync/bytes';
import { refuse, type Code } from '../src/sync/errors';
import { parseHexId } from '../src/sync/ids';
import { checkManifest, DAY_MS } from '../src/sync/manifest';
import { FRAME_LENGTH, Sealer } from '../src/sync/seal';
import { PayloadFetch } from '../src/vault/payload-fetch';
import { Reel } from '../src/vault/reel';
import { PART_SIZE } from '../src/vault/schema';
import { KIND } from '../src/vault/slot';
import type { InboxFilm, RangeAnswer } from '../src/vault/api';
import { outcomeOf, until, type Profile } from './vault/house';
import { MemoryStore } from './vault/memory-store';
import { createPrimitives } from '../src/vault/primitives';
import { familyOf, film, openFamily, service } from './vault/service';

const primitives = await createPrimitives();

type Service = Awaited<ReturnType<typeof service>>;

const sent = (profile: Profile) => async (): Promise<true | null> => {
  const { films } = await familyOf(profile);
  return films.length > 0 && films.every((one) => one.sent_at !== null) ? true : null;
};

/** A film of one family on the server, and the supervisor's word for it. */
async function filmed(): Promise<Service & { id: string; person: string; name: string }> {
  const all = await service();
  const { id, person } = await openFamily(all.worker);
  const name = await film(all.worker, id, person);
  await until(all.clock, sent(all.worker));
  return { ...all, id, person, name };
}

async function inboxOf(profile: Profile): Promise<InboxFilm | null> {
  return (await profile.lobby.inbox()).films[0] ?? null;
}

const fetched = (profile: Profile) => async (): Promise<InboxFilm | null> => {
  const found = await inboxOf(profile);
  return found?.here === true ? found : null;
};

/** The plaintext that a port gives for a range; rejects with the code that it tells. */
async function asked(profile: Profile, name: string, start: number, end: number): Promise<Bytes> {
  const { port1, port2 } = new MessageChannel();
  try {
    const answers: RangeAnswer[] = [];
    let told: () => void = () => undefined;
    port1.onmessage = (event: MessageEvent<RangeAnswer>) => {
      answers.push(event.data);
      told();
    };
    await profile.ask['reel.serve']({ film: name, port: port2 });
    port1.postMessage({ id: 7, start, end });
    for (;;) {
      const answer = answers.find((one) => 'bytes' in one || 'fault' in one);
      if (answer !== undefined && 'bytes' in answer) return answer.bytes;
      if (answer !== undefined && 'fault' in answer) throw refuse(answer.fault);
      await new Promise<void>((again) => (told = again));
    }
  } finally {
    port1.close();
    port2.close();
  }
}

/** How many events of a kind the case has, as the worker's device reads them. */
async function countOf(server: Service['server'], id: string): Promise<number> {
  return server.cases.get(id)?.frames.length ?? 0;
}

test('a film comes into the inbox by itself, and that it can be opened and was opened is told once each', async () => {
  const { clock, id, name, server, supervisor, worker } = await filmed();
  const row = await until(clock, fetched(supervisor));
  assert.equal(row.film, name);
  assert.equal(row.label, 'Blue kite');
  assert.equal(row.worker, 'Mina');
  assert.equal(row.opened, false);
  assert.equal(row.fault, null);
  await until(clock, async () => ((await supervisor.lobby.sync()).waiting === 0 ? true : null));
  const before = await countOf(server, id);
  const told = await supervisor.ask['reel.open']({ film: name });
  assert.equal(told.type, 'video/mp4');
  const own = await worker.ask['reel.open']({ film: name });
  assert.deepEqual(own, told);
  const all = await asked(supervisor, name, 0, told.length);
  assert.ok(same(all, await asked(worker, name, 0, told.length)));
  await until(clock, async () => ((await inboxOf(supervisor))?.opened === true ? true : null));
  await until(clock, async () => ((await countOf(server, id)) === before + 1 ? true : null));
  // Looked at again, and at many more contacts: nothing more is told.
  await supervisor.ask['reel.close']({ film: name });
  await supervisor.ask['reel.open']({ film: name });
  await asked(supervisor, name, 0, 10);
  for (let nth = 0; nth < 5; nth++) await supervisor.ask['sync.now']();
  assert.equal(await countOf(server, id), before + 1);
});

test('every range of a payload is the one of the whole, at each border of frames and parts', async () => {
  const plain = new Uint8Array(PART_SIZE + 3 * FRAME_LENGTH + 77).map((_, at) => (at * 31 + (at >> 8)) % 251);
  const fileKey = new Uint8Array(16).fill(3);
  const sealer = await Sealer.create(fileKey, new Uint8Array(16).fill(5), primitives);
  const payload = concat(await sealer.push(plain), await sealer.finish());
  const { clock, name, supervisor } = await filmed();
  await until(clock, fetched(supervisor));
  const row = await supervisor.store.read(['manifests'], (tx) => tx.get('manifests', name));
  assert.ok(row);
  const known = await checkManifest(row.raw, supervisor.house.books.chain, primitives);
  const manifest = { ...known, payload_len: payload.length };
  const reel = new Reel(manifest, fileKey.slice(), async (start, end) => payload.slice(start, end), primitives);
  assert.equal(reel.length, plain.length);
  const frames = Math.ceil(plain.length / FRAME_LENGTH);
  const borders = Array.from({ length: frames + 1 }, (_, nth) => Math.min(nth * FRAME_LENGTH, plain.length));
  const places = borders.flatMap((at) => [at - 1, at, at + 1]).filter((at) => at >= 0 && at <= plain.length);
  for (const start of places) {
    for (const end of [start + 1, ...places].filter((at) => at > start && at <= plain.length)) {
      if (end - start > 2 * FRAME_LENGTH && end !== plain.length) continue;
      assert.ok(same(await reel.readRange(start, end), plain.subarray(start, end)), `${start}-${end}`);
    }
  }
  for (const [start, end] of [
    [0, 0],
    [-1, 5],
    [5, plain.length + 1],
    [0.5, 3],
  ] as const) {
    assert.equal(await outcomeOf(reel.readRange(start, end)), 'seal-range');
  }
  reel.close('share-stopped');
  assert.equal(await outcomeOf(reel.readRange(0, 1)), 'share-stopped');
});

test('each part of a payload is fetched once, however it is read, and what was read is here without a server', async () => {
  const payload = new Uint8Array(2 * PART_SIZE + 500).map((_, at) => (at * 7 + (at >> 10)) % 253);
  const store = new MemoryStore();
  const clip = 'ab'.repeat(16);
  await store.transact(['clips'], async (tx) => {
    const acks = { manifest: true, header: true, share: true, payload: true };
    const place = { clip, case: clip, group: clip, kind: 1, due_at: 1, length: payload.length, container: null };
    tx.put('clips', { ...place, acks, made_here: false, local: false, hidden: false });
  });
  const ranges: string[] = [];
  let line: 'whole' | 'cut' | 'dead' = 'whole';
  const server = {
    fetchRange: async (
      _target: string,
      _signer: unknown,
      { end, start }: { start: number; end: number },
      take: (bytes: Bytes) => void,
    ): Promise<void> => {
      if (line === 'dead') throw refuse('server-unreachable');
      ranges.push(`${start}-${end}`);
      for (let at = start; at < end; at += 100_000) {
        await new Promise((resolve) => setImmediate(resolve));
        if (line === 'cut' && at > start) throw refuse('server-unreachable');
        take(payload.slice(at, Math.min(end, at + 100_000)));
      }
    },
  };
  const signer = { keyid: '', seedFor: (): Bytes => new Uint8Array(32) };
  const payloads = new PayloadFetch({ store, server, signer });
  const read = (start: number, end: number): Promise<Bytes> => payloads.read(clip, payload.length, start, end);
  // The beginning of a part is there before its end, and many readers cost one request.
  const pairs = [
    [0, 16],
    [10, 70_000],
    [PART_SIZE - 5, PART_SIZE + 5],
    [0, PART_SIZE],
    [PART_SIZE, 2 * PART_SIZE],
  ] as const;
  const found = await Promise.all(pairs.map(([start, end]) => read(start, end)));
  pairs.forEach(([start, end], nth) => {
    assert.ok(same(found[nth] ?? new Uint8Array(0), payload.subarray(start, end)), `${start}-${end}`);
  });
  assert.deepEqual(ranges.toSorted(), [`0-${PART_SIZE}`, `${PART_SIZE}-${2 * PART_SIZE}`]);
  await payloads.whole(clip, payload.length, () => true);
  line = 'dead';
  assert.ok(same(await read(0, payload.length), payload));
  assert.equal(ranges.length, 3);
  // A cut gives what had come, refuses the rest, and is asked for anew.
  await store.transact(['parts'], async (tx) => {
    tx.drop('parts', [clip, 1]);
  });
  assert.equal(await outcomeOf(read(0, payload.length)), 'server-unreachable');
  assert.equal(await outcomeOf(read(0, PART_SIZE)), 'ok');
  line = 'cut';
  assert.equal(await outcomeOf(read(PART_SIZE, PART_SIZE + 200_000)), 'server-unreachable');
  line = 'whole';
  assert.ok(same(await read(PART_SIZE, PART_SIZE + 200_000), payload.subarray(PART_SIZE, PART_SIZE + 200_000)));
  assert.equal(await outcomeOf(read(5, payload.length + 1)), 'seal-range');
  assert.equal(await outcomeOf(read(-1, 5)), 'seal-range');
});

test('without the server a fetched film opens from what is here, and one that was not fetched says why', async () => {
  const { clock, id, name, person, server, supervisor, worker } = await filmed();
  await until(clock, fetched(supervisor));
  server.line = 'dead';
  const { length } = await supervisor.ask['reel.open']({ film: name });
  assert.equal((await asked(supervisor, name, 0, length)).length, length);
  server.line = 'whole';
  const second = await film(worker, id, person);
  await until(clock, async () => {
    const [, two] = (await familyOf(worker)).films;
    return two !== undefined && two.sent_at !== null ? true : null;
  });
  await until(clock, async () => ((await familyOf(supervisor)).films.length === 2 ? true : null));
  const rows = await supervisor.store.read(['clips'], (tx) => tx.all('clips'));
  if (!rows.some((row) => row.clip === second)) {
    server.line = 'dead';
    assert.equal(await outcomeOf(supervisor.ask['reel.open']({ film: second })), 'server-unreachable');
  }
});

test('a film of a sender who is not proven is never opened, and one that is sealed for others says so', async () => {
  const { clock, id, name, server, supervisor } = await filmed();
  await until(clock, fetched(supervisor));
  server.line = 'dead';
  const whole = await supervisor.store.read(['manifests'], (tx) => tx.get('manifests', name));
  assert.ok(whole);
  const keep = (raw: Bytes): Promise<void> =>
    supervisor.store.transact(['manifests'], async (tx) => {
      tx.put('manifests', { ...whole, raw });
    });
  const manifest = await checkManifest(whole.raw, supervisor.house.books.chain, primitives);
  // Every byte is under the signature: here one of the gate, and one of the file key's commitment.
  for (const field of [manifest.gate, manifest.file_key_commit]) {
    const at = Buffer.from(whole.raw).indexOf(Buffer.from(field));
    const forged = whole.raw.slice();
    forged[at] = (forged[at] ?? 0) ^ 1;
    await keep(forged);
    assert.equal(await outcomeOf(supervisor.ask['reel.open']({ film: name })), 'manifest-signature');
  }
  await keep(whole.raw);
  supervisor.house.slots.change([], (slot) => slot.kind === KIND.case && same(slot.group, parseHexId(id)));
  assert.equal(await outcomeOf(supervisor.ask['reel.open']({ film: name })), 'seal-no-key');
});

test('an admin opens no film', async () => {
  const { admin, name } = await filmed();
  assert.equal(await outcomeOf(admin.ask['reel.open']({ film: name })), 'right-role');
});

test('a lease ends with the film, after 30 days, or at a refusal, and nothing of it is left then', async () => {
  const { clock, name, server, supervisor } = await filmed();
  const { due_at } = await until(clock, fetched(supervisor));
  const lent = (): readonly { due_at: number }[] =>
    supervisor.house.slots.list({ kind: KIND.lease, group: parseHexId(name) });
  const [slot] = lent();
  assert.ok(slot);
  assert.ok(slot.due_at <= due_at && slot.due_at <= clock.now + 30 * DAY_MS);
  await supervisor.ask['reel.open']({ film: name });
  server.refusals.set(name, 'share-stopped');
  await supervisor.ask['sync.now']();
  assert.equal((await supervisor.lobby.reel(name))?.closed, 'share-stopped');
  assert.equal(lent().length, 0);
  assert.equal(await outcomeOf(asked(supervisor, name, 0, 1)), 'share-stopped');
  assert.equal(await outcomeOf(supervisor.ask['reel.open']({ film: name })), 'share-stopped');
  server.refusals.delete(name);
  await supervisor.ask['reel.open']({ film: name });
  assert.equal(lent().length, 1);
});

test('a film that is destroyed while somebody looks at it closes at the next contact', async () => {
  const { clock, id, name, server, supervisor } = await filmed();
  await until(clock, fetched(supervisor));
  await supervisor.ask['reel.open']({ film: name });
  await asked(supervisor, name, 0, 10);
  await server.destroy(id, name);
  await until(clock, async () => ((await supervisor.lobby.reel(name))?.closed === 'share-destroyed' ? true : null));
  assert.equal(await outcomeOf(asked(supervisor, name, 0, 10)), 'share-destroyed');
  assert.equal(await inboxOf(supervisor), null);
  const left = await supervisor.store.read(['parts', 'headers', 'manifests'], (tx) =>
    Promise.all([tx.count('parts'), tx.count('headers'), tx.count('manifests')]),
  );
  assert.deepEqual(left, [0, 0, 0]);
});

test('a copy that is damaged at the server is dropped, told, and fetched again', async () => {
  const all = await service();
  const { clock, server, supervisor, worker } = all;
  const { id, person } = await openFamily(worker);
  const name = await film(worker, id, person);
  const hurt = async (): Promise<void> => {
    await until(clock, sent(worker));
    const clip = server.clips.get(name);
    assert.ok(clip);
    clip.payload = clip.payload.slice();
    clip.payload[70] = (clip.payload[70] ?? 0) ^ 1;
  };
  // The supervisor's device is not asked for anything before the damage is done.
  await hurt();
  const row = await until(clock, async () => {
    const found = await inboxOf(supervisor);
    return found !== null && found.fault !== null ? found : null;
  });
  assert.ok(row.fault === 'manifest-digest' || row.here, String(row.fault));
  assert.equal(row.fault, 'manifest-digest');
  assert.equal(row.here, false);
  assert.equal(await supervisor.store.read(['parts'], (tx) => tx.count('parts')), 0);
  assert.equal(await outcomeOf(supervisor.ask['reel.open']({ film: name })), 'seal-tag');
  const clip = server.clips.get(name);
  assert.ok(clip);
  clip.payload[70] = (clip.payload[70] ?? 0) ^ 1;
  assert.equal((await until(clock, fetched(supervisor))).fault, null);
  await supervisor.ask['reel.open']({ film: name });
});

test('a lock forgets the key of the film that was open', async () => {
  const { clock, name, supervisor } = await filmed();
  await until(clock, fetched(supervisor));
  await supervisor.ask['reel.open']({ film: name });
  const { port1, port2 } = new MessageChannel();
  const answers: RangeAnswer[] = [];
  await supervisor.ask['reel.serve']({ film: name, port: port2 });
  await new Promise<void>((told) => {
    port1.onmessage = (event: MessageEvent<RangeAnswer>) => {
      answers.push(event.data);
      told();
    };
  });
  await supervisor.ask.lock();
  const refused = new Promise<void>((told) => {
    port1.onmessage = (event: MessageEvent<RangeAnswer>) => {
      answers.push(event.data);
      told();
    };
  });
  port1.postMessage({ id: 1, start: 0, end: 5 });
  await refused;
  port1.close();
  port2.close();
  assert.deepEqual(answers.at(-1), { id: 1, fault: 'unlock-locked' satisfies Code });
  assert.equal(await outcomeOf(supervisor.ask['reel.open']({ film: name })), 'unlock-locked');
});


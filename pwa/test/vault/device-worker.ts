// The vault worker of tests/e2e/test_vault_device.py: the device part of the vault over a real IndexedDB and a real
// slot file.  It is bundled by the test and never shipped; unlike a real vault it tells its keys, so that a test can
// look for them on the disk.
import { ascii, concat, type Bytes } from '../../src/sync/bytes';
import { AmanatError } from '../../src/sync/errors';
import { encodeEvent } from '../../src/sync/events';
import { noteKey, sealFrame } from '../../src/sync/frame';
import { base64url, hex, hexId, parseHexId } from '../../src/sync/ids';
import { Opener } from '../../src/sync/seal';
import { remuxFilm, type FilmProgress } from '../../src/media/remux.ts';
import { wasmArgon2 } from '../../src/vault/argon2';
import { unwrapByWords, wrapByWords } from '../../src/vault/dsk';
import { webEntropy } from '../../src/vault/entropy';
import type { FilmBooks, FilmCase } from '../../src/vault/film-books';
import { Films, type FilmPorts, type OpenFilm } from '../../src/vault/films';
import { Holdings } from '../../src/vault/holdings';
import { IdbStore } from '../../src/vault/idb-store';
import { Keyring } from '../../src/vault/keyring';
import { drawPhrase } from '../../src/vault/phrase';
import { createPrimitives } from '../../src/vault/primitives';
import type { Ending, MemberRow } from '../../src/vault/schema';
import { Shredder } from '../../src/vault/shred';
import { KIND } from '../../src/vault/slot';
import { opfsSlotFile } from '../../src/vault/slot-file';
import { Slots, SETTLING } from '../../src/vault/slots';
import { kept, taken } from '../../src/vault/newcomer';
import { newTablet } from '../../src/vault/tablet';
import { STORE_CONTRACT } from './store-contract';

const BASE = concat(Uint8Array.of(9), new Uint8Array(31));
const entropy = webEntropy();
const primitives = await createPrimitives();
const started = performance.now();

/** The one case of this tablet, as a row of `meta`: ids and public keys. */
interface CaseKept {
  readonly org: Bytes;
  readonly case: Bytes;
  readonly recipient: Bytes;
  readonly device: Bytes;
}

interface Vault {
  readonly store: IdbStore;
  readonly slots: Slots;
  readonly keyring: Keyring;
  readonly films: Films;
}

let vault: Vault | null = null;
const open = new Map<string, OpenFilm>();

function unlocked(): Vault {
  if (vault === null) throw new Error('not started');
  return vault;
}

const openStore = (): Promise<IdbStore> => IdbStore.open('vault', indexedDB, entropy);
const directory = (): Promise<FileSystemDirectoryHandle> => navigator.storage.getDirectory();

/** Books whose frames are sealed under the note key, as a ledger's are; they are never sent. */
function booksOf(store: IdbStore, keyring: Keyring, kept: CaseKept): FilmBooks {
  const caseOf = async (): Promise<FilmCase> => ({ ...kept, epoch: 1, chain_head: new Uint8Array(32) });
  return {
    caseOf,
    write: async (id, event, commit) => {
      const [ck, share] = [await keyring.caseKey(id, 1), await keyring.share(id)];
      if (ck === null || share === null) throw new Error('the case is not here');
      const { seed } = await keyring.identity();
      const rows = await store.read(['pending'], (tx) => tx.all('pending', { under: [hexId(id), hexId(kept.device)] }));
      const [seq, prev] = [rows.length, rows.at(-1)?.hash ?? new Uint8Array(32)];
      const place = { case: id, epoch: 1, group: id, device: kept.device, seq, prev };
      const seen = { chain_head: new Uint8Array(32), seen_n: 0, seen: new Uint8Array(32) };
      const key = await noteKey(ck, share, id, 1, kept.device, primitives);
      const raw = await sealFrame(encodeEvent(event), { ...place, ...seen }, key, entropy.nonce(), seed, primitives);
      const hash = await primitives.sha256(raw);
      const row = { case: hexId(id), device: hexId(kept.device), seq, hash, group: hexId(id) };
      return commit({
        hash,
        tables: ['pending'],
        put: async (tx) => {
          tx.put('pending', { ...row, sealed: new Blob([raw]) });
        },
      });
    },
  };
}

/** Makes tablet, member and case; gives the five words.  `age` is how old the slot file says it is, ms. */
async function setUp(age: number): Promise<string> {
  const [store, root] = [await openStore(), await directory()];
  const file = await opfsSlotFile(root);
  Slots.make(file, Date.now() - age, primitives).close();
  const slots = Slots.open(await opfsSlotFile(root), primitives);
  const [dsk, member, device] = [entropy.key(), entropy.id(), entropy.id()];
  const ports = { slots, entropy, primitives };
  const keyring = await newTablet(entropy.id(), { owner: 1, dsk, member, device }, ports);
  const [id, ck, share] = [entropy.id(), entropy.key(), entropy.key()];
  slots.change([await keyring.sealedCase(id, 1, ck), await keyring.sealed({ kind: KIND.share, group: id }, share)]);
  const words = drawPhrase(entropy).join(' ');
  const wrapped = await wrapByWords(dsk, words, { member, device }, { argon2: wasmArgon2, entropy, primitives });
  const made: CaseKept = {
    org: await primitives.sha256(ascii('org')),
    case: id,
    recipient: await primitives.x25519(ck, BASE),
    device,
  };
  await store.transact(['members', 'meta'], async (tx) => {
    tx.put('members', { owner: 1, member, device, initials: null, wraps: [kept(wrapped)], pin: null });
    tx.put('meta', { key: 'case', value: made });
  });
  slots.close();
  store.close();
  return words;
}

/** Opens what is on the disk with the five words; gives how each film left open was recovered. */
async function start(words: string): Promise<object> {
  const store = await openStore();
  const slots = Slots.open(await opfsSlotFile(await directory()), primitives);
  const [member, made] = await store.read(['members', 'meta'], async (tx): Promise<[MemberRow, CaseKept]> => {
    const [row, value] = [await tx.get('members', 1), (await tx.get('meta', 'case'))?.value];
    if (row === undefined) throw new Error('nobody is set up');
    return [row, value as CaseKept];
  });
  const [wrapped] = member.wraps;
  if (wrapped === undefined) throw new Error('no way to the DSK');
  const keyring = new Keyring(slots, entropy, primitives);
  await keyring.unlock(1, await unwrapByWords(await taken(wrapped), words, member, { argon2: wasmArgon2, primitives }));
  const ports: FilmPorts = {
    ...{ store, slots, keyring, entropy, primitives, remux: remuxFilm, books: booksOf(store, keyring, made) },
    ...{ now: () => Date.now(), running: () => performance.now() - started, makeRoom: () => Promise.resolve(false) },
  };
  vault = { store, slots, keyring, films: new Films(ports) };
  const before = performance.now();
  const recovered = await vault.films.recoverFilms();
  const told = recovered.map((one) => ({ ...one, film: hexId(one.film) }));
  return { recovered: told, took: performance.now() - before };
}

async function openFilm(): Promise<string> {
  const { films, store } = unlocked();
  const kept = (await store.read(['meta'], (tx) => tx.get('meta', 'case')))?.value as CaseKept;
  const film = await films.openFilm({ case: kept.case, decisions: [new Uint8Array(32)], days: 30 });
  open.set(hexId(film.film), film);
  return hexId(film.film);
}

async function append(film: string, batch: Bytes, progress: FilmProgress): Promise<void> {
  const found = open.get(film);
  if (found === undefined) throw new Error('not open');
  await found.journal.appendRecord(batch, progress);
}

const finish = (film: string, reason: Ending): Promise<object | null> =>
  unlocked().films.finishFilm(parseHexId(film), reason);

/** The film itself, opened through its film slot. */
async function play(film: string): Promise<Bytes> {
  const { keyring, slots, store } = unlocked();
  const keys = await keyring.film(parseHexId(film));
  if (keys === null) throw new Error('no film slot');
  const payload = await new Holdings(store, slots).payload(parseHexId(film));
  const opener = new Opener(keys.file_key, primitives, payload.length);
  const pieces: Bytes[] = [];
  for (let at = 0; at < payload.length; at += 65_536 * 5) {
    pieces.push(await opener.push(await payload.read(at, Math.min(payload.length, at + 65_536 * 5))));
  }
  return concat(...pieces, await opener.finish());
}

/** Every key that this tablet holds, in hex, and the sealed bytes by which parts of it can be found on the disk. */
async function secrets(film: string): Promise<object> {
  const { keyring, slots, store } = unlocked();
  const id = parseHexId(film);
  const kept = (await store.read(['meta'], (tx) => tx.get('meta', 'case')))?.value as CaseKept;
  const identity = await keyring.identity();
  const own = await keyring.film(id);
  const keys: Record<string, Bytes | null> = {
    ...{ dsk: keyring.dsk(), tablet: await keyring.tabletKey(), courier: await keyring.courierSeed() },
    ...{ seed: identity.seed, scalar: identity.scalar, case: await keyring.caseKey(kept.case, 1) },
    ...{ journal: await keyring.journalKey(id), share: await keyring.share(id), file: own?.file_key ?? null },
  };
  const slotOf = (kind: number): string | null => {
    const [slot] = slots.list({ kind, group: id });
    return slot === undefined ? null : hex(slot.ciphertext.subarray(0, 32));
  };
  const record = (await store.read(['journal'], (tx) => tx.all('journal', { under: film, limit: 1 })))[0]?.sealed;
  const part = (await store.read(['parts'], (tx) => tx.get('parts', [film, 0])))?.data;
  const header = (await store.read(['headers'], (tx) => tx.get('headers', [film, 1])))?.sealed;
  const some = async (blob: Blob | undefined): Promise<string | null> =>
    blob === undefined ? null : hex(new Uint8Array(await blob.slice(-64, -16).arrayBuffer()));
  return {
    keys: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key === null ? null : hex(key)])),
    sealed: {
      slot: slotOf(KIND.journal),
      'film slot': slotOf(KIND.film),
      'share slot': slotOf(KIND.share),
      record: await some(record),
      part: await some(part),
      header: await some(header),
    },
  };
}

/** Leaves the same bytes in the clear in every kind of place that a browser has. */
async function plant(marker: string): Promise<void> {
  const raw = Uint8Array.from(marker.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  await unlocked().store.transact(['meta', 'parts'], async (tx) => {
    tx.put('meta', { key: 'planted', value: concat(ascii('in-a-row:'), raw) });
    tx.put('parts', { clip: 'planted', index: 0, data: new Blob([concat(ascii('in-a-blob:'), raw)]) });
  });
  const file = await (await directory()).getFileHandle('planted', { create: true });
  const handle = await file.createSyncAccessHandle();
  handle.write(concat(ascii('in-a-file:'), raw), { at: 0 });
  handle.flush();
  handle.close();
  const cache = await caches.open('planted');
  await cache.put('/planted', new Response(concat(ascii('in-a-cache:'), raw)));
}

async function shred(film: string): Promise<void> {
  const { slots, store } = unlocked();
  await new Shredder(store, slots).shred(parseHexId(film));
}

/** Runs the contract of stores over IndexedDB; gives what was broken, by name. */
async function contract(): Promise<Record<string, string>> {
  const broken: Record<string, string> = {};
  for (const [n, promise] of STORE_CONTRACT.entries()) {
    const store = await IdbStore.open(`contract-${n}`, indexedDB, entropy);
    try {
      await promise.run(store);
    } catch (fault) {
      broken[promise.name] = String(fault);
    }
    const { id } = store;
    store.close();
    const again = await IdbStore.open(`contract-${n}`, indexedDB, entropy);
    if (hex(again.id) !== hex(id)) broken[promise.name] = 'the store has another id after opening it again';
    again.close();
    await IdbStore.destroy(`contract-${n}`, indexedDB);
  }
  return broken;
}

/** How long five words take here, and whether other words, another device and weaker parameters are refused. */
async function words(): Promise<object> {
  const [dsk, owner] = [entropy.key(), { member: entropy.id(), device: entropy.id() }];
  const phrase = drawPhrase(entropy).join(' ');
  const ports = { argon2: wasmArgon2, entropy, primitives };
  const before = performance.now();
  const wrapped = await wrapByWords(dsk, phrase, owner, ports);
  const took = performance.now() - before;
  const code = async (trying: Promise<Bytes>): Promise<string> => {
    try {
      return hex(await trying) === hex(dsk) ? 'ok' : 'another key';
    } catch (fault) {
      return fault instanceof AmanatError ? fault.code : String(fault);
    }
  };
  return {
    took,
    memory_kib: wrapped.memory_kib,
    right: await code(unwrapByWords(wrapped, `  ${phrase.toUpperCase()} `, owner, ports)),
    other: await code(unwrapByWords(wrapped, drawPhrase(entropy).join(' '), owner, ports)),
    device: await code(unwrapByWords(wrapped, phrase, { ...owner, device: entropy.id() }, ports)),
    weaker: await code(unwrapByWords({ ...wrapped, passes: 1 }, phrase, owner, ports)),
  };
}

const HANDLERS = { setUp, start, openFilm, append, finish, play, secrets, plant, shred, contract, words };
export type Handlers = typeof HANDLERS;

/** A call from the page, and its answer. */
interface Call {
  readonly n: number;
  readonly name: keyof Handlers;
  readonly args: readonly never[];
}

self.onmessage = (event: MessageEvent<Call>) => {
  const { n, name, args } = event.data;
  const handler = HANDLERS[name] as (...given: readonly never[]) => Promise<unknown>;
  handler(...args).then(
    (result) => {
      self.postMessage({ n, result });
    },
    (fault: unknown) => {
      self.postMessage({ n, code: fault instanceof AmanatError ? fault.code : String(fault) });
    },
  );
};
self.postMessage({ n: 0, result: { settling: SETTLING, id: base64url(entropy.id()) } });

// The vault worker: the only place where keys, the store, the slot file and the network are joined.  One at a time for
// each browser profile.
import { authorityOf } from '../sync/request';
import type { Code } from '../sync/errors';
import type { Channel, DoorView, Handlers, LockView, NotePlace, NotesView, Stage, SyncView } from './api';
import { loadAhead } from './ahead';
import { wasmArgon2 } from './argon2';
import { webGranted } from './granted';
import { Books } from './books';
import { TabletClock } from './clock';
import { webEntropy } from './entropy';
import type { House } from './house';
import { Server } from './http';
import { IdbStore } from './idb-store';
import { brokenHandlers, IDLE, Lobby } from './lobby';
import { turnLog } from './log-turn';
import { PLAIN_LOOKS } from './looks';
import { NOBODY } from './people';
import { createPrimitives } from './primitives';
import { Changes, faultOf, serve } from './serve';
import { opfsSlotFile, type SlotFile } from './slot-file';
import { NO_SETUP } from './setup';
import { Slots } from './slots';
import type { Store } from './store';
import { NO_WELCOME } from './welcome';

const NAME = 'amanat';
const MADE_ROW = 'slot-file-made';
const BUSY_MS = 200;
const BUSY_TRIES = 25;

const scope = self as unknown as DedicatedWorkerGlobalScope;

/** The channel to the page; what came before anybody served it is served then. */
class PageChannel implements Channel {
  #early: MessageEvent[] = [];
  #served: Channel['onmessage'] = null;

  constructor() {
    scope.onmessage = (event) => {
      if (this.#served === null) this.#early.push(event);
      else this.#served(event);
    };
  }

  get onmessage(): Channel['onmessage'] {
    return this.#served;
  }

  set onmessage(served: Channel['onmessage']) {
    this.#served = served;
    const early = this.#early;
    this.#early = [];
    for (const event of early) served?.(event);
  }

  postMessage(message: unknown, transfer: Transferable[]): void {
    scope.postMessage(message, transfer);
  }
}

const channel = new PageChannel();

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The slot file, as soon as the worker before this one has let go of it. */
async function slotFile(): Promise<SlotFile> {
  const folder = await navigator.storage.getDirectory();
  for (let tries = 1; ; tries++) {
    try {
      return await opfsSlotFile(folder);
    } catch (fault) {
      const busy = fault instanceof DOMException && fault.name === 'NoModificationAllowedError';
      if (!busy || tries >= BUSY_TRIES) throw fault;
      await sleep(BUSY_MS);
    }
  }
}

/** The slots, made where there are none, and when they were. */
async function openSlots(store: Store, house: Pick<House, 'primitives' | 'now'>): Promise<[Slots, number]> {
  let file = await slotFile();
  if (file.size() === 0) {
    Slots.make(file, house.now(), house.primitives).close();
    await store.transact(['meta'], async (tx) => {
      tx.put('meta', { key: MADE_ROW, value: house.now() });
    });
    file = await slotFile();
  }
  const row = await store.read(['meta'], (tx) => tx.get('meta', MADE_ROW));
  // Where nobody noted it, only the time since this start counts.
  const made_at = typeof row?.value === 'number' ? row.value : house.now();
  return [Slots.open(file, house.primitives), made_at];
}

async function build(changes: Changes): Promise<House> {
  const now = (): number => Date.now();
  const entropy = webEntropy();
  const store = await IdbStore.open(NAME, indexedDB, entropy);
  // What a power cut did to the old log is passed over once more only if nothing is written behind it.
  const turned = turnLog(store);
  const primitives = await createPrimitives();
  const [slots, made_at] = await openSlots(store, { primitives, now });
  const opened = performance.now();
  await turned;
  const clock = await TabletClock.start(now, store);
  const { origin } = scope.location;
  const ask: typeof fetch = (input, init) => fetch(input, init);
  const server = new Server({ origin, authority: authorityOf(origin), fetch: ask, clock, entropy, primitives });
  const books = await Books.open(store, primitives);
  const running = (): number => performance.now() - opened;
  const granted = webGranted(navigator.storage);
  const parts = { granted, store, slots, entropy, primitives, argon2: wasmArgon2, books, clock, server, changes };
  return { ...parts, now, running, made_at, sleep };
}

/** A door behind which nobody works: it only tells why. */
function serveStage(stage: Stage, fault: Code | null, handlers: Handlers, changes: Changes): void {
  const door: DoorView = { stage, service: null, words: null, root_held: false, demo: false, fault };
  const sync: SyncView = { ...IDLE, fault, film_ready_at: null };
  const empty = { members: [], unjoined: [], owner: null, locks_at: null };
  const lock: LockView = { ...empty, pin: false, tries_left: 0, lost: false };
  const notes: NotesView = { closed: 'no-key', notes: [], fault: null };
  const views = {
    door: async () => door,
    lock: async () => lock,
    people: async () => NOBODY,
    cases: async () => [],
    sync: async () => sync,
    inbox: async () => ({ films: [], fetching: null }),
    reel: async () => null,
    notes: async () => notes,
    service: async () => null,
    looks: async () => PLAIN_LOOKS,
    tablet: async () => null,
    visit: async () => null,
    room: async () => null,
    cut: async () => [],
    setup: async () => NO_SETUP,
    welcome: async () => NO_WELCOME,
  };
  serve(channel, handlers, views, changes);
}

async function live(): Promise<void> {
  const changes = new Changes();
  try {
    const house = await build(changes);
    const lobby = new Lobby(house, () => {
      // The page starts a new worker when it hears of the lock; this one answers nothing more.
      setTimeout(() => {
        house.slots.close();
        house.store.close();
        scope.close();
      }, 0);
    });
    const views = {
      door: () => lobby.door(),
      lock: () => lobby.lock(),
      people: () => lobby.people(),
      cases: () => lobby.cases(),
      sync: () => lobby.sync(),
      inbox: () => lobby.inbox(),
      reel: (film: string) => lobby.reel(film),
      notes: (place: NotePlace) => lobby.notes(place),
      service: () => lobby.service(),
      looks: () => lobby.looks(),
      tablet: () => lobby.tablet(),
      visit: ({ case: id }: { readonly case: string }) => lobby.visit(id),
      room: () => lobby.room(),
      cut: () => lobby.cut(),
      setup: () => lobby.setup.view(),
      welcome: () => lobby.welcome.view(),
    };
    serve(channel, lobby.handlers(), views, changes);
    scope.addEventListener('online', () => void lobby.handlers()['sync.now']().catch(() => undefined));
    await lobby.start();
    loadAhead();
  } catch (fault) {
    const { code } = faultOf(fault);
    serveStage('broken', code, brokenHandlers(code), changes);
  }
}

/** Lives while no other worker of this profile does; the one before may still be on its way out. */
async function leader(): Promise<void> {
  for (let tries = 1; tries <= BUSY_TRIES; tries++) {
    await navigator.locks.request(NAME, { ifAvailable: true }, async (lock) => {
      if (lock === null) return;
      await live();
      // The lock is kept until the worker ends.
      await new Promise(() => undefined);
    });
    await sleep(BUSY_MS);
  }
  serveStage('elsewhere', 'unlock-locked', brokenHandlers('unlock-locked'), new Changes());
}

void leader();

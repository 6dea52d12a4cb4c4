// A vault in memory: everything that worker.ts joins in a browser, over a store and a slot file that outlive a worker.
import type { Bytes } from '../../src/sync/bytes';
import { AmanatError, type Code } from '../../src/sync/errors';
import { Books } from '../../src/vault/books';
import { TabletClock } from '../../src/vault/clock';
import type { Entropy } from '../../src/vault/entropy';
import type { House } from '../../src/vault/house';
import { Server } from '../../src/vault/http';
import { Lobby } from '../../src/vault/lobby';
import { LONGEST, MINUTE_BYTES } from '../../src/vault/room';
import { Changes } from '../../src/vault/serve';
import { Slots } from '../../src/vault/slots';
import type { Handlers } from '../../src/vault/api';
import type { Primitives } from '../../src/sync/primitives';
import { MemoryGranted } from './memory-granted';
import { MemoryStore } from './memory-store';
import { ORIGIN, type SmallServer } from './small-server';
import { seeded } from './chance';
import { TornFile } from './torn-file';

/** A clock that a test turns; who sleeps by it wakes when it is turned. */
export class TurnedClock {
  now = 1_800_000_000_000;
  /** Told before anybody wakes: those who sit before their screens and touch them. */
  readonly present = new Set<() => void>();
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.#sleepers.push({ at: this.now + ms, wake });
    });

  turn(ms: number): void {
    this.now += ms;
    for (const touch of this.present) touch();
    const due = this.#sleepers.filter((one) => one.at <= this.now);
    this.#sleepers = this.#sleepers.filter((one) => one.at > this.now);
    for (const { wake } of due) wake();
  }
}

/** A browser profile: what is left of it between two workers is its store and its slot file. */
export class Profile {
  readonly store = new MemoryStore();
  readonly #primitives: Primitives;
  readonly #server: SmallServer;
  readonly #clock: TurnedClock;
  readonly #entropy: Entropy;
  /** Its ballast is written already: no test of something else waits for that. */
  readonly granted = new MemoryGranted(LONGEST * MINUTE_BYTES);
  #disk: Bytes = new Uint8Array(0);
  /** How far this device's own clock is ahead of the true one, ms. */
  ahead = 0;
  lobby!: Lobby;
  /** What the worker that runs now has joined. */
  house!: House;
  ask!: Handlers;
  /** How many workers were ended by a hard lock. */
  ended = 0;
  readonly #touch = (): void => void this.ask.touched({ visible: true });

  private constructor(primitives: Primitives, server: SmallServer, clock: TurnedClock, seed: number) {
    this.#primitives = primitives;
    this.#server = server;
    this.#clock = clock;
    this.#entropy = seeded(seed);
  }

  static async open(primitives: Primitives, server: SmallServer, clock: TurnedClock, seed: number): Promise<Profile> {
    const profile = new Profile(primitives, server, clock, seed);
    const file = new TornFile();
    Slots.make(file, clock.now, primitives).close();
    profile.#disk = file.disk;
    await profile.start();
    profile.comeBack();
    return profile;
  }

  /** Nobody touches the screen until somebody comes back. */
  goAway(): void {
    this.#clock.present.delete(this.#touch);
  }

  comeBack(): void {
    this.#clock.present.add(this.#touch);
  }

  /** A new worker; the one before is gone with everything in its memory. */
  async start(): Promise<void> {
    this.#life.over = true;
    const life = { over: false };
    this.#life = life;
    const [primitives, entropy, store, clock] = [this.#primitives, this.#entropy, this.store, this.#clock];
    // Who has ended wakes no more and hears no answer.
    const alive = async <T>(work: Promise<T>): Promise<T> => {
      const done = await work;
      return life.over ? new Promise<never>(() => undefined) : done;
    };
    const fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> =>
      alive(this.#server.fetch(input, init));
    const sleep = (ms: number): Promise<void> => alive(clock.sleep(ms));
    const file = new TornFile(this.#disk);
    const slots = Slots.open(file, primitives);
    const now = (): number => clock.now + this.ahead;
    const opened = clock.now;
    const own = await TabletClock.start(now, store);
    const ports = { origin: ORIGIN, authority: 'amanat.example', fetch, clock: own };
    const house: House = {
      granted: this.granted,
      ...{ store, slots, entropy, primitives, clock: own, now, sleep, changes: new Changes() },
      argon2: (password, salt) => primitives.hmacSha256(salt, new TextEncoder().encode(password)),
      books: await Books.open(store, primitives),
      server: new Server({ ...ports, entropy, primitives }),
      running: () => clock.now - opened,
      made_at: opened,
    };
    this.house = house;
    this.lobby = new Lobby(house, () => {
      this.ended += 1;
    });
    this.ask = this.lobby.handlers();
    this.#keepDisk = (): void => {
      this.#disk = file.disk;
    };
    await this.lobby.start();
  }

  #keepDisk: () => void = () => undefined;
  #life = { over: false };

  /** Ends the worker as a crash does, and begins another one. */
  async restart(): Promise<void> {
    this.#keepDisk();
    await this.start();
  }
}

/** How long anything is waited for on this machine, ms. */
const PATIENCE_MS = 60_000;
const BYTE = new Uint8Array(1);

/**
 * Waits until `look` gives something; what is awaited on the way runs meanwhile, and the clock is turned a little.
 *
 * A digest of its own keeps it in step with the cryptography that is awaited: on a busy machine the clock would else
 * run hours ahead of the work.
 */
export async function until<T>(clock: TurnedClock, look: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (let tries = 0; performance.now() < end; tries++) {
    const found = await look();
    if (found !== null) return found;
    if (tries % 10 === 9) clock.turn(5000);
    await crypto.subtle.digest('SHA-256', BYTE);
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it never came');
}

/** The code of a rejection, `ok` where there was none. */
export async function outcomeOf(work: Promise<unknown>): Promise<Code | 'ok'> {
  try {
    await work;
    return 'ok';
  } catch (fault) {
    if (fault instanceof AmanatError) return fault.code;
    throw fault;
  }
}

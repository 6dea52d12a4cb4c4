// The vault before and around a member at work: which stage it is at, and who answers the page there.
import { AmanatError, refuse, type Code } from '../sync/errors';
import type { Ask, DoorView, Handlers, PeopleView, Stage, SyncView } from './api';
import { Drawer } from './drawer';
import { found, readSetupLink, sendSetup, serviceKeyOf, type Founded } from './founding';
import type { House } from './house';
import { readLink, Waiting } from './joining';
import { Locks } from './locks';
import { makeNewcomer, membersHere, unlockByWords, type Unlocked } from './newcomer';
import { equalRecords, signerOf } from './http';
import { Session } from './session';
import { sessionHandlers } from './session-handlers';
import { Shredder } from './shred';
import { SETTLING } from './slots';

const CERTIFICATE = 288;
/** How often a device that waits to be let in asks, ms. */
const ASK_AGAIN_MS = 2_000;
const TICK_MS = 10_000;
/** Nothing to send, and nobody asked. */
export const IDLE: Omit<SyncView, 'film_ready_at'> = {
  ...{ reached: null, running: false, waiting: 0, films_waiting: 0, films_late: 0, sending: false },
  ...{ fault: null, doubt: null },
};
const NOBODY: PeopleView = { role: null, members: [], waiting: [], supervisors: [] };

/** A set-up that was begun: an answer that is lost must not cost a second root. */
interface Begun {
  readonly admin: Unlocked & { readonly phrase: readonly string[] };
  readonly founded: Founded;
}

/** The vault of one browser profile. */
export class Lobby {
  readonly #house: House;
  readonly #locks = new Locks();
  /** Ends this worker: what is in memory goes with it. */
  readonly #leave: () => void;
  #stage: Stage = 'starting';
  #session: Session | null = null;
  #waiting: Waiting | null = null;
  #begun: Begun | null = null;

  constructor(house: House, leave: () => void) {
    this.#house = house;
    this.#leave = leave;
  }

  async start(): Promise<void> {
    const { clock, slots, store } = this.#house;
    const shredder = new Shredder(store, slots);
    // Dates come first, and need no unlock.
    await shredder.sweep({ clocks: clock.clocks(), contact: false, confirmed: new Set() });
    this.#go((await membersHere(store)).length === 0 ? 'new' : 'locked');
    void this.#watchLocks();
  }

  async door(): Promise<DoorView> {
    const service = this.#waiting?.link.service ?? (await this.#session?.service()) ?? null;
    const words = this.#waiting?.words ?? null;
    const stage = this.#session?.isRevoked === true ? 'revoked' : this.#stage;
    return { stage, service, words, root_held: this.#session?.holdsRoot ?? false, fault: null };
  }

  people(): Promise<PeopleView> {
    return this.#stage === 'open' && this.#session !== null ? this.#session.people() : Promise.resolve(NOBODY);
  }

  async cases(): ReturnType<Session['cases']> {
    return this.#stage === 'open' && this.#session !== null ? this.#session.cases() : [];
  }

  async sync(): Promise<SyncView> {
    const { made_at, now, running, slots } = this.#house;
    const left = SETTLING - Math.max(now() - made_at, running());
    const film_ready_at = slots.settled(now(), running()) ? null : now() + left;
    const told = this.#stage === 'open' && this.#session !== null ? await this.#session.sync() : IDLE;
    return { ...told, film_ready_at: film_ready_at === null ? null : Math.ceil(film_ready_at) };
  }

  /** Everything that the page may ask. */
  handlers(): Handlers {
    const asked = sessionHandlers(() => this.#open());
    return {
      ...asked,
      'setup.begin': (ask) => this.#setUp(ask),
      'setup.finish': async () => {
        this.#open().forgetRoot();
      },
      'join.read': async ({ fragment }) => {
        const { role, service } = readLink(fragment, this.#house.server.origin);
        return { role, service };
      },
      'join.begin': ({ fragment }) => this.#join(fragment),
      'join.start-again': () => this.#startAgain(),
      unlock: ({ words }) => this.#unlock(words),
      lock: async () => {
        this.#locks.handOver();
        this.#end();
      },
      touched: async ({ visible }) => {
        this.#locks.touched(this.#house.now());
        this.#locks.seen(visible, this.#house.now());
      },
      'film.open': async (ask) => {
        const opened = await asked['film.open'](ask);
        this.#locks.filming(true, this.#house.now());
        return opened;
      },
      'film.finish': async (ask) => {
        this.#locks.filming(false, this.#house.now());
        await asked['film.finish'](ask);
      },
    };
  }

  #open(): Session {
    if (this.#session === null || this.#stage !== 'open') throw refuse('unlock-locked');
    return this.#session;
  }

  #go(stage: Stage): void {
    this.#stage = stage;
    this.#house.changes.happened();
  }

  async #setUp(ask: Ask<'setup.begin'>): ReturnType<Handlers['setup.begin']> {
    const { books, server } = this.#house;
    const link = readSetupLink(ask.fragment);
    if (this.#begun === null) {
      if (this.#stage !== 'new') throw refuse('enrol-root');
      const key = await serviceKeyOf(link, this.#house);
      const admin = await makeNewcomer(this.#house.entropy.id(), this.#house);
      this.#begun = { admin, founded: await found(admin, key, this.#house) };
    }
    const { admin, founded } = this.#begun;
    try {
      await sendSetup(link, founded.records, server);
    } catch (fault) {
      // A refusal is final; an answer that was lost is not, and the same records are sent at the next press.
      if (fault instanceof AmanatError && fault.code !== 'server-unreachable') await this.#wipe();
      throw fault;
    }
    this.#begun = null;
    await books.addCertificates(founded.records);
    await books.pin(books.chain.org);
    const session = await this.#begin(admin);
    session.holdRoot(founded.root);
    await session.families.openServiceCase(ask);
    session.start();
    return { phrase: admin.phrase, cards: founded.cards };
  }

  async #join(fragment: string): ReturnType<Handlers['join.begin']> {
    const { books, entropy, primitives, server, store } = this.#house;
    if (this.#stage !== 'new') throw refuse('enrol-root');
    const link = readLink(fragment, server.origin);
    const newcomer = await makeNewcomer(link.member, this.#house);
    await books.pin(link.root);
    const drawer = new Drawer(store, newcomer.keyring, entropy, primitives);
    await Waiting.keep(fragment, drawer);
    const waiting = await Waiting.resume(newcomer, drawer, server, primitives);
    try {
      await waiting?.ask();
    } catch (fault) {
      if (fault instanceof AmanatError && fault.code !== 'server-unreachable') await this.#wipe();
      throw fault;
    }
    this.#wait(newcomer, waiting, drawer);
    return { phrase: newcomer.phrase };
  }

  async #unlock(words: string): Promise<void> {
    if (this.#stage !== 'locked') throw refuse('unlock-locked');
    const { entropy, primitives, server, store } = this.#house;
    const unlocked = await unlockByWords(words, this.#house);
    const drawer = new Drawer(store, unlocked.keyring, entropy, primitives);
    const waiting = await Waiting.resume(unlocked, drawer, server, primitives);
    if (waiting === null) (await this.#begin(unlocked)).start();
    else this.#wait(unlocked, waiting, drawer);
  }

  #wait(unlocked: Unlocked, waiting: Waiting | null, drawer: Drawer): void {
    this.#waiting = waiting;
    this.#go('joining');
    void this.#untilJoined(unlocked, drawer);
  }

  /** Asks until an admin has said yes or no; no answer is no answer. */
  async #untilJoined(unlocked: Unlocked, drawer: Drawer): Promise<void> {
    const waiting = this.#waiting;
    while (waiting !== null && this.#stage === 'joining') {
      try {
        const state = await waiting.state();
        if (state === 'refused') this.#go('refused');
        if (state === 'joined' && (await this.#isCertified(unlocked))) {
          await waiting.over(drawer);
          this.#waiting = null;
          (await this.#begin(unlocked)).start();
          return;
        }
      } catch (fault) {
        if (!(fault instanceof AmanatError)) throw fault;
        // The link was used up or grew old while the answer was lost: nobody can be let in by it.
        if (fault.code === 'enrol-used' || fault.code === 'enrol-expired') this.#go('refused');
      }
      await this.#house.sleep(ASK_AGAIN_MS);
    }
  }

  /** Fetches the chain and looks for this very device in it: the server's word alone lets nobody in. */
  async #isCertified({ device, keyring }: Unlocked): Promise<boolean> {
    const { books, primitives, server } = this.#house;
    const { seed } = await keyring.identity();
    const after = books.hasChain ? `?after=${books.chain.seq}` : '';
    const answer = await server.ask('GET', `/v1/chain${after}`, await signerOf(seed, primitives));
    await books.addCertificates(equalRecords(answer.body, CERTIFICATE));
    return books.chain.device(device)?.active === true;
  }

  async #begin(unlocked: Unlocked): Promise<Session> {
    const session = await Session.begin(unlocked, this.#house);
    this.#session = session;
    this.#locks.unlocked(this.#house.now());
    this.#go('open');
    return session;
  }

  async #startAgain(): Promise<void> {
    if (this.#stage !== 'refused') throw refuse('right-role');
    await this.#wipe();
    this.#leave();
  }

  async #wipe(): Promise<void> {
    const { slots, store } = this.#house;
    await new Shredder(store, slots).wipeAll();
    this.#begun = null;
  }

  /** The hard lock: every key goes, and the worker with it. */
  #end(): void {
    this.#session?.end();
    this.#session = null;
    this.#go('locked');
    this.#leave();
  }

  async #watchLocks(): Promise<void> {
    for (;;) {
      await this.#house.sleep(TICK_MS);
      const { state } = this.#locks;
      if (this.#session !== null && state === 'open' && this.#locks.tick(this.#house.now()) === 'shut') this.#end();
      // What is told of time (how long until filming is possible) changes by itself.
      this.#house.changes.happened();
    }
  }
}

/** A vault that cannot start: every question is answered with why. */
export function brokenHandlers(code: Code): Handlers {
  const say = (): Promise<never> => Promise.reject(refuse(code));
  return new Proxy({} as Handlers, { get: () => say });
}

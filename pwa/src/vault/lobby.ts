// The vault before and around a member at work: which stage it is at, and who answers the page there.
import { checkPin } from '../sync/enrol';
import { AmanatError, refuse, type Code } from '../sync/errors';
import type { Ask, DoorView, Handlers, InboxView, LockView, LooksView, NotePlace, NotesView } from './api';
import type { PeopleView, ReelView, ServiceView, Stage, SyncView, TabletView } from './api';
import type { CutFilm, RoomView, VisitDayView } from './api';
import { Drawer } from './drawer';
import { Guard } from './guard';
import type { House } from './house';
import { readLink, Waiting } from './joining';
import { lockHandlers } from './lock-handlers';
import { chooseLooks, looksOf } from './looks';
import { makeNewcomer, membersHere, type Unlocked } from './newcomer';
import { equalRecords, signerOf } from './http';
import { NOBODY } from './people';
import { Revocation } from './revocation';
import type { Session } from './session';
import { sessionHandlers } from './session-handlers';
import { Setup } from './setup';
import { Shredder } from './shred';
import { SETTLING } from './slots';
import { unjoinedHere } from './unjoined';
import { Ways } from './ways';
import { Welcome } from './welcome';

const CERTIFICATE = 288;
/** How often a device that waits to be let in asks, ms. */
const ASK_AGAIN_MS = 2_000;
/** Nothing to send, and nobody asked. */
export const IDLE: Omit<SyncView, 'film_ready_at'> = {
  ...{ reached: null, running: false, waiting: 0, films_waiting: 0, films_late: 0, stops_waiting: 0, sending: false },
  ...{ films_hidden: 0, fault: null, doubt: null },
};

/** How often the dates are looked at, ms. */
const DATES_MS = 3_600_000;

/** The vault of one browser profile. */
export class Lobby {
  readonly #house: House;
  readonly #guard: Guard;
  readonly #shredder: Shredder;
  readonly #revocation: Revocation;
  readonly setup: Setup;
  readonly welcome: Welcome;
  /** Ends this worker: what is in memory goes with it. */
  readonly #leave: () => void;
  #stage: Stage = 'starting';
  #refusal: Code | null = null;
  #newcomer: Unlocked | null = null;
  #waiting: Waiting | null = null;
  #entering: Promise<void> = Promise.resolve();

  constructor(house: House, leave: () => void) {
    const { slots, store } = house;
    this.#house = house;
    this.#leave = leave;
    this.setup = new Setup(house);
    this.welcome = new Welcome(house);
    this.#shredder = new Shredder(store, slots);
    this.#revocation = new Revocation({ ...house, shredder: this.#shredder });
    this.#guard = new Guard(house, this.#revocation, () => {
      this.#go('locked');
      leave();
    });
  }

  async start(): Promise<void> {
    const { store } = this.#house;
    // Dates come first, and need no unlock.
    await this.#revocation.expire();
    await this.#guard.start();
    await this.#sweep();
    this.#go((await membersHere(store)).length === 0 ? 'new' : 'locked');
    void this.#guard.watch();
    void this.#keepDates();
  }

  /**
   * Applies the rules of the dates, as far as they can be applied without an unlock and without a server.  What the
   * disk refuses is tried again an hour later: the keys of what is due have gone before that.
   */
  async #sweep(): Promise<void> {
    const facts = { clocks: this.#house.clock.clocks(), contact: false, confirmed: new Set<string>() };
    await this.#shredder.sweep(facts).catch(() => undefined);
  }

  /** A tablet that lies there switched on and locked keeps its dates too. */
  async #keepDates(): Promise<void> {
    for (;;) {
      await this.#house.sleep(DATES_MS);
      await this.#sweep();
    }
  }

  async door(): Promise<DoorView> {
    const { session } = this.#guard;
    const service = this.#waiting?.link.service ?? (await session?.service()) ?? this.#guard.service;
    const words = this.#waiting?.words ?? null;
    const revoked = session !== null && (await session.revokedAt()) !== null;
    const stage = revoked ? 'revoked' : this.#stageNow();
    const { books } = this.#house;
    const demo = books.hasChain && books.chain.demo;
    return { stage, service, words, demo, root_held: session?.holdsRoot ?? false, fault: this.#refusal };
  }

  async lock(): Promise<LockView> {
    const lost = (await this.#revocation.since(null)) !== null;
    return { ...(await this.#guard.view()), lost, unjoined: await this.#unjoined() };
  }

  people(): Promise<PeopleView> {
    return this.#guard.session?.people() ?? Promise.resolve(NOBODY);
  }

  async service(): Promise<ServiceView | null> {
    return (await this.#guard.session?.serviceDesk.view()) ?? null;
  }

  looks(): Promise<LooksView> {
    return looksOf(this.#house.store);
  }

  async tablet(): Promise<TabletView | null> {
    return (await this.#guard.session?.tablet.view()) ?? null;
  }

  async cases(): ReturnType<Session['cases']> {
    return (await this.#guard.session?.cases()) ?? [];
  }

  async inbox(): Promise<InboxView> {
    return (await this.#guard.session?.play.inbox()) ?? { films: [], fetching: null };
  }

  async reel(film: string): Promise<ReelView | null> {
    return (await this.#guard.session?.play.reel(film)) ?? null;
  }

  /** The notes of a place; before an unlock there are none to see. */
  async notes(place: NotePlace): Promise<NotesView> {
    const closed = { closed: 'no-key', notes: [], fault: null } as const;
    return (await this.#guard.session?.notebook.view(place)) ?? closed;
  }

  /** One family's visit today; null where nobody works, or not with that family. */
  async visit(id: string): Promise<VisitDayView | null> {
    return (await this.#guard.session?.visiting.visits.view(id)) ?? null;
  }

  async room(): Promise<RoomView | null> {
    return (await this.#guard.session?.visiting.room()) ?? null;
  }

  async cut(): Promise<readonly CutFilm[]> {
    return this.#guard.session?.visiting.cut.found ?? [];
  }

  async sync(): Promise<SyncView> {
    const { made_at, now, running, slots } = this.#house;
    const left = SETTLING - Math.max(now() - made_at, running());
    const film_ready_at = slots.settled(now(), running()) ? null : now() + left;
    const told = (await this.#guard.session?.sync()) ?? IDLE;
    return { ...told, film_ready_at: film_ready_at === null ? null : Math.ceil(film_ready_at) };
  }

  /** Everything that the page may ask. */
  handlers(): Handlers {
    const asked = sessionHandlers(() => this.#open());
    const { entropy } = this.#house;
    const locks = lockHandlers({
      ...{ guard: this.#guard, ways: new Ways(this.#house), entropy },
      shut: () => this.#stage === 'locked',
      enter: (unlocked) => this.#enter(unlocked),
      startAgain: (owner) => this.#eraseUnjoined(owner),
    });
    return {
      ...asked,
      ...locks,
      'setup.read': ({ fragment }) => this.setup.read(fragment),
      'setup.keep': (ask) => this.setup.keep(ask),
      'setup.keys': (ask) => this.#makeKeys(ask),
      'setup.found': () => this.#found(),
      'setup.cards': async () => ({ cards: await this.setup.cards(this.#open().unlocked) }),
      'setup.finish': async () => {
        const session = this.#open();
        await this.setup.finish();
        session.forgetRoot();
      },
      'setup.start-again': async () => {
        await this.setup.checkStartAgain();
        await this.#shredder.wipeAll();
        this.#leave();
      },
      'welcome.answered': ({ persisted }) => this.welcome.answered(persisted),
      'welcome.done': () => this.welcome.done(),
      'join.read': async ({ fragment }) => {
        const { role, service } = readLink(fragment, this.#house.server.origin);
        return { role, service };
      },
      'join.begin': ({ fragment }) => this.#join(fragment),
      'join.start-again': () => this.#startAgain(),
      'looks.choose': async (chosen) => {
        await chooseLooks(this.#house.store, chosen);
        this.#house.changes.happened();
      },
      'tablet.sign-out': async () => {
        await this.#open().tablet.signOut();
        await this.#guard.shut();
      },
      'film.open': async (ask) => {
        // Before the gate: no lock falls between it and the camera.
        this.#guard.filming(true);
        try {
          return await asked['film.open'](ask);
        } catch (fault) {
          this.#guard.filming(false);
          throw fault;
        }
      },
      'film.finish': async (ask) => {
        this.#guard.filming(false);
        await asked['film.finish'](ask);
      },
    };
  }

  #open(): Session {
    const { session } = this.#guard;
    if (session === null) throw refuse('unlock-locked');
    return session;
  }

  #stageNow(): Stage {
    if (this.#stage !== 'open') return this.#stage;
    return this.#guard.isVeiled ? 'veiled' : 'open';
  }

  #go(stage: Stage, refusal: Code | null = null): void {
    [this.#stage, this.#refusal] = [stage, refusal];
    this.#house.changes.happened();
  }

  async #makeKeys(ask: Ask<'setup.keys'>): ReturnType<Handlers['setup.keys']> {
    if (this.#stage !== 'new') throw refuse('enrol-root');
    const admin = await this.setup.keys(ask);
    this.#newcomer = admin;
    this.#go('setting-up');
    return { phrase: admin.phrase };
  }

  async #found(): Promise<void> {
    if (this.#stage !== 'setting-up' || this.#newcomer === null) throw refuse('setup-done');
    const admin = this.#newcomer;
    const answers = await this.setup.found(admin);
    const session = await this.#guard.begin(admin);
    await session.families.openServiceCase(answers);
    await this.setup.founded(admin);
    await this.welcome.begin();
    this.#go('open');
    session.start();
  }

  /** Joins as the first member of this tablet, or beside the one who is at work. */
  async #join(fragment: string): ReturnType<Handlers['join.begin']> {
    const { books, entropy, primitives, server, store } = this.#house;
    const beside = this.#guard.session === null ? null : this.#guard.unlocked;
    if (this.#stage !== 'new' && beside === null) throw refuse('enrol-root');
    const link = readLink(fragment, server.origin);
    checkPin(books.pinned, link);
    const newcomer = await makeNewcomer(link.member, this.#house, beside);
    await books.pin(link.root);
    const drawer = new Drawer(store, newcomer.keyring, entropy, primitives);
    await Waiting.keep(fragment, beside !== null, drawer);
    await this.welcome.begin();
    const waiting = await Waiting.resume(newcomer, drawer, server, primitives);
    try {
      await waiting?.ask();
    } catch (fault) {
      if (fault instanceof AmanatError && fault.code !== 'server-unreachable') await this.#erase(newcomer.keyring.owner);
      throw fault;
    }
    await this.#guard.putAway();
    this.#wait(newcomer, waiting, drawer);
    return { phrase: newcomer.phrase };
  }

  /** Lets a member in whose DSK was given; whoever was behind the screen lock is put away first. */
  #enter(unlocked: Unlocked): Promise<void> {
    const entering = this.#entering.then(async () => {
      if (this.#guard.session !== null) throw refuse('unlock-locked', 'somebody is in');
      const { entropy, primitives, server, store } = this.#house;
      const drawer = new Drawer(store, unlocked.keyring, entropy, primitives);
      const waiting = await Waiting.resume(unlocked, drawer, server, primitives);
      await this.#guard.putAway();
      if (await this.setup.isPending()) {
        this.#newcomer = unlocked;
        this.#go('setting-up');
      } else if (waiting === null) (await this.#begin(unlocked)).start();
      else this.#wait(unlocked, waiting, drawer);
    });
    this.#entering = entering.catch(() => undefined);
    return entering;
  }

  #wait(unlocked: Unlocked, waiting: Waiting | null, drawer: Drawer): void {
    this.#newcomer = unlocked;
    this.#waiting = waiting;
    this.#go('joining');
    void this.#untilJoined(unlocked, drawer);
  }

  /** Asks until an admin has said yes or no; no answer is no answer. */
  async #untilJoined(unlocked: Unlocked, drawer: Drawer): Promise<void> {
    const waiting = this.#waiting;
    while (waiting !== null && this.#stageNow() === 'joining') {
      try {
        const state = await waiting.state();
        if (state === 'refused') this.#go('refused');
        if (state === 'joined' && (await this.#isCertified(unlocked)) && this.#stage === 'joining') {
          await waiting.over(drawer);
          this.#waiting = null;
          (await this.#begin(unlocked)).start();
          return;
        }
      } catch (fault) {
        if (!(fault instanceof AmanatError)) throw fault;
        // The link was used up or grew old while the answer was lost: nobody can be let in by it.
        if (fault.code === 'enrol-used' || fault.code === 'enrol-expired') this.#go('refused', fault.code);
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
    const session = await this.#guard.begin(unlocked);
    this.#go('open');
    return session;
  }

  async #unjoined(): Promise<readonly number[]> {
    return unjoinedHere(this.#house.store, await this.setup.view());
  }

  async #eraseUnjoined(owner: number): Promise<void> {
    if (!(await this.#unjoined()).includes(owner)) throw refuse('right-role', 'this member has joined');
    await this.#erase(owner);
    this.#leave();
  }

  async #startAgain(): Promise<void> {
    const waits = this.#stage === 'refused' || this.#stage === 'joining';
    if (!waits || this.#newcomer === null) throw refuse('right-role');
    this.#stage = 'refused';
    await this.#erase(this.#newcomer.keyring.owner);
    this.#leave();
  }

  /** Somebody was not let in: of them nothing stays here, and of a tablet without another member nothing at all. */
  async #erase(owner: number | null): Promise<void> {
    const members = await membersHere(this.#house.store);
    if (owner !== null && members.some((row) => row.owner !== owner)) await this.#shredder.wipeMember(owner);
    else await this.#shredder.wipeAll();
  }
}

/** A vault that cannot start: every question is answered with why. */
export function brokenHandlers(code: Code): Handlers {
  const say = (): Promise<never> => Promise.reject(refuse(code));
  return new Proxy({} as Handlers, { get: () => say });
}

// Who is at work on this tablet behind the two locks, and what of them is in memory:
//
//   open     a session: everything the member can open
//   veiled   the keyring with the DSK, and the courier, which goes on sending; no session
//   shut     nothing: the worker ends
//
// [Note: a finish under way] Behind the screen lock a film that is being closed keeps its session until it has
// committed.  Nobody is let back in before that: two sessions would give two frames the same place in a case.
import { refuse } from '../sync/errors';
import type { LockView } from './api';
import { base64url } from '../sync/ids';
import { Carriage } from './carriage';
import { Faces } from './faces';
import type { House } from './house';
import { Locks } from './locks';
import { membersHere, type Unlocked } from './newcomer';
import type { Revocation } from './revocation';
import type { Session } from './session';

const TICK_MS = 1_000;
const SEALING_MS = 2_000;
/** Views that tell of time are told anew every so many ticks. */
const TICKS_TO_TELL = 10;

export class Guard {
  readonly #house: House;
  readonly #revocation: Revocation;
  /** Ends this worker: what is in memory goes with it. */
  readonly #leave: () => void;
  readonly #locks = new Locks();
  readonly #faces: Faces;
  #unlocked: Unlocked | null = null;
  #session: Session | null = null;
  #resting: Promise<void> = Promise.resolve();
  #carriage: Promise<Carriage | null> = Promise.resolve(null);
  #faceKept = false;
  #isPassing = false;

  constructor(house: House, revocation: Revocation, leave: () => void) {
    this.#house = house;
    this.#revocation = revocation;
    this.#leave = leave;
    this.#faces = new Faces(house);
    house.changes.add(() => void this.#keepFace());
  }

  /** The member at work; null behind both locks. */
  get session(): Session | null {
    return this.#session;
  }

  /** Whose DSK is here. */
  get unlocked(): Unlocked | null {
    return this.#unlocked;
  }

  /** Also between two members: the screen lock stands until the next one is in. */
  get isVeiled(): boolean {
    return this.#session === null && (this.#unlocked !== null || this.#isPassing);
  }

  /** The service's name as it was told last on this tablet. */
  get service(): string | null {
    return this.#faces.service;
  }

  /** Reads what the lock screen shows before anybody is in. */
  start(): Promise<void> {
    return this.#faces.load();
  }

  /** Somebody's DSK was given, and nobody else's is here: see `putAway`. */
  async begin(unlocked: Unlocked): Promise<Session> {
    // The lock screen stands before the code of what lies behind it is here.
    const { Session } = await import('./session');
    const session = await Session.begin(unlocked, this.#house, this.#revocation);
    this.#unlocked = unlocked;
    this.#session = session;
    this.#isPassing = false;
    this.#faceKept = false;
    this.#locks.unlocked(this.#house.now());
    this.#house.changes.happened();
    return session;
  }

  /** A PIN was checked behind the screen lock: the right one lets its member back in, the fifth wrong one shuts. */
  async pin(right: boolean): Promise<void> {
    const unlocked = this.#unlocked;
    const state = this.#locks.pin(right, this.#house.now());
    this.#follow();
    this.#house.changes.happened();
    if (!right) throw refuse('unlock-pin');
    if (state !== 'open' || unlocked === null) throw refuse('unlock-locked');
    await this.#rested();
    if (this.#unlocked !== unlocked) throw refuse('unlock-locked');
    (await this.begin(unlocked)).start();
  }

  /** Forgets whoever is at work or behind the screen lock, once nothing of theirs is under way. */
  async putAway(): Promise<void> {
    const unlocked = this.#unlocked;
    this.#isPassing = unlocked !== null;
    this.#locks.handOver();
    this.#veil();
    // Nobody is shut out any more: this worker stays, however long what is under way takes.
    this.#unlocked = null;
    await this.#rested();
    unlocked?.keyring.forget();
    this.#house.changes.happened();
  }

  /** Draws the screen lock at once; while filming it changes nothing. */
  cover(): void {
    this.#locks.cover();
    this.#follow();
  }

  /** The hard lock; what is half written is sealed first, for a moment and no longer. */
  async shut(): Promise<void> {
    await Promise.race([this.#session?.notebook.sealAll(), this.#house.sleep(SEALING_MS)]);
    this.#locks.handOver();
    this.#end();
  }

  /** Somebody touched the screen, or it went out of sight or came back. */
  touched(visible: boolean): void {
    const now = this.#house.now();
    this.#locks.touched(now);
    this.#locks.seen(visible, now);
    this.#follow();
    this.#house.changes.happened();
  }

  filming(on: boolean): void {
    this.#locks.filming(on, this.#house.now());
    this.#follow();
    this.#house.changes.happened();
  }

  async view(): Promise<Omit<LockView, 'lost' | 'unjoined'>> {
    const rows = await membersHere(this.#house.store);
    const keyring = this.#unlocked?.keyring ?? null;
    const owner = keyring?.owner ?? null;
    const owners = rows.map((row) => row.owner);
    const names = keyring === null ? new Map<number, string>() : await this.#faces.names(owners, keyring);
    const members = rows.map((row) => ({
      ...{ owner: row.owner, initials: row.initials, name: names.get(row.owner) ?? null },
      passkeys: row.wraps.flatMap(({ credential }) => (credential === null ? [] : [base64url(credential)])),
    }));
    const pin = rows.some((row) => row.owner === owner && row.pin !== null);
    const { triesLeft: tries_left } = this.#locks;
    return { members, owner, pin, tries_left, locks_at: this.#session === null ? null : this.#locks.due };
  }

  /** Lets the locks fall when they are due, for as long as the worker lives. */
  async watch(): Promise<never> {
    for (let ticks = 1; ; ticks++) {
      await this.#house.sleep(TICK_MS);
      this.#locks.tick(this.#house.now());
      this.#follow();
      if (ticks % TICKS_TO_TELL === 0) this.#house.changes.happened();
    }
  }

  /** Brings what is in memory to where the locks are. */
  #follow(): void {
    const { state } = this.#locks;
    if (state === 'veiled') this.#veil();
    if (state === 'shut' && this.#unlocked !== null) this.#end();
  }

  #veil(): void {
    const session = this.#session;
    if (session === null) return;
    this.#session = null;
    session.forgetRoot();
    this.#resting = this.#rest(session);
    this.#house.changes.happened();
  }

  async #rest(session: Session): Promise<void> {
    await session.hush();
    if (this.#locks.state === 'veiled') {
      // A keyring that was shut meanwhile gives no courier, and nobody needs one then.
      this.#carriage = Carriage.begin(session.unlocked, this.#house, this.#revocation).catch(() => null);
    }
    await session.settle();
  }

  /** Ends when neither a session nor the courier has anything under way. */
  async #rested(): Promise<void> {
    await this.#resting;
    const carriage = this.#carriage;
    this.#carriage = Promise.resolve(null);
    await (await carriage)?.stop();
  }

  #end(): void {
    this.#session?.end();
    void this.#carriage.then((carriage) => carriage?.stop());
    this.#unlocked?.keyring.forget();
    this.#session = null;
    this.#unlocked = null;
    this.#house.changes.happened();
    this.#leave();
  }

  /** Keeps once in a session what the lock screen shows of this member. */
  async #keepFace(): Promise<void> {
    const session = this.#session;
    if (session === null || this.#faceKept) return;
    this.#faceKept = true;
    try {
      const { keyring } = session.unlocked;
      const [people, service] = [await session.people(), await session.service()];
      const name = people.members.find((one) => one.me)?.name ?? null;
      if (service !== null) await this.#faces.keepService(service);
      const known = name !== null && service !== null && keyring.owner !== null && session === this.#session;
      if (known) await this.#faces.keep(keyring.owner, name, keyring);
      this.#faceKept = known;
    } catch {
      // A case that cannot be read yet tells no name; the next change asks again.
      this.#faceKept = false;
    }
  }
}

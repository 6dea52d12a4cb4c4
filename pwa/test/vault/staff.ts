// A service whose people have joined by links and six words, each in a browser of their own.
import assert from 'node:assert/strict';
import type { Primitives } from '../../src/sync/primitives';
import type { MemberView } from '../../src/vault/api';
import { Profile, TurnedClock, until } from './house';
import { setUp } from './service';
import { SmallServer } from './small-server';

export class StaffWorld {
  readonly clock = new TurnedClock();
  readonly server: SmallServer;
  admin!: Profile;
  /** The admin's five words. */
  phrase: readonly string[] = [];
  readonly #primitives: Primitives;
  #seed: number;

  private constructor(primitives: Primitives, seed: number) {
    this.#primitives = primitives;
    this.#seed = seed;
    this.server = new SmallServer(primitives, () => this.clock.now);
  }

  /** A service that its first admin, Rehana, has set up; the root is still in her browser. */
  static async begin(primitives: Primitives, seed: number): Promise<StaffWorld> {
    const world = new StaffWorld(primitives, seed);
    world.admin = await world.profile();
    world.phrase = await setUp(world.admin, await world.server.setupFragment());
    await world.admin.ask['sync.now']();
    return world;
  }

  /** A browser that nobody has used. */
  profile(): Promise<Profile> {
    return Profile.open(this.#primitives, this.server, this.clock, this.#seed++);
  }

  /** Opens a link and asks to join; gives the six words to read out. */
  async knock(guest: Profile, link: string): Promise<readonly string[]> {
    await guest.ask['join.begin']({ fragment: link.slice(link.indexOf('#')) });
    await this.admin.ask['sync.now']();
    return (await guest.lobby.door()).words ?? [];
  }

  /** Lets the device in that waits. */
  async letIn(guest: Profile, words: readonly string[]): Promise<void> {
    const [waiting] = (await this.admin.lobby.people()).waiting;
    assert.ok(waiting);
    await this.admin.ask['members.let-in']({ enrol: waiting.enrol, words: words.join(' ') });
    await until(this.clock, async () => ((await guest.lobby.door()).stage === 'open' ? true : null));
  }

  async join(name: string, role: number, member?: string): Promise<Profile> {
    const guest = await this.profile();
    const wish = member === undefined ? { name, role } : { name, role, member };
    const { link } = await this.admin.ask['members.invite'](wish);
    await this.letIn(guest, await this.knock(guest, link));
    return guest;
  }

  async member(name: string): Promise<MemberView> {
    const { members } = await this.admin.lobby.people();
    const found = members.find((one) => one.name === name);
    assert.ok(found, `${name} is no member`);
    return found;
  }

  /** Contacts of these browsers until the admin's list fulfils `look`. */
  async until<T>(look: () => Promise<T | null>, ...others: readonly Profile[]): Promise<T> {
    return until(this.clock, async () => {
      for (const one of [...others, this.admin]) await one.ask['sync.now']().catch(() => undefined);
      return look();
    });
  }
}

// The vault and the server: at each contact reconcile.plan says what is to be done, and this carries it out.  Films
// have a lane of their own, so that a long one holds nothing else up.
import { concat, type Bytes } from '../sync/bytes';
import type { Code } from '../sync/errors';
import { base64url, parseHexId } from '../sync/ids';
import { laneOf, plan, type Action, type Do, type Lane, type Part, type Remote, type Work } from '../sync/reconcile';
import type { Bulletins } from './bulletins';
import type { Commands } from './commands';
import { gather, type GatherPorts } from './gather';
import type { Doubt } from './doubt';
import type { Holdings } from './holdings';
import type { Server, Signer } from './http';
import type { Late } from './late';
import type { Outbox } from './outbox';
import type { Play } from './play';
import type { Puller } from './puller';
import type { Revocation } from './revocation';
import { faultOf } from './serve';
import type { Shredder } from './shred';
import type { Bell } from './stream';
import type { Uploader } from './uploader';

/** How long until the next contact, ms: twice as long each time, up to a minute; anything that happens begins anew. */
const PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** While the server tells by itself what moved: only dates and loans are looked after. */
const QUIET_PAUSE_MS = 5 * 60_000;
/** More rounds than any honest plan needs: a plan that never ends is a fault, not a reason to go on for ever. */
const ROUNDS = 20;

/** What a courier leaves to a member: it opens, lists and reads nothing, and signs no event. */
const MEMBERS_WORK: readonly Do[] = ['ask-cases', 'pull-events', 'renew-lease', 'tell-sent'];

/** What a contact works with. */
export interface ContactPorts extends GatherPorts {
  readonly outbox: Outbox;
  readonly commands: Commands;
  readonly bulletins: Bulletins;
  /** Null where the courier alone is at work. */
  readonly puller: Puller | null;
  /** Null where the courier alone is at work, which looks at nothing. */
  readonly play: Play | null;
  readonly uploader: Uploader;
  readonly bell: Pick<Bell, 'begin' | 'live' | 'stop'>;
  readonly holdings: Holdings;
  readonly shredder: Shredder;
  readonly doubt: Doubt;
  /** Null where the courier alone is at work. */
  readonly late: Late | null;
  readonly server: Server;
  /** The tablet's courier. */
  readonly courier: Signer;
  readonly revocation: Revocation;
  readonly device: Bytes;
  /** The number of the member at work on this tablet; null where the courier alone is. */
  readonly owner: number | null;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly changed: () => void;
  /** What belongs to this device's role beside its own films and cases; run when the records are through. */
  readonly duties: () => Promise<void>;
}

/** How the last contact went. */
export interface Reached {
  readonly reached: boolean | null;
  readonly running: boolean;
  /** Whether the lane of the films is at work. */
  readonly sending: boolean;
  readonly fault: Code | null;
}

/** What this contact has told so far. */
interface Told {
  /** Whether what is destroyed here was confirmed. */
  confirmed: boolean;
  remote: Remote;
  /** Cases whose history was asked for because the server lacked a part of it. */
  readonly asked: Set<string>;
}

/** What is left to be pulled once a case was. */
function without(cases: Remote['cases'], pulled: string): Remote['cases'] {
  return cases === null ? null : cases.filter(([id]) => id !== pulled);
}

/** Contacts one after another, until it is stopped. */
export class Contact {
  readonly #ports: ContactPorts;
  readonly #ended = new AbortController();
  #pauses = 0;
  #running: Promise<void> | null = null;
  /** Counts those who want a contact: one who comes while a contact runs gets another one. */
  #wished = 0;
  #films: Promise<void> | null = null;
  #pause = PAUSE_MS;
  #last: Omit<Reached, 'running' | 'sending'> = { reached: null, fault: null };

  constructor(ports: ContactPorts) {
    this.#ports = ports;
  }

  get last(): Reached {
    const sending = this.#films !== null;
    return { ...this.#last, running: this.#running !== null || sending, sending };
  }

  /** Begins a contact, or another one after that which is running; ends when it is through. */
  async now(): Promise<void> {
    if (this.#isOver()) return;
    if (this.#running !== null) {
      this.#wished += 1;
      return this.#running;
    }
    this.#running = this.#whole().finally(() => {
      this.#running = null;
      this.#ports.changed();
      this.#wait();
    });
    this.#ports.changed();
    return this.#running;
  }

  /** Something was made that is to be sent. */
  readonly kick = (): void => {
    this.#pause = PAUSE_MS;
    void this.now();
  };

  /** Ends when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#ended.abort();
    this.#ports.bell.stop();
    await this.#running;
    await this.#films;
  }

  #isOver(): boolean {
    return this.#ended.signal.aborted;
  }

  #wait(): void {
    if (this.#isOver()) return;
    this.#pauses += 1;
    const pause = this.#pauses;
    // A contact that comes meanwhile begins a pause of its own, and this one wakes nobody.
    const { bell, now, uploader } = this.#ports;
    const quiet = bell.live && this.#isIdle() ? QUIET_PAUSE_MS : this.#pause;
    // A film that was refused is tried at the time that was told.
    const due = uploader.nextAt();
    const ms = due === null || due <= now() ? quiet : Math.min(quiet, due - now());
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    void this.#ports.sleep(ms).then(() => {
      if (pause === this.#pauses) void this.now();
    });
  }

  /** Whether nothing is left that another try could mend. */
  #isIdle(): boolean {
    return this.#last.reached === true && this.#last.fault === null && this.#films === null;
  }

  async #whole(): Promise<void> {
    for (let served = -1; served !== this.#wished && !this.#isOver(); ) {
      served = this.#wished;
      const fault = await this.#records().catch((failed: unknown) => faultOf(failed).code);
      const reached = fault !== 'server-unreachable';
      this.#last = { reached, fault: reached ? fault : null };
      if (!reached) {
        // The dates count without a server too; what the disk refuses then is tried again at the next contact.
        await this.#ports.doubt.sweep(false).catch(() => undefined);
      } else {
        this.#ports.bell.begin();
        this.#films ??= this.#allFilms().finally(() => {
          this.#films = null;
          this.#ports.changed();
          void this.#tellSent().catch(this.#ports.changed);
        });
      }
    }
  }

  /** Everything but films; gives the code of the first refusal, null where there was none. */
  async #records(): Promise<Code | null> {
    const nothing = { now_ms: this.#ports.now(), chain: false, holds: false, cases: null };
    const told = { confirmed: false, remote: nothing, asked: new Set<string>() };
    const fault = await this.#lane('records', told);
    if (fault !== null) return fault;
    try {
      const { books, commands, device, duties, late, puller } = this.#ports;
      if (puller !== null && books.chain.device(device)?.active === true) {
        await commands.pull();
        await late?.pullAll();
      }
      await duties();
      return null;
    } catch (failed) {
      return faultOf(failed).code;
    }
  }

  async #allFilms(): Promise<void> {
    const known = { chain: true, holds: true, cases: [] };
    const told = { confirmed: true, remote: { now_ms: this.#ports.now(), ...known }, asked: new Set<string>() };
    const fault = await this.#lane('clips', told).catch((failed: unknown) => faultOf(failed).code);
    if (fault === 'server-unreachable') this.#last = { ...this.#last, reached: false };
  }

  /** What was sent is now to be told. */
  async #tellSent(): Promise<void> {
    if (this.#isOver()) return;
    const local = await gather(this.#ports, true);
    if (local.films.some((film) => !film.told)) this.kick();
  }

  /** Plans and carries out one lane until its plan is empty; what failed is left out until the next contact. */
  async #lane(lane: Lane, told: Told): Promise<Code | null> {
    const failed = new Set<string>();
    let first: Code | null = null;
    for (let round = 0; round < ROUNDS && !this.#isOver(); round++) {
      const actions = plan(await gather(this.#ports, told.confirmed), told.remote)
        .filter((action) => laneOf(action) === lane && this.#may(action))
        .filter((action) => lane === 'records' || this.#ports.uploader.isDue(action.subject))
        .filter((action) => !failed.has(action.subject === '' ? action.do : action.subject));
      if (actions.length === 0) return first;
      for (const action of actions) {
        const subject = action.subject === '' ? action.do : action.subject;
        if (failed.has(subject) || this.#isOver()) continue;
        try {
          await this.#carryOut(action, told);
        } catch (fault) {
          const { code } = faultOf(fault);
          if (code === 'server-unreachable') return code;
          first ??= code;
          failed.add(subject);
        }
      }
    }
    return first;
  }

  #may(action: Action): boolean {
    return this.#ports.puller !== null || !MEMBERS_WORK.includes(action.do);
  }

  async #carryOut(action: Action, told: Told): Promise<void> {
    const { bulletins, holdings, outbox, play, puller, revocation, uploader } = this.#ports;
    const { subject } = action;
    switch (action.do) {
      case 'fetch-chain':
        await bulletins.chain();
        await revocation.look();
        told.remote = { ...told.remote, chain: true };
        break;
      case 'confirm':
        if (!told.confirmed) await this.#confirm();
        told.confirmed = true;
        break;
      case 'fetch-holds':
        await bulletins.holds();
        told.remote = { ...told.remote, holds: true };
        await this.#ports.doubt.sweep(true);
        break;
      case 'ask-cases':
        told.remote = { ...told.remote, cases: (await puller?.cases()) ?? [] };
        break;
      case 'post-roll':
      case 'post-recovery':
      case 'post-envelopes':
        await outbox.post(action.do.slice('post-'.length) as Work, subject);
        break;
      case 'post-case-share':
        await outbox.post('share', subject);
        break;
      case 'post-events':
        await this.#post(subject, told);
        // What was just posted has a number now: the pull brings it.
        if (told.remote.cases !== null) told.remote = { ...told.remote, cases: null };
        break;
      case 'pull-events':
        await puller?.events(subject);
        await this.#late(subject);
        told.remote = { ...told.remote, cases: without(told.remote.cases, subject) };
        break;
      case 'renew-lease':
        await ((await play?.knows(subject)) === true ? play?.renew(subject) : puller?.lease(subject));
        break;
      case 'create-upload':
        await uploader.create(subject);
        break;
      case 'put-header':
        await uploader.putHeader(subject);
        break;
      case 'post-share':
        await uploader.postShare(subject);
        break;
      case 'send-payload':
        await uploader.sendPayload(subject);
        break;
      case 'tell-sent':
        await this.#tell(subject);
        break;
      case 'drop-copy':
        await holdings.dropLocal(parseHexId(subject));
        break;
      case 'wipe':
        await revocation.erase(this.#ports.owner);
        break;
      case 'shred':
        await this.#ports.shredder.shred(parseHexId(subject));
        break;
      case 'post-command':
        await this.#ports.commands.post(subject);
        break;
      case 'fetch-manifest':
      case 'fetch-header':
      case 'fetch-share':
      case 'fetch-payload':
        await play?.fetch(action.do.slice('fetch-'.length) as Part, subject);
        break;
      case 'post-certificates':
        // Local never names one: certificates are posted when they are made.
        break;
    }
  }

  /** Posts the events of a case; a server that lacks earlier ones may have been restored: the pull tells. */
  async #post(subject: string, told: Told): Promise<void> {
    const { outbox, puller } = this.#ports;
    try {
      await outbox.postEvents(subject);
    } catch (fault) {
      const { code } = faultOf(fault);
      if (code !== 'event-gap' || puller === null || told.asked.has(subject)) throw fault;
      told.asked.add(subject);
      await puller.events(subject);
    }
  }

  /** What came late to a case: it is fetched, and what was admitted comes home and is pulled with its numbers. */
  async #late(subject: string): Promise<void> {
    const { late, puller } = this.#ports;
    await late?.pull(subject);
    if ((await late?.carry(subject)) === true) await puller?.events(subject);
  }

  async #confirm(): Promise<void> {
    const { courier, server, store } = this.#ports;
    const rows = await store.read(['tombstones'], (tx) => tx.all('tombstones'));
    await server.ask('POST', '/v1/tombstones', courier, { body: concat(...rows.map((row) => row.raw)) });
  }

  async #tell(film: string): Promise<void> {
    const { ledger, now, store } = this.#ports;
    const row = await store.read(['clips'], (tx) => tx.get('clips', film));
    if (row === undefined || ledger === null) return;
    const event = { kind: 'film-sent', film: base64url(parseHexId(film)), at: now() } as const;
    await ledger.record(parseHexId(row.case), event);
  }
}


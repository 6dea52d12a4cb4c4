// What comes from the server for a member: of each case rolls, envelopes, leases and events.  Everything is checked by
// the books and ledgers before it is kept.
import { same, type Bytes } from '../sync/bytes';
import { AmanatError, refuse, type Code } from '../sync/errors';
import { checkHead } from '../sync/head';
import { hex, hexId, parseBase64url, parseHexId } from '../sync/ids';
import { decodeJson } from '../sync/json';
import { decodeItems, PageReader, type PageItem } from '../sync/page';
import type { Primitives } from '../sync/primitives';
import { decode, Manifest } from '../sync/records';
import { checkDestroys, checkTombstone } from '../sync/tombstone';
import { readCases, type CaseMoved } from '../sync/wire.gen';
import type { Books } from './books';
import type { CaseKeys } from './case-keys';
import { equalRecords, type Server, type Signer } from './http';
import type { Ledger } from './ledger';
import { signedIn, restartsRow } from './page-keeper';
import type { Shredder } from './shred';
import type { Store } from './store';

const ENVELOPE = 266;
/** What tells that the server's history is not the one that is known here. */
const FORKS: readonly Code[] = ['event-cursor', 'head-fork', 'event-fork', 'event-seq', 'event-gap'];
const CURSOR = 'amanat-cursor';

/** What pulling works with. */
export interface PullerPorts {
  readonly store: Store;
  readonly books: Books;
  readonly keys: CaseKeys;
  readonly ledger: Ledger;
  readonly shredder: Shredder;
  readonly server: Server;
  /** The member's device. */
  readonly signer: Signer;
  readonly primitives: Primitives;
  readonly now: () => number;
  readonly member: Bytes;
}

/** Fetches for the unlocked member. */
export class Puller {
  readonly #ports: PullerPorts;
  /** Cases that moved and were not pulled since: a tombstone moves a case without giving it a number. */
  readonly #owed = new Set<string>();
  /** Cases whose papers were refused at the last asking, and why: told when their events are pulled. */
  readonly #refused = new Map<string, AmanatError>();
  #cursor: string | null = null;

  constructor(ports: PullerPorts) {
    this.#ports = ports;
  }

  /** The cases of this member and the newest number of each; fetches rolls and keys that are missing here. */
  async cases(): Promise<readonly (readonly [string, number])[]> {
    const { server, signer, store } = this.#ports;
    const answer = await server.ask('GET', '/v1/cases', signer);
    const { cases, cursor } = decodeJson(readCases, answer.body, 'server-answer');
    if (cursor !== this.#cursor) {
      const moved = await this.#movedSince(this.#cursor, cases);
      for (const one of moved) this.#owed.add(hexId(parseBase64url(one.case, 16)));
      this.#cursor = cursor;
    }
    const found: (readonly [string, number])[] = [];
    this.#refused.clear();
    for (const moved of cases) {
      const id = parseBase64url(moved.case, 16);
      try {
        await this.#papers(id, moved.roll);
      } catch (fault) {
        if (!(fault instanceof AmanatError) || fault.code === 'server-unreachable') throw fault;
        // The other cases do not wait for this one.
        this.#refused.set(hexId(id), fault);
        this.#owed.add(hexId(id));
      }
      if (await this.#lacksAHead(id)) this.#owed.add(hexId(id));
      const here = await store.read(['frames'], (tx) => tx.count('frames', { under: hexId(id) }));
      // A server that has less than was pulled from it is asked what it has: it was restored, or it shows a fork.
      const behind = moved.n < here || this.#owed.has(hexId(id));
      found.push([hexId(id), behind ? Math.max(here + 1, moved.n) : moved.n]);
    }
    return found;
  }

  /** Fetches rolls and keys of a case that are missing here. */
  async #papers(id: Bytes, roll: number): Promise<void> {
    const { books, keys, member } = this.#ports;
    if (roll > books.rolls(id).seq) await this.rolls(id);
    const { newest } = books.rolls(id);
    if (newest !== null && books.rolls(id).has(member) && (await keys.caseKey(id, newest.epoch)) === null) {
      await this.#envelopes(id);
    }
  }

  /** The cases that moved since `cursor`; all of them where there is none, or another store answers. */
  async #movedSince(cursor: string | null, all: readonly CaseMoved[]): Promise<readonly CaseMoved[]> {
    if (cursor === null) return all;
    const { server, signer } = this.#ports;
    try {
      const answer = await server.ask('GET', `/v1/cases?since=${cursor}`, signer);
      return decodeJson(readCases, answer.body, 'server-answer').cases;
    } catch (fault) {
      if (fault instanceof AmanatError && fault.code === 'event-cursor') return all;
      throw fault;
    }
  }

  /** Whether no head of a case here knows of the newest revocation: what is late is judged by it (docs/adr/0011). */
  async #lacksAHead(id: Bytes): Promise<boolean> {
    const { books, ledger } = this.#ports;
    const revoked = books.chain.devices().flatMap(({ revoked_at_seq }) => revoked_at_seq ?? []);
    return revoked.length > 0 && !(await ledger.volume(id)).ledger.reaches(Math.max(...revoked));
  }

  /** The rolls of a case. */
  async rolls(id: Bytes): Promise<void> {
    const { books, server, signer } = this.#ports;
    const answer = await server.ask('GET', `/v1/cases/${hexId(id)}/rolls`, signer);
    await books.addRolls(id, decodeItems(answer.body));
  }

  /** Asks for S of a case again, for 30 days more; a case whose share has not come to the server yet has none. */
  async lease(group: string): Promise<void> {
    const { books, keys, ledger, server, signer } = this.#ports;
    const id = parseHexId(group);
    const answer = await server.ask('POST', `/v1/shares/${group}/lease`, signer);
    await keys.takeLease(id, answer.body, books.chain);
    await ledger.retry(id);
  }

  /**
   * Everything of a case that this device has not seen.  Where the server's history does not go on from ours, only a
   * restart that it has signed and that is new here makes it pull from the beginning; without one everything stays, and
   * it throws `head-fork`, or the code that told of the fork; and why rolls or keys of the case were refused.
   */
  async events(group: string): Promise<void> {
    const refused = this.#refused.get(group);
    if (refused !== undefined) throw refused;
    try {
      await this.#events(group);
    } catch (fault) {
      if (!(fault instanceof AmanatError && FORKS.includes(fault.code))) throw fault;
      if (!(await this.#restarted(group))) throw fault.code === 'event-cursor' ? refuse('head-fork') : fault;
      await this.#ports.ledger.startAnew(parseHexId(group));
      await this.#events(group);
    }
    this.#owed.delete(group);
  }

  /** Whether the server shows a signed restart of the case that is not known here. */
  async #restarted(group: string): Promise<boolean> {
    const { books, ledger, primitives, server, signer, store } = this.#ports;
    const id = parseHexId(group);
    const { chain } = books;
    const row = await store.read(['meta'], (tx) => tx.get('meta', restartsRow(id)));
    const known = new Set(signedIn(row?.value).map(hex));
    const answer = await server.ask('GET', `/v1/cases/${group}/events`, signer);
    for (const { kind, raw } of new PageReader().push(answer.body)) {
      if (kind !== 'restart' || known.has(hex(raw)) || chain.serviceKey === null) continue;
      const head = await checkHead(raw, chain.org, chain.serviceKey, id, primitives);
      // It excuses what is lost above its number, and nothing below it.
      const ours = (await ledger.volume(id)).ledger.hAt(head.n);
      if (ours !== null && !same(ours, head.running)) throw refuse('head-fork');
      return true;
    }
    return false;
  }

  async #events(group: string): Promise<void> {
    const { ledger, server, signer, store } = this.#ports;
    const id = parseHexId(group);
    for (;;) {
      const kept = await store.read(['cursors'], (tx) => tx.get('cursors', group));
      const after = kept === undefined ? '' : `?after=${kept.cursor}`;
      const answer = await server.ask('GET', `/v1/cases/${group}/events${after}`, signer);
      const cursor = answer.header(CURSOR);
      const reader = new PageReader();
      const items = reader.push(answer.body);
      // A page that was cut gives its whole items, but no cursor to go on from: it is asked for again.
      if (!reader.isWhole || cursor === null) return;
      await ledger.take(id, items, cursor);
      for (const item of items) if (item.kind === 'tombstone') await this.#buried(id, item.raw);
      if (cursor === kept?.cursor || !items.some(isNumbered)) return;
    }
  }

  /** What the server destroyed goes here too, then is told by its tombstone; a forged one destroys nothing. */
  async #buried(id: Bytes, raw: Bytes): Promise<void> {
    const { books, primitives, shredder, store } = this.#ports;
    const { chain } = books;
    const tombstone = await checkTombstone(raw, chain.org, chain.serviceKeys, id, primitives);
    const group = hexId(tombstone.group);
    const manifests = await store.read(['manifests'], (tx) => tx.all('manifests'));
    const known = manifests.find((row) => row.group === group);
    if (known !== undefined) checkDestroys(tombstone, tombstone.group, decode(Manifest, known.raw).share_commit);
    await shredder.shred(tombstone.group);
    await store.transact(['tombstones'], async (tx) => {
      tx.put('tombstones', { group, raw });
    });
  }

  async #envelopes(id: Bytes): Promise<void> {
    const { books, keys, ledger, server, signer } = this.#ports;
    try {
      const answer = await server.ask('GET', `/v1/cases/${hexId(id)}/envelopes`, signer);
      for (const raw of equalRecords(answer.body, ENVELOPE)) {
        await keys.takeEnvelope(raw, books.rolls(id), books.chain);
      }
      await ledger.retry(id);
    } catch (fault) {
      // Nobody has wrapped the key for this device yet: its supervisor is still to let it in.
      if (!(fault instanceof AmanatError && fault.code === 'right-missing')) throw fault;
    }
  }
}

function isNumbered(item: PageItem): boolean {
  return item.kind === 'frame' || item.kind === 'shredded';
}

// An admin's device: links for those who are to join, and letting them in (docs/spec/enrolment.md).
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { Bytes } from '../sync/bytes';
import { checkEnrolHmac, checkJoining, checkWords, decodeLink, encodeLink, enrolWords, joinUrl } from '../sync/enrol';
import type { Joining, Link } from '../sync/enrol';
import { AmanatError, refuse } from '../sync/errors';
import { base64url, hexId, parseBase64url } from '../sync/ids';
import { decodeJson, encodeJson } from '../sync/json';
import type { Primitives } from '../sync/primitives';
import { NO_KEY, NO_MEMBER } from '../sync/staff';
import { readEnrolsWaiting, readInviteMade, type EnrolWaiting } from '../sync/wire.gen';
import type { EnrolView, InviteView } from './api';
import type { Books } from './books';
import type { Drawer } from './drawer';
import type { Entropy } from './entropy';
import type { Server, Signer } from './http';
import type { Ledger } from './ledger';
import type { Staffing } from './staffing';

const INVITE = 'invite/';
/** Words that are offered for the letters that were typed. */
const OFFERED = 6;
const JSON_BODY = { 'content-type': 'application/json' };

/** What the reception works with. */
export interface ReceptionPorts {
  readonly server: Server;
  readonly signer: Signer;
  readonly books: Books;
  readonly drawer: Drawer;
  readonly ledger: Ledger;
  readonly staffing: Staffing;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly now: () => number;
  /** Brings the service case's roll and envelopes up to the chain. */
  readonly tend: () => Promise<void>;
}

/** What is kept of an invite, sealed: the whole link, what the person is called, and until when it is good. */
interface Invite {
  readonly link: Link;
  readonly name: string;
  readonly until: number;
  /** A code that is scanned in one room and never sent. */
  readonly room: boolean;
}

/** Who asks to join, matched with the invite that was made here. */
interface Guest {
  readonly id: string;
  readonly invite: string;
  readonly name: string;
  readonly room: boolean;
  readonly link: Link;
  readonly joining: Joining;
  readonly mac: Bytes;
}

/** Who is to be invited. */
export interface Wish {
  readonly name: string;
  readonly role: number;
  /** The service's name. */
  readonly service: string;
  /** Whose further device it is; null for a new member. */
  readonly member: Bytes | null;
  /** A code that is scanned in one room and never sent. */
  readonly room: boolean;
}

export class Reception {
  readonly #ports: ReceptionPorts;
  #guests: readonly Guest[] = [];
  /** Invites that somebody used, and what came does not fit. */
  #spoiled: ReadonlySet<string> = new Set();

  constructor(ports: ReceptionPorts) {
    this.#ports = ports;
  }

  /** Those who wait, as of the last `look`. */
  get waiting(): readonly EnrolView[] {
    const { books } = this.#ports;
    return this.#guests.map(({ id, link, name, room }) => {
      return { enrol: id, name, role: link.role, room, further: books.chain.devicesOf(link.member).length > 0 };
    });
  }

  /**
   * A link for one device, good for 24 hours: of a new member, or a further one of `member`.  Throws `right-role` for a
   * role that this device may not let in.
   */
  async invite(wish: Wish): Promise<string> {
    const { books, drawer, entropy, primitives, server, signer, staffing } = this.#ports;
    const { name, role, room, service } = wish;
    staffing.checkInvitable(role);
    const [token, e, member] = [entropy.key(), entropy.bytes(16), wish.member ?? entropy.id()];
    const link: Link = { root: books.chain.org, server: server.origin, service, role, member, token, e };
    const hash = await primitives.sha256(token);
    const asked = { member: base64url(member), role, token_hash: base64url(hash) };
    const answer = await server.ask('POST', '/v1/invites', signer, { body: encodeJson(asked), headers: JSON_BODY });
    const { until } = decodeJson(readInviteMade, answer.body, 'server-answer');
    const kept = { fragment: encodeLink(link), name, until, room };
    await drawer.put(INVITE + hexId(hash.slice(0, 16)), JSON.stringify(kept));
    return joinUrl(link);
  }

  /** Links that were made here and have let nobody in, the newest first, but for those whose device waits. */
  async invites(): Promise<readonly InviteView[]> {
    const { drawer, now } = this.#ports;
    const waiting = new Set(this.#guests.map((guest) => guest.invite));
    const found: InviteView[] = [];
    for (const [invite, text] of await drawer.under(INVITE)) {
      if (waiting.has(INVITE + invite)) continue;
      const { link, name, room, until } = readInvite(text);
      const unused = until < now() ? 'over' : 'open';
      found.push({ invite, name, role: link.role, until, room, state: this.#spoiled.has(invite) ? 'spoiled' : unused });
    }
    return found.sort((one, other) => other.until - one.until);
  }

  /** The link of an invite once more; throws `right-missing` where it is gone. */
  async link(invite: string): Promise<string> {
    const text = await this.#ports.drawer.get(INVITE + invite);
    if (text === null) throw refuse('right-missing');
    return joinUrl(readInvite(text).link);
  }

  /** Lets go of an invite: who comes by it is not shown here. */
  async drop(invite: string): Promise<void> {
    await this.#ports.drawer.drop(INVITE + invite);
    this.#guests = this.#guests.filter((one) => one.invite !== INVITE + invite);
  }

  /** Asks the server who waits; keeps those whose HMAC holds under the secret of a link made here. */
  async look(): Promise<void> {
    const { drawer, server, signer } = this.#ports;
    const answer = await server.ask('GET', '/v1/enrol', signer);
    const { enrols } = decodeJson(readEnrolsWaiting, answer.body, 'server-answer');
    const invites = enrols.length === 0 ? new Map<string, string>() : await drawer.under(INVITE);
    const guests: Guest[] = [];
    const spoiled = new Set<string>();
    for (const enrol of enrols) {
      const key = hexId(parseBase64url(enrol.token_hash, 32).slice(0, 16));
      const text = invites.get(key);
      if (text === undefined) continue;
      const guest = await this.#guest(enrol, key, readInvite(text));
      if (guest === null) spoiled.add(key);
      else guests.push(guest);
    }
    this.#guests = guests;
    this.#spoiled = spoiled;
  }

  /**
   * Lets a device in: what it read out was typed here.  Throws `enrol-words`, and what the server refuses.
   */
  async letIn(enrol: string, typed: string): Promise<void> {
    const guest = this.#find(enrol);
    const words = await enrolWords(guest.link.e, guest.joining, guest.mac, this.#ports.primitives);
    checkWords(typed.trim().split(/\s+/u), words, wordlist);
    await this.#admit(guest);
  }

  /** Lets a device in that scanned its invitation in this room; throws `enrol-words` for one that was sent. */
  async letInHere(enrol: string): Promise<void> {
    const guest = this.#find(enrol);
    if (!guest.room) throw refuse('enrol-words', 'the invitation was sent');
    await this.#admit(guest);
  }

  async #admit(guest: Guest): Promise<void> {
    const { books, drawer, ledger, staffing, tend } = this.#ports;
    await staffing.certify(guest.joining);
    await drawer.drop(guest.invite);
    this.#guests = this.#guests.filter((one) => one !== guest);
    const member = base64url(guest.joining.member);
    await ledger.record(books.serviceCase, { kind: 'member-named', member, name: guest.name });
    await tend();
  }

  /** *They differ*: nobody joins. */
  async differ(enrol: string): Promise<void> {
    const { drawer, server, signer } = this.#ports;
    const guest = this.#find(enrol);
    await server.ask('DELETE', `/v1/enrol/${guest.id}`, signer);
    await drawer.drop(guest.invite);
    this.#guests = this.#guests.filter((one) => one !== guest);
  }

  /** Words of the list that begin with these letters; none where nothing was typed. */
  words(start: string): readonly string[] {
    const letters = start.trim().toLowerCase();
    if (letters === '') return [];
    return wordlist.filter((word) => word.startsWith(letters)).slice(0, OFFERED);
  }

  #find(enrol: string): Guest {
    const guest = this.#guests.find((one) => one.id === enrol);
    if (guest === undefined) throw refuse('right-missing', 'nobody waits under that number any more');
    return guest;
  }

  async #guest(enrol: EnrolWaiting, key: string, { link, name, room }: Invite): Promise<Guest | null> {
    const { books, primitives } = this.#ports;
    const { courier } = enrol;
    const joining: Joining = {
      ...{ root: books.chain.org, member: parseBase64url(enrol.member, 16), device: parseBase64url(enrol.device, 16) },
      ...{ role: enrol.role, ed25519: parseBase64url(enrol.ed25519, 32), x25519: parseBase64url(enrol.x25519, 32) },
      tablet: courier === null ? NO_MEMBER : parseBase64url(courier.tablet, 16),
      courier: courier === null ? NO_KEY : parseBase64url(courier.ed25519, 32),
    };
    const mac = parseBase64url(enrol.hmac, 32);
    const named = hexId(link.member) === hexId(joining.member) && link.role === joining.role;
    if (!named) return null;
    try {
      await checkJoining(joining, primitives);
      await checkEnrolHmac(link.e, joining, mac, primitives);
    } catch (fault) {
      // It was not made from this link, or was changed on its way: nobody is shown.
      if (fault instanceof AmanatError) return null;
      throw fault;
    }
    const id = hexId(parseBase64url(enrol.id, 16));
    return { id, invite: INVITE + key, name, room, link, joining, mac };
  }
}

function readInvite(text: string): Invite {
  const kept: unknown = JSON.parse(text);
  if (typeof kept !== 'object' || kept === null || !('fragment' in kept) || !('name' in kept)) throw refuse('slot-tag');
  const until = 'until' in kept ? kept.until : 0;
  if (typeof kept.fragment !== 'string' || typeof kept.name !== 'string') throw refuse('slot-tag');
  if (typeof until !== 'number') throw refuse('slot-tag');
  return { link: decodeLink(kept.fragment), name: kept.name, until, room: 'room' in kept && kept.room === true };
}

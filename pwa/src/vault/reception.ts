// An admin's device: links for those who are to join, letting them in, and the roll of the service case
// (docs/spec/enrolment.md).
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { allZero, concat, type Bytes } from '../sync/bytes';
import { buildAdd, buildEndorse } from '../sync/certify';
import { Chain, NO_END } from '../sync/chain';
import { checkEnrolHmac, checkJoining, checkWords, decodeLink, encodeLink, enrolWords, joinUrl } from '../sync/enrol';
import type { Joining, Link } from '../sync/enrol';
import { AmanatError, refuse } from '../sync/errors';
import { base64url, hexId, parseBase64url, parseHexId } from '../sync/ids';
import { decodeJson, encodeJson } from '../sync/json';
import type { Primitives } from '../sync/primitives';
import { ROLES } from '../sync/records';
import { NO_KEY, NO_MEMBER } from '../sync/staff';
import { readEnrolsWaiting, readInviteMade, type EnrolWaiting } from '../sync/wire.gen';
import type { EnrolView } from './api';
import type { Books } from './books';
import type { Drawer } from './drawer';
import type { Entropy } from './entropy';
import type { Root } from './founding';
import type { Server, Signer } from './http';
import type { Keyring } from './keyring';
import type { Ledger } from './ledger';

const INVITE = 'invite/';
/** How often a record is rebuilt on the new head when its place was taken. */
const REBUILDS = 3;
const JSON_BODY = { 'content-type': 'application/json' };

/** What the reception works with. */
export interface ReceptionPorts {
  readonly server: Server;
  readonly signer: Signer;
  readonly books: Books;
  readonly drawer: Drawer;
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly now: () => number;
  /** The root, while this worker still has it. */
  readonly root: () => Root | null;
  /** Asks the server for certificates that came meanwhile. */
  readonly fetchChain: () => Promise<void>;
  /** Brings the service case's roll and envelopes up to the chain. */
  readonly tend: () => Promise<void>;
}

/** What is kept of an invite, sealed: the whole link, and what the person is called. */
interface Invite {
  readonly link: Link;
  readonly name: string;
}

/** Who asks to join, matched with the invite that was made here. */
interface Guest {
  readonly id: string;
  readonly invite: string;
  readonly name: string;
  readonly link: Link;
  readonly joining: Joining;
  readonly mac: Bytes;
}

export class Reception {
  readonly #ports: ReceptionPorts;
  #guests: readonly Guest[] = [];

  constructor(ports: ReceptionPorts) {
    this.#ports = ports;
  }

  /** Those who wait, as of the last `look`. */
  get waiting(): readonly EnrolView[] {
    return this.#guests.map(({ id, name, link }) => ({ enrol: id, name, role: link.role }));
  }

  /** A link for one device of a new member, good for 24 hours. */
  async invite(name: string, role: number, service: string): Promise<string> {
    const { books, drawer, entropy, primitives, server, signer } = this.#ports;
    const [token, e, member] = [entropy.key(), entropy.bytes(16), entropy.id()];
    const link: Link = { root: books.chain.org, server: server.origin, service, role, member, token, e };
    const hash = await primitives.sha256(token);
    await drawer.put(INVITE + hexId(hash.slice(0, 16)), JSON.stringify({ fragment: encodeLink(link), name }));
    const asked = { member: base64url(member), role, token_hash: base64url(hash) };
    const answer = await server.ask('POST', '/v1/invites', signer, { body: encodeJson(asked), headers: JSON_BODY });
    decodeJson(readInviteMade, answer.body, 'server-answer');
    return joinUrl(link);
  }

  /** Asks the server who waits; keeps those whose HMAC holds under the secret of a link made here. */
  async look(): Promise<void> {
    const { drawer, server, signer } = this.#ports;
    const answer = await server.ask('GET', '/v1/enrol', signer);
    const { enrols } = decodeJson(readEnrolsWaiting, answer.body, 'server-answer');
    const invites = enrols.length === 0 ? new Map<string, string>() : await drawer.under(INVITE);
    const guests: Guest[] = [];
    for (const enrol of enrols) {
      for (const [key, text] of invites) {
        const guest = await this.#guest(enrol, key, readInvite(text));
        if (guest !== null) guests.push(guest);
      }
    }
    this.#guests = guests;
  }

  /**
   * Lets a device in: what it read out was typed here.  It is certified, its tablet's courier too, and the root, while
   * it is here, endorses a supervisor.  Throws `enrol-words`, and what the server refuses.
   */
  async letIn(enrol: string, typed: string): Promise<void> {
    const { drawer, ledger, books, primitives, tend } = this.#ports;
    const guest = this.#find(enrol);
    const words = await enrolWords(guest.link.e, guest.joining, guest.mac, primitives);
    checkWords(typed.trim().split(/\s+/u), words, wordlist);
    await this.#append((chain) => this.#certify(chain, guest.joining));
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

  /** Vouches for a device that another admin has certified; throws `chain-endorse` where this one may not. */
  async endorse(device: string): Promise<void> {
    const { keyring, primitives, tend } = this.#ports;
    const { seed } = await keyring.identity();
    await this.#append(async (chain) => {
      await chain.append(await buildEndorse(chain, seed, { device: parseHexId(device) }, primitives));
    });
    await tend();
  }

  #find(enrol: string): Guest {
    const guest = this.#guests.find((one) => one.id === enrol);
    if (guest === undefined) throw refuse('right-missing', 'nobody waits under that number any more');
    return guest;
  }

  async #guest(enrol: EnrolWaiting, key: string, { link, name }: Invite): Promise<Guest | null> {
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
    return { id, invite: INVITE + key, name, link, joining, mac };
  }

  async #certify(chain: Chain, joining: Joining): Promise<void> {
    const { keyring, now, primitives, root } = this.#ports;
    const { seed } = await keyring.identity();
    const window = { not_before: now(), not_after: NO_END };
    const { role, member, device, ed25519, x25519 } = joining;
    const add = { role, member, device, ed25519, x25519, ...window };
    await chain.append(await buildAdd(chain, seed, add, primitives));
    if (!allZero(joining.tablet)) {
      const courier = { role: ROLES.courier, member: NO_MEMBER, device: joining.tablet, x25519: NO_KEY, ...window };
      await chain.append(await buildAdd(chain, seed, { ...courier, ed25519: joining.courier }, primitives));
    }
    const held = root();
    if (chain.device(device)?.counts !== false || held === null) return;
    await chain.append(await held.sign((rootSeed) => buildEndorse(chain, rootSeed, { device }, primitives)));
  }

  /** Appends what `build` adds to a copy of the chain, at the server and here; rebuilds where the place was taken. */
  async #append(build: (chain: Chain) => Promise<void>): Promise<void> {
    const { books, fetchChain, primitives, server, signer } = this.#ports;
    for (let tries = 1; ; tries++) {
      await fetchChain();
      const chain = await Chain.load(books.chain.records, books.pinned, primitives);
      const before = chain.seq;
      await build(chain);
      const records = chain.records.slice(before + 1);
      try {
        await server.ask('POST', '/v1/chain', signer, { body: concat(...records) });
        await books.addCertificates(records);
        return;
      } catch (fault) {
        const lost = fault instanceof AmanatError && (fault.code === 'chain-seq' || fault.code === 'chain-prev');
        if (!lost || tries >= REBUILDS) throw fault;
      }
    }
  }
}

function readInvite(text: string): Invite {
  const kept: unknown = JSON.parse(text);
  if (typeof kept !== 'object' || kept === null || !('fragment' in kept) || !('name' in kept)) throw refuse('slot-tag');
  if (typeof kept.fragment !== 'string' || typeof kept.name !== 'string') throw refuse('slot-tag');
  return { link: decodeLink(kept.fragment), name: kept.name };
}

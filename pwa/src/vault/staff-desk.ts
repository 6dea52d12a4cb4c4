// What an admin decides about members and tablets: the chain first, then the service's own case.
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import { base64url, hexId, parseHexId } from '../sync/ids';
import { ROLES } from '../sync/records';
import type { Ask, PeopleHandlers } from './api';
import type { Books } from './books';
import type { Ledger } from './ledger';
import { toldBy } from './people';
import type { Reception } from './reception';
import { settingsOf } from './service-desk';
import type { Staffing } from './staffing';

export interface StaffDeskPorts {
  readonly books: Books;
  readonly ledger: Ledger;
  readonly reception: Reception;
  readonly staffing: Staffing;
  readonly device: Bytes;
  /** Brings the service case's roll and envelopes up to the chain. */
  readonly tend: () => Promise<void>;
  /** Something was written that is to be sent. */
  readonly wrote: () => void;
}

export class StaffDesk {
  readonly #ports: StaffDeskPorts;

  constructor(ports: StaffDeskPorts) {
    this.#ports = ports;
  }

  async invite({ name, role, member, room = false }: Ask<'members.invite'>): Promise<{ readonly link: string }> {
    const { reception, wrote } = this.#ports;
    const settings = await settingsOf(this.#ports);
    if (settings === null) throw refuse('chain-not-joined');
    const whose = member === undefined ? null : parseHexId(member);
    const link = await reception.invite({ name, role, service: settings.name, member: whose, room });
    wrote();
    return { link };
  }

  async dropInvite(invite: string): Promise<void> {
    await this.#ports.reception.drop(invite);
    this.#ports.wrote();
  }

  async letIn({ enrol, words }: Ask<'members.let-in'>): Promise<void> {
    await this.#ports.reception.letIn(enrol, words);
    this.#ports.wrote();
  }

  async letInHere(enrol: string): Promise<void> {
    await this.#ports.reception.letInHere(enrol);
    this.#ports.wrote();
  }

  async differ(enrol: string): Promise<void> {
    await this.#ports.reception.differ(enrol);
    this.#ports.wrote();
  }

  /** Vouches for a device, or for the role that its member was given. */
  async endorse(device: string): Promise<void> {
    await this.#ports.staffing.endorse(parseHexId(device));
    await this.#tended();
  }

  async rerole({ member, role }: Ask<'members.re-role'>): Promise<void> {
    await this.#ports.staffing.rerole(parseHexId(member), role);
    await this.#tended();
  }

  /** Takes a member off the service: none of their devices counts any more. */
  async remove(member: string): Promise<void> {
    const { books, staffing } = this.#ports;
    const devices = books.chain.devicesOf(parseHexId(member)).filter((one) => one.revoked_at_seq === null);
    await staffing.revoke(devices.map((one) => one.device));
    await this.#tended();
  }

  async supervisedBy(ask: Ask<'members.supervised-by'>): Promise<void> {
    const { books, device, ledger, wrote } = this.#ports;
    if (books.chain.device(device)?.role !== ROLES.admin) throw refuse('right-role');
    const [supervisor, member] = [parseHexId(ask.supervisor), parseHexId(ask.member)];
    const event = { kind: 'supervises', supervisor: base64url(supervisor), member: base64url(member) } as const;
    await ledger.record(books.serviceCase, event);
    wrote();
  }

  /** A tablet is lost: everybody's keys on it stop, and its courier's too, which only brings home what waits there. */
  async lost(device: string): Promise<void> {
    const { books, ledger, staffing } = this.#ports;
    const { tablets } = toldBy(await ledger.entries(books.serviceCase));
    const tablet = tablets.get(device);
    const together = [...tablets].filter(([, where]) => where === tablet).map(([one]) => one);
    const gone = new Set(tablet === undefined ? [device] : [device, ...together]);
    const courier = tablet === undefined ? null : books.chain.device(parseHexId(tablet));
    if (courier !== null && staffing.mayRevoke(courier)) gone.add(hexId(courier.device));
    gone.delete(hexId(this.#ports.device));
    await staffing.revoke([...gone].map(parseHexId));
    await this.#tended();
  }

  async #tended(): Promise<void> {
    await this.#ports.tend();
    this.#ports.wrote();
  }
}

/** What the page may ask of it. */
export function staffHandlers(desk: () => StaffDesk, reception: () => Reception): PeopleHandlers {
  return {
    'members.invite': async (ask) => desk().invite(ask),
    'members.link': async ({ invite }) => ({ link: await reception().link(invite) }),
    'members.drop-invite': async ({ invite }) => desk().dropInvite(invite),
    'members.words': async ({ start }) => reception().words(start),
    'members.let-in': async (ask) => desk().letIn(ask),
    'members.let-in-here': async ({ enrol }) => desk().letInHere(enrol),
    'members.differ': async ({ enrol }) => desk().differ(enrol),
    'members.endorse': async ({ device }) => desk().endorse(device),
    'members.re-role': async (ask) => desk().rerole(ask),
    'members.remove': async ({ member }) => desk().remove(member),
    'members.supervised-by': async (ask) => desk().supervisedBy(ask),
    'devices.lost': async ({ device }) => desk().lost(device),
  };
}

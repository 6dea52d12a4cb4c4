// Who is in the service and on which tablets, folded from the chain and the service's own case.
import { LEASE_MS } from '../sync/head';
import { hexId, parseBase64url, parseHexId } from '../sync/ids';
import type { Bytes } from '../sync/bytes';
import type { Device } from '../sync/chain';
import { ROLES } from '../sync/records';
import type { DeviceView, MemberView, PeopleView } from './api';
import type { Books } from './books';
import type { Ledger } from './ledger';
import type { Reception } from './reception';
import type { Staffing } from './staffing';
import type { Entry } from './volume';

/** Roles that are no people. */
const MACHINES: readonly number[] = [ROLES.service, ROLES.recovery, ROLES.courier];

/** Where the people are read. */
export interface PeoplePorts {
  readonly books: Books;
  readonly ledger: Ledger;
  readonly reception: Reception;
  readonly staffing: Staffing;
  readonly member: Bytes;
  readonly device: Bytes;
  readonly now: () => number;
}

/** What is shown while nobody is in. */
export const NOBODY: PeopleView = {
  role: null,
  members: [],
  waiting: [],
  supervisors: [],
  invites: [],
  devices: [],
  invitable: [],
  lease_end: 0,
};

const idOf = (text: string): string => hexId(parseBase64url(text, 16));

/** What the service's case tells of its people and tablets; ids are hex, the newest event counts. */
interface Told {
  readonly names: ReadonlyMap<string, string>;
  /** Supervisors by those whom they supervise. */
  readonly supervisors: ReadonlyMap<string, string>;
  /** The tablet that each device says it is on. */
  readonly tablets: ReadonlyMap<string, string>;
  readonly tabletNames: ReadonlyMap<string, string>;
  readonly statuses: ReadonlyMap<string, { readonly films_waiting: number; readonly at: number }>;
}

/** Who is in the service. */
export async function peopleOf(ports: PeoplePorts): Promise<PeopleView> {
  const { books, device, ledger, now, reception, staffing } = ports;
  const told = toldBy(await ledger.entries(books.serviceCase));
  const self = books.chain.device(device);
  const staff = books.chain.devices().filter((one) => !MACHINES.includes(one.role));
  const members = membersOf(staff, told, ports);
  return {
    role: self?.active === true ? self.role : null,
    members,
    waiting: reception.waiting,
    supervisors: members.filter(({ member }) => books.chain.isSupervisor(parseHexId(member))),
    invites: await reception.invites(),
    devices: staff.map((one) => deviceView(one, told, ports)),
    invitable: staffing.invitable,
    lease_end: now() + LEASE_MS,
  };
}

/** What the members and tablets of the service are called, and what their devices told last. */
export function toldBy(entries: readonly Entry[]): Told {
  const [names, supervisors] = [new Map<string, string>(), new Map<string, string>()];
  const [tablets, tabletNames] = [new Map<string, string>(), new Map<string, string>()];
  const statuses = new Map<string, { films_waiting: number; at: number }>();
  for (const { device, event } of entries) {
    if (event.kind === 'member-named') names.set(idOf(event.member), event.name);
    if (event.kind === 'supervises') supervisors.set(idOf(event.member), idOf(event.supervisor));
    if (event.kind === 'tablet-named') {
      // A device names only the tablet that it is on, so its own word tells where it is.
      tablets.set(hexId(device), idOf(event.tablet));
      tabletNames.set(idOf(event.tablet), event.name);
    }
    // A device's count is its own to tell.
    if (event.kind === 'device-status' && idOf(event.device) === hexId(device)) {
      statuses.set(hexId(device), { films_waiting: event.films_waiting, at: event.at });
    }
  }
  return { names, supervisors, tablets, tabletNames, statuses };
}

function membersOf(staff: readonly Device[], told: Told, ports: PeoplePorts): MemberView[] {
  const { books, member: own, staffing } = ports;
  const here = staff.filter((one) => one.revoked_at_seq === null);
  const ids = [...new Set(here.map((one) => hexId(one.member)))];
  return ids.map((member) => {
    const devices = here.filter((one) => hexId(one.member) === member);
    const raw = parseHexId(member);
    const awaited = books.chain.awaitedRole(raw);
    const waiting = devices.find((one) => !one.counts)?.device ?? awaited?.device ?? null;
    const others = books.chain.devicesOf(raw).length > 1;
    return {
      member,
      name: told.names.get(member) ?? null,
      role: books.chain.memberRole(raw) ?? devices[0]?.role ?? 0,
      me: member === hexId(own),
      waits: waiting === null ? null : hexId(waiting),
      endorsable: waiting !== null && staffing.mayEndorse(waiting),
      further: others && awaited === null,
      supervisor: told.supervisors.get(member) ?? null,
      roles: staffing.rolesFor(raw),
      role_waits: awaited?.role ?? null,
      removable: devices.every((one) => staffing.mayRevoke(one)),
    };
  });
}

function deviceView(one: Device, told: Told, { device, staffing }: PeoplePorts): DeviceView {
  const [id, member] = [hexId(one.device), hexId(one.member)];
  const tablet = told.tablets.get(id) ?? null;
  const status = told.statuses.get(id);
  const standing = one.counts ? 'active' : 'waits';
  return {
    device: id,
    member,
    name: told.names.get(member) ?? null,
    role: one.role,
    here: id === hexId(device),
    state: one.revoked_at_seq === null ? standing : 'revoked',
    tablet,
    tablet_name: tablet === null ? null : (told.tabletNames.get(tablet) ?? null),
    films_waiting: status?.films_waiting ?? null,
    seen_at: status?.at ?? null,
    losable: staffing.mayRevoke(one),
  };
}

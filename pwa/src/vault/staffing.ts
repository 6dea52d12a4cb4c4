// What an admin's device does to the chain (docs/spec/chain.md).  A record that loses its place to another's is rebuilt
// on the new head and signed again.
import { allZero, concat, same, type Bytes } from '../sync/bytes';
import { buildAdd, buildEndorse, buildRerole, buildRevoke } from '../sync/certify';
import { Chain, NO_END, type Device } from '../sync/chain';
import type { Joining } from '../sync/enrol';
import { AmanatError, refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';
import { ROLES } from '../sync/records';
import { NO_KEY, NO_MEMBER } from '../sync/staff';
import type { Books } from './books';
import type { Root } from './founding';
import type { Server, Signer } from './http';
import type { Keyring } from './keyring';

/** How often a record is rebuilt on the new head when its place was taken. */
const REBUILDS = 3;
/** Roles that the root alone certifies. */
const OF_ROOT: readonly number[] = [ROLES.admin, ROLES.safeguarding];
/** Roles that an admin gives and takes. */
export const WORKERS: readonly number[] = [ROLES.field, ROLES.supervisor, ROLES.interpreter];

/** What certificates are made with. */
export interface StaffingPorts {
  readonly server: Server;
  readonly signer: Signer;
  readonly books: Books;
  readonly keyring: Keyring;
  readonly primitives: Primitives;
  readonly now: () => number;
  readonly device: Bytes;
  /** The root, while this worker has it. */
  readonly root: () => Root | null;
  /** Asks the server for certificates that came meanwhile. */
  readonly fetchChain: () => Promise<void>;
}

type Signing = (seed: Bytes) => Promise<Bytes>;

/** Certificates by the unlocked admin. */
export class Staffing {
  readonly #ports: StaffingPorts;

  constructor(ports: StaffingPorts) {
    this.#ports = ports;
  }

  /** Roles for which this device may let somebody in. */
  get invitable(): readonly number[] {
    if (!this.#isAdmin) return [];
    return this.#ports.root() === null ? WORKERS : [...WORKERS, ROLES.admin];
  }

  /** Throws `right-role` where this device may let nobody in with that role. */
  checkInvitable(role: number): void {
    if (!this.invitable.includes(role)) throw refuse('right-role');
  }

  /**
   * Certifies a device that joins and, with it, its tablet's courier.  Admins are the root's to certify; while the root
   * is here it endorses a supervisor too.  Throws `chain-*`, and `right-role` where the root is needed and gone.
   */
  async certify(joining: Joining): Promise<void> {
    const { now, primitives, root } = this.#ports;
    const held = root();
    if (OF_ROOT.includes(joining.role) && held === null) throw refuse('right-role');
    const { role, member, device, ed25519, x25519 } = joining;
    const window = { not_before: now(), not_after: NO_END };
    await this.#append(async (chain) => {
      const add: Signing = (seed) =>
        buildAdd(chain, seed, { role, member, device, ed25519, x25519, ...window }, primitives);
      const byRoot = OF_ROOT.includes(role) && held !== null;
      await chain.append(byRoot ? await held.sign(add) : await this.#signed(add));
      if (!allZero(joining.tablet)) {
        const courier = { role: ROLES.courier, member: NO_MEMBER, device: joining.tablet, x25519: NO_KEY, ...window };
        const seat = { ...courier, ed25519: joining.courier };
        await chain.append(await this.#signed((seed) => buildAdd(chain, seed, seat, primitives)));
      }
      if (chain.device(device)?.counts !== false || held === null) return;
      await chain.append(await held.sign((seed) => buildEndorse(chain, seed, { device }, primitives)));
    });
  }

  /**
   * Vouches for what another admin has certified, or for another device of one's own; the root, while it is here,
   * vouches for anything.  Throws `chain-endorse`.
   */
  async endorse(device: Bytes): Promise<void> {
    const { primitives, root } = this.#ports;
    const held = root();
    await this.#append(async (chain) => {
      const vouch: Signing = (seed) => buildEndorse(chain, seed, { device }, primitives);
      await chain.append(held === null ? await this.#signed(vouch) : await held.sign(vouch));
    });
  }

  /** Gives a member another role, by one of their devices that counts; throws `chain-*`. */
  async rerole(member: Bytes, role: number): Promise<void> {
    const { now, primitives, root } = this.#ports;
    const held = root();
    await this.#append(async (chain) => {
      const one = chain.devicesOf(member).find((device) => device.active);
      if (one === undefined) throw refuse('chain-target');
      const wish = { device: one.device, role, not_before: now(), not_after: NO_END };
      await chain.append(await this.#signed((seed) => buildRerole(chain, seed, wish, primitives)));
      if (role !== ROLES.supervisor || held === null) return;
      await chain.append(await held.sign((seed) => buildEndorse(chain, seed, wish, primitives)));
    });
  }

  /** Revokes devices, all or none; throws `chain-signer` for one that only the root revokes. */
  async revoke(devices: readonly Bytes[]): Promise<void> {
    const { now, primitives } = this.#ports;
    await this.#append(async (chain) => {
      for (const device of devices) {
        if (chain.device(device)?.revoked_at_seq !== null) continue;
        const wish = { device, nowMs: now() };
        await chain.append(await this.#signed((seed) => buildRevoke(chain, seed, wish, primitives)));
      }
    });
  }

  /** Whether this device may revoke that one: not itself, and nothing that the root has certified. */
  mayRevoke({ device, member, revoked_at_seq, role }: Device): boolean {
    const { chain } = this.#ports.books;
    if (!this.#isAdmin || revoked_at_seq !== null || same(device, this.#ports.device)) return false;
    // Couriers share the member of zeros: what the root said about one of them says nothing about another.
    return !chain.isOfRoot(device) && (role === ROLES.courier || !chain.isRoleOfRoot(member));
  }

  /** Roles that this device may give a member in place of theirs. */
  rolesFor(member: Bytes): readonly number[] {
    const { books } = this.#ports;
    const role = books.chain.memberRole(member);
    const counts = books.chain.devicesOf(member).some((device) => device.active);
    if (!this.#isAdmin || !counts || role === null || !WORKERS.includes(role)) return [];
    return WORKERS.filter((other) => other !== role);
  }

  /** Whether this device may vouch for what waits about a device. */
  mayEndorse(waiting: Bytes): boolean {
    const { books, device, root } = this.#ports;
    const self = books.chain.device(device);
    const about = books.chain.claimAbout(waiting);
    if (self?.active !== true || about === null) return false;
    if (root() !== null) return true;
    const certifier = books.chain.byKey(about.signer);
    const another = certifier === null || !same(certifier.member, self.member);
    const ownOther = same(about.member, self.member) && !same(about.device, self.device);
    return (self.role === ROLES.admin && another) || ownOther;
  }

  get #isAdmin(): boolean {
    const { books, device } = this.#ports;
    const self = books.hasChain ? books.chain.device(device) : null;
    return self?.active === true && self.role === ROLES.admin;
  }

  async #signed(work: Signing): Promise<Bytes> {
    const { seed } = await this.#ports.keyring.identity();
    return work(seed);
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
      if (records.length === 0) return;
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

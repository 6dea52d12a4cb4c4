// Making certificates on the newest record of a chain (docs/spec/chain.md).
// Each function returns a signed record (288 B) for the next place; Chain.append judges it.  To make several in a row,
// append each before the next is made.  `seed` is the signer's Ed25519 seed.
import type { Bytes } from './bytes';
import type { Chain, Device } from './chain';
import { refuse } from './errors';
import type { Primitives } from './primitives';
import { Certificate, OPS, sign } from './records';
import { NO_KEY, NO_MEMBER } from './staff';

/** The time in which a key may sign; `not_after` NO_END has no end. */
export interface Window {
  readonly not_before: number;
  readonly not_after: number;
}

/** A device to be certified; zeros where its role has no member or key (courier, service, recovery). */
export interface NewDevice extends Window {
  readonly role: number;
  readonly member: Bytes;
  readonly device: Bytes;
  readonly ed25519: Bytes;
  readonly x25519: Bytes;
}

/** The first record of a service; `seed` is the root's. */
export async function buildGenesis(
  seed: Bytes,
  { demo, not_before, not_after }: Window & { readonly demo: boolean },
  primitives: Primitives,
): Promise<Bytes> {
  const root = await primitives.ed25519Public(seed);
  const genesis = {
    op: OPS.genesis,
    role: 0,
    flags: demo ? 1 : 0,
    org: NO_KEY,
    seq: 0,
    prev: NO_KEY,
    member: NO_MEMBER,
    device: NO_MEMBER,
    ed25519: root,
    x25519: NO_KEY,
    not_before,
    not_after,
    signer: root,
  };
  return sign(Certificate, genesis, seed, primitives);
}

/** Certifies a device. */
export async function buildAdd(chain: Chain, seed: Bytes, device: NewDevice, primitives: Primitives): Promise<Bytes> {
  return onHead(chain, seed, OPS.add, device, primitives);
}

/** Revokes a device; `not_before` says when.  Throws `chain-target` where the chain does not have it. */
export async function buildRevoke(
  chain: Chain,
  seed: Bytes,
  { device, nowMs }: { readonly device: Bytes; readonly nowMs: number },
  primitives: Primitives,
): Promise<Bytes> {
  const window = { not_before: nowMs, not_after: Number.MAX_SAFE_INTEGER };
  return onHead(chain, seed, OPS.revoke, { ...known(chain, device), ...window }, primitives);
}

/** Gives the device's member another role, or the same one for longer. */
export async function buildRerole(
  chain: Chain,
  seed: Bytes,
  { device, role, not_before, not_after }: Window & { readonly device: Bytes; readonly role: number },
  primitives: Primitives,
): Promise<Bytes> {
  return onHead(chain, seed, OPS['re-role'], { ...known(chain, device), role, not_before, not_after }, primitives);
}

/** Vouches for the newest `add` or `re-role` about a device. */
export async function buildEndorse(
  chain: Chain,
  seed: Bytes,
  { device }: { readonly device: Bytes },
  primitives: Primitives,
): Promise<Bytes> {
  const newest = chain.claimAbout(device);
  if (newest === null) throw refuse('chain-target');
  return onHead(chain, seed, OPS.endorse, newest, primitives);
}

function known(chain: Chain, device: Bytes): Device {
  const found = chain.device(device);
  if (found === null) throw refuse('chain-target');
  return found;
}

async function onHead(
  chain: Chain,
  seed: Bytes,
  op: number,
  { role, member, device, ed25519, x25519, not_before, not_after }: NewDevice,
  primitives: Primitives,
): Promise<Bytes> {
  const place = { op, role, flags: 0, org: chain.org, seq: chain.seq + 1, prev: chain.head };
  const signer = await primitives.ed25519Public(seed);
  const about = { member, device, ed25519, x25519, not_before, not_after, signer };
  return sign(Certificate, { ...place, ...about }, seed, primitives);
}

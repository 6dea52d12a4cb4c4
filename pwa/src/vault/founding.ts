// Setting a service up: the root is made in this worker and certifies the first admin, the service's key, recovery and
// this tablet's courier (docs/spec/chain.md).  setup.ts says where it waits until it is forgotten.
import { concat, same, type Bytes } from '../sync/bytes';
import { buildAdd, buildGenesis, type NewDevice } from '../sync/certify';
import { Chain, NO_END } from '../sync/chain';
import { x25519Public } from '../sync/envelope';
import { refuse } from '../sync/errors';
import { base64url, parseBase64url } from '../sync/ids';
import { decodeJson, encodeJson } from '../sync/json';
import type { Primitives } from '../sync/primitives';
import { ROLES } from '../sync/records';
import { NO_KEY, NO_MEMBER } from '../sync/staff';
import { readServiceInfo } from '../sync/wire.gen';
import type { Entropy } from './entropy';
import type { Server } from './http';
import type { Unlocked } from './newcomer';

const FRAGMENT = '#setup=';
const TRIES = 5;

/** What the terminal of the server printed: the one-time token and SHA-256 of the service's key. */
export interface SetupLink {
  readonly token: Bytes;
  readonly key_hash: Bytes;
}

/** The set-up link behind a fragment; throws `setup-token` for anything else. */
export function readSetupLink(fragment: string): SetupLink {
  const [token, hash, more] = fragment.slice(FRAGMENT.length).split('.');
  if (!fragment.startsWith(FRAGMENT) || token === undefined || hash === undefined || more !== undefined) {
    throw refuse('setup-token');
  }
  try {
    return { token: parseBase64url(token, 32), key_hash: parseBase64url(hash, 32) };
  } catch (fault) {
    if (fault instanceof RangeError) throw refuse('setup-token');
    throw fault;
  }
}

/** The root key of a service that is being set up; it leaves this object by signatures alone. */
export class Root {
  readonly #seed: Bytes;

  constructor(seed: Bytes) {
    this.#seed = seed;
  }

  /** Runs `work` with the seed. */
  sign<T>(work: (seed: Bytes) => Promise<T>): Promise<T> {
    return work(this.#seed);
  }

  /** Overwrites the seed. */
  forget(): void {
    this.#seed.fill(0);
  }
}

/** The root of a set-up that is not finished, out of its slot; null where there is none. */
export async function rootOf({ keyring }: Pick<Unlocked, 'keyring'>): Promise<Root | null> {
  const founding = await keyring.founding();
  if (founding === null) return null;
  founding.recovery.fill(0);
  return new Root(founding.seed);
}

/** What a set-up leaves in the hands of its caller, who overwrites both secrets. */
export interface Founded {
  /** Seed of the root's Ed25519 key (32 B). */
  readonly seed: Bytes;
  /** The recovery recipient's scalar (32 B). */
  readonly recovery: Bytes;
  readonly records: readonly Bytes[];
}

/** What founding works with. */
export interface FoundingPorts {
  readonly server: Server;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly now: () => number;
}

/**
 * The service's key, if it is the one that the link vouches for; throws `setup-token` for another one, `setup-done`
 * where the service has been set up.
 */
export async function serviceKeyOf(link: SetupLink, { server, primitives }: FoundingPorts): Promise<Bytes> {
  const answer = await server.ask('GET', '/v1/service', null);
  const info = decodeJson(readServiceInfo, answer.body, 'server-answer');
  const key = parseBase64url(info.service_key, 32);
  if (!same(await primitives.sha256(key), link.key_hash)) throw refuse('setup-token', 'the server has another key');
  if (info.org !== null) throw refuse('setup-done');
  return key;
}

/** Makes the root and the first certificates; nothing has been sent when it ends. */
export async function found(admin: Unlocked, serviceKey: Bytes, ports: FoundingPorts): Promise<Founded> {
  const { entropy, now, primitives } = ports;
  const [seed, recovery] = [entropy.key(), entropy.key()];
  const window = { not_before: now(), not_after: NO_END };
  const genesis = await buildGenesis(seed, { demo: false, ...window }, primitives);
  const chain = await Chain.start(genesis, null, primitives);
  for (const device of await firstDevices(admin, serviceKey, recovery, ports)) {
    await chain.append(await buildAdd(chain, seed, { ...device, ...window }, primitives));
  }
  return { seed, recovery, records: chain.records };
}

async function firstDevices(
  { keyring, member, device, tablet }: Unlocked,
  serviceKey: Bytes,
  recovery: Bytes,
  { entropy, primitives }: FoundingPorts,
): Promise<readonly Omit<NewDevice, 'not_before' | 'not_after'>[]> {
  const { seed, scalar } = await keyring.identity();
  const ed25519 = await primitives.ed25519Public(seed);
  const courier = await primitives.ed25519Public(await keyring.courierSeed());
  const own = { member, device, ed25519, x25519: await x25519Public(scalar, primitives) };
  const recipient = { ed25519: NO_KEY, x25519: await x25519Public(recovery, primitives) };
  return [
    { role: ROLES.admin, ...own },
    { role: ROLES.service, member: entropy.id(), device: entropy.id(), ed25519: serviceKey, x25519: NO_KEY },
    { role: ROLES.recovery, member: entropy.id(), device: entropy.id(), ...recipient },
    { role: ROLES.courier, member: NO_MEMBER, device: tablet, ed25519: courier, x25519: NO_KEY },
  ];
}

/** Sends the first certificates.  An answer that is lost costs another try: the same records again are no fault. */
export async function sendSetup(link: SetupLink, records: readonly Bytes[], server: Server): Promise<void> {
  const body = encodeJson({ token: base64url(link.token), records: base64url(concat(...records)) });
  const headers = { 'content-type': 'application/json' };
  for (let tries = 1; ; tries++) {
    try {
      await server.ask('POST', '/v1/setup', null, { body, headers });
      return;
    } catch (fault) {
      if (tries >= TRIES || !isUnreachable(fault)) throw fault;
    }
  }
}

function isUnreachable(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === 'server-unreachable';
}

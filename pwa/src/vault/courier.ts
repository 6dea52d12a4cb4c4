// The courier: the tablet's own key that carries what members have signed.  It opens, lists and reads nothing, so any
// member's unlock can send everybody's outbox.
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import type { Primitives } from '../sync/primitives';

const ID = '[0-9a-f]{32}';

/** Every request that a courier may sign; `*` stands for an id in hex, `#` for a number. */
export const COURIER_ROUTES: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/v1/chain'],
  ['GET', '/v1/holds'],
  ['POST', '/v1/tombstones'],
  ['POST', '/v1/uploads'],
  ['HEAD', '/v1/uploads/*'],
  ['PATCH', '/v1/uploads/*'],
  ['PUT', '/v1/clips/*/manifest'],
  ['PUT', '/v1/clips/*/headers/#'],
  ['POST', '/v1/shares/*'],
  ['POST', '/v1/cases/*/rolls'],
  ['POST', '/v1/cases/*/envelopes'],
  ['POST', '/v1/cases/*/recovery'],
  ['POST', '/v1/cases/*/events'],
  ['POST', '/v1/commands'],
];

const PATTERNS = COURIER_ROUTES.map(([method, path]) => {
  const source = path.replaceAll('*', ID).replaceAll('#', '[1-9][0-9]*');
  return { method, path: new RegExp(`^${source}$`) };
});

/** Whether a courier may sign that request; `path` is the target before its `?`. */
export function courierMay(method: string, path: string): boolean {
  return PATTERNS.some((route) => route.method === method && route.path.test(path));
}

/** The tablet's courier while somebody has unlocked it. */
export class Courier {
  /** The courier's device id: the tablet's. */
  readonly tablet: Bytes;
  readonly #seed: Bytes;
  readonly #primitives: Primitives;

  constructor(tablet: Bytes, seed: Bytes, primitives: Primitives) {
    this.tablet = tablet;
    this.#seed = seed;
    this.#primitives = primitives;
  }

  publicKey(): Promise<Bytes> {
    return this.#primitives.ed25519Public(this.#seed);
  }

  /** The seed for one request; throws `right-role` for a request that is not a courier's. */
  seedFor(method: string, path: string): Bytes {
    if (!courierMay(method, path)) throw refuse('right-role', `${method} is not a courier's here`);
    return this.#seed;
  }

  /** Overwrites the seed. */
  forget(): void {
    this.#seed.fill(0);
  }
}

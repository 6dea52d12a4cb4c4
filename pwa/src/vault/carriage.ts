// The tablet's courier at work by itself: behind the screen lock it sends what every member of this tablet has signed,
// and learns of a revocation.  It holds the tablet key's courier and unsent shares, and opens, lists and reads nothing.
import { keyidOf } from '../sync/request';
import { Bulletins } from './bulletins';
import { CaseKeys } from './case-keys';
import { Commands } from './commands';
import { Contact } from './contact';
import { Courier } from './courier';
import { Doubt } from './doubt';
import { Holdings } from './holdings';
import type { House } from './house';
import type { Signer } from './http';
import type { Unlocked } from './newcomer';
import { Outbox } from './outbox';
import type { Revocation } from './revocation';
import { Shredder } from './shred';
import { Uploader } from './uploader';

/** The courier as a signer of requests. */
export async function courierOf(
  { keyring, tablet }: Unlocked,
  { primitives }: Pick<House, 'primitives'>,
): Promise<{ readonly courier: Courier; readonly signer: Signer }> {
  const courier = new Courier(tablet, await keyring.courierSeed(), primitives);
  const keyid = await keyidOf(await courier.publicKey(), primitives);
  return { courier, signer: { keyid, seedFor: (method, path) => courier.seedFor(method, path) } };
}

/** Sends until it is stopped. */
export class Carriage {
  readonly #courier: Courier;
  readonly #contact: Contact;
  readonly #over = new AbortController();

  private constructor(
    unlocked: Unlocked,
    house: House,
    revocation: Revocation,
    { courier, signer }: { readonly courier: Courier; readonly signer: Signer },
  ) {
    this.#courier = courier;
    const { books, changes, clock, entropy, now, primitives, slots, sleep, store } = house;
    const { device, keyring } = unlocked;
    const server = house.server.until(this.#over.signal);
    const shared = { store, slots, books, keyring, primitives, server, signer, now, sleep, changed: changes.happened };
    const own = { entropy, clock, device };
    const keys = new CaseKeys(shared);
    const holdings = new Holdings(store, slots);
    const shredder = new Shredder(store, slots);
    this.#contact = new Contact({
      ...shared,
      ...{ keys, holdings, shredder, revocation, courier: signer },
      ...{ ledger: null, member: null, owner: null, puller: null, play: null, late: null, device },
      bulletins: new Bulletins(shared),
      doubt: new Doubt({ shredder, ...shared, clock }),
      // Nobody is told what moved: nothing is read.
      bell: { begin: () => undefined, live: false, stop: () => undefined },
      commands: new Commands({ ...shared, ...own, carrier: signer, reader: signer, wrote: changes.happened }),
      uploader: new Uploader({ ...shared, holdings }),
      outbox: new Outbox({ ...shared, keys }),
      revokedAt: () => revocation.since(null),
      // Behind the lock nobody can be asked any more, and no copy leaves.
      ...{ isAsked: () => false, isShort: () => Promise.resolve(false) },
      duties: () => Promise.resolve(),
    });
  }

  /** Goes to work with what the unlocked keyring gives. */
  static async begin(unlocked: Unlocked, house: House, revocation: Revocation): Promise<Carriage> {
    const carriage = new Carriage(unlocked, house, revocation, await courierOf(unlocked, house));
    carriage.#contact.kick();
    return carriage;
  }

  /** Leaves off at once; ends when nothing of it is under way any more. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#contact.stop();
    this.#courier.forget();
  }
}

// The tablet of the member who is in: what it is called, what waits on it, and leaving it.
import { same, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import { base64url, hexId } from '../sync/ids';
import { ROLES } from '../sync/records';
import type { TabletView } from './api';
import type { Books } from './books';
import { isSafe } from './holdings';
import type { Ledger } from './ledger';
import { toldBy } from './people';
import { settingsOf } from './service-desk';
import type { Shredder } from './shred';
import type { Store } from './store';

const SENT_ROW = 'all-sent-at';

export interface ThisTabletPorts {
  readonly store: Store;
  readonly books: Books;
  readonly ledger: Ledger;
  readonly shredder: Shredder;
  readonly device: Bytes;
  /** The tablet's id. */
  readonly tablet: Bytes;
  /** The member's number on it. */
  readonly owner: () => number;
  readonly now: () => number;
  /** Something was written that is to be sent. */
  readonly wrote: () => void;
  /** Seals what is half written; ends when it is durable. */
  readonly seal: () => Promise<void>;
}

export class ThisTablet {
  readonly #ports: ThisTabletPorts;

  constructor(ports: ThisTabletPorts) {
    this.#ports = ports;
  }

  async view(): Promise<TabletView> {
    const { books, device, ledger, store, tablet } = this.#ports;
    const told = toldBy(await ledger.entries(books.serviceCase));
    const sent = await store.read(['meta'], (tx) => tx.get('meta', SENT_ROW));
    const known = told.tablets.get(hexId(device)) ?? hexId(tablet);
    return {
      tablet: hexId(tablet),
      name: told.tabletNames.get(known) ?? null,
      ...(await this.#waits()),
      last_sent_at: typeof sent?.value === 'number' ? sent.value : null,
    };
  }

  /** Calls the tablet something, for everybody. */
  async name(name: string): Promise<void> {
    const { books, ledger, tablet, wrote } = this.#ports;
    await ledger.record(books.serviceCase, { kind: 'tablet-named', tablet: base64url(tablet), name });
    wrote();
  }

  /**
   * What is told of it after a contact that went well: which tablet this device is on, once, so that a lost tablet can
   * be found in the list; and when nothing was left to send.
   */
  async reached(): Promise<void> {
    const { books, device, ledger, now, store, tablet } = this.#ports;
    if ((await this.#waits()).waiting === 0) {
      await store.transact(['meta'], async (tx) => {
        tx.put('meta', { key: SENT_ROW, value: now() });
      });
    }
    if (books.chain.device(device)?.active !== true || (await settingsOf(this.#ports)) === null) return;
    const told = toldBy(await ledger.entries(books.serviceCase));
    if (told.tablets.get(hexId(device)) === hexId(tablet)) return;
    const couriers = books.chain.devices().filter((one) => one.role === ROLES.courier);
    const place = couriers.findIndex((one) => same(one.device, tablet)) + 1;
    if (place > 0) await this.name(told.tabletNames.get(hexId(tablet)) ?? `Tablet ${place}`);
  }

  /** Takes the member off this tablet, and everything where nobody else is on it; throws `store-last-copy`. */
  async signOut(): Promise<void> {
    const { seal, shredder, store } = this.#ports;
    // What is half written counts among what waits.
    await seal();
    if ((await this.#waits()).waiting > 0) throw refuse('store-last-copy');
    const owner = this.#ports.owner();
    const members = await store.read(['members'], (tx) => tx.all('members'));
    if (members.every((row) => row.owner === owner)) await shredder.wipeAll();
    else await shredder.wipeMember(owner);
  }

  async #waits(): Promise<{ readonly waiting: number; readonly films_waiting: number }> {
    const [clips, films, outbox] = await this.#ports.store.read(['clips', 'films', 'outbox'], (tx) =>
      Promise.all([tx.all('clips'), tx.all('films'), tx.all('outbox')]),
    );
    const unsent = clips.filter((clip) => clip.made_here && !isSafe(clip)).length;
    const open = films.filter((film) => film.state === 'filming' || film.state === 'closing').length;
    const films_waiting = unsent + open;
    return { films_waiting, waiting: outbox.length + films_waiting };
  }
}

// What the service has chosen and what has happened to it, from its own case and the chain.
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import { decode, Head, ROLES } from '../sync/records';
import type { ServiceSettings, ServiceView } from './api';
import type { Books } from './books';
import type { Ledger } from './ledger';
import { signedIn, restartsRow } from './page-keeper';
import type { Store } from './store';

export interface ServiceDeskPorts {
  readonly store: Store;
  readonly books: Books;
  readonly ledger: Ledger;
  readonly device: Bytes;
  /** Something was written that is to be sent. */
  readonly wrote: () => void;
}

/** The newest settings; null where the service case cannot be read here. */
export async function settingsOf({
  books,
  ledger,
}: Pick<ServiceDeskPorts, 'books' | 'ledger'>): Promise<ServiceSettings | null> {
  if (!books.hasChain) return null;
  const entries = await ledger.entries(books.serviceCase);
  const events = entries.map(({ event }) => event);
  const found = events.findLast((event) => event.kind === 'service-settings');
  if (found === undefined) return null;
  const { name, phone, days, offline_days, languages } = found;
  return { name, phone, days, offline_days, languages };
}

export class ServiceDesk {
  readonly #ports: ServiceDeskPorts;

  constructor(ports: ServiceDeskPorts) {
    this.#ports = ports;
  }

  async view(): Promise<ServiceView> {
    const { books } = this.#ports;
    const active = books.chain.devices().filter((device) => device.active);
    const admins = active.filter((device) => device.role === ROLES.admin).map((device) => String(device.member));
    return {
      settings: await settingsOf(this.#ports),
      may_change: this.#mayChange,
      safeguarding: active.some((device) => device.role === ROLES.safeguarding),
      admins: new Set(admins).size,
      restored_at: await this.#restoredAt(),
      demo: books.chain.demo,
    };
  }

  /** Throws `right-role` for anybody but an admin. */
  async change(settings: ServiceSettings): Promise<void> {
    const { books, ledger, wrote } = this.#ports;
    if (!this.#mayChange) throw refuse('right-role');
    const { name, phone, days, offline_days, languages } = settings;
    const chosen = { name, phone, days, offline_days, languages: [...languages] };
    await ledger.record(books.serviceCase, { kind: 'service-settings', ...chosen });
    wrote();
  }

  get #mayChange(): boolean {
    const { books, device } = this.#ports;
    const self = books.chain.device(device);
    return self?.active === true && self.role === ROLES.admin;
  }

  /** When the service signed the newest restart of a case that is known here. */
  async #restoredAt(): Promise<number | null> {
    const { books, store } = this.#ports;
    const rows = await store.read(['meta'], (tx) =>
      Promise.all(books.cases().map((id) => tx.get('meta', restartsRow(id)))),
    );
    const times = rows.flatMap((row) => signedIn(row?.value)).map((raw) => decode(Head, raw.slice()).time);
    return times.length === 0 ? null : Math.max(...times);
  }
}

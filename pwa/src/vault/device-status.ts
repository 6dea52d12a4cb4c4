// How many films wait on this device, told in the service's case, so that the lead sees what is at stake with it.
import type { Bytes } from '../sync/bytes';
import { base64url } from '../sync/ids';
import type { Books } from './books';
import { isSafe } from './holdings';
import type { Ledger } from './ledger';
import type { Store } from './store';

const DAY_MS = 24 * 3_600_000;

/** What telling works with. */
export interface DeviceStatusPorts {
  readonly store: Store;
  readonly books: Books;
  readonly ledger: Ledger;
  readonly device: Bytes;
  readonly now: () => number;
}

export class DeviceStatus {
  readonly #ports: DeviceStatusPorts;

  constructor(ports: DeviceStatusPorts) {
    this.#ports = ports;
  }

  /** Writes `device-status` where the number is another than was told last, and else once a day: it was here. */
  async tell(): Promise<void> {
    const { books, device, ledger, now, store } = this.#ports;
    const volume = await ledger.volume(books.serviceCase);
    // A device that cannot read the service's case yet cannot write in it.
    if (volume.sealed > 0 || volume.entries.length === 0) return;
    const own = base64url(device);
    let told: { readonly films_waiting: number; readonly at: number } | null = null;
    for (const { event } of volume.entries) {
      if (event.kind === 'device-status' && event.device === own) told = event;
    }
    const clips = await store.read(['clips'], (tx) => tx.all('clips'));
    const films_waiting = clips.filter((clip) => clip.made_here && !isSafe(clip)).length;
    if (told?.films_waiting === films_waiting && now() - told.at < DAY_MS) return;
    await ledger.record(books.serviceCase, { kind: 'device-status', device: own, films_waiting, at: now() });
  }
}

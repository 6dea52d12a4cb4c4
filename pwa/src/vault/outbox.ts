// What waits to be sent besides films: the works of a new case, in their order, and signed events.  The courier carries
// it, so any member's unlock sends everybody's.
import { concat, type Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import { hex, hexId, parseHexId } from '../sync/ids';
import { encodeItems } from '../sync/page';
import type { Work } from '../sync/reconcile';
import { decode, Envelope } from '../sync/records';
import type { Books } from './books';
import type { CaseKeys } from './case-keys';
import { equalRecords, type Server, type Signer } from './http';
import type { Keyring } from './keyring';
import type { OutboxRow } from './schema';
import type { Store } from './store';

/** Frames in one request: each at most 320 KiB, and the body well below what the server takes. */
const FRAMES_AT_ONCE = 64;
const ENVELOPE = 266;
const BODY_TOP = 2 * 1024 * 1024;
const TARGETS: Readonly<Record<Work, (id: string) => string>> = {
  roll: (id) => `/v1/cases/${id}/rolls`,
  recovery: (id) => `/v1/cases/${id}/recovery`,
  envelopes: (id) => `/v1/cases/${id}/envelopes`,
  share: (id) => `/v1/shares/${id}`,
};

/** What the outbox works with. */
export interface OutboxPorts {
  readonly store: Store;
  readonly books: Books;
  readonly keys: CaseKeys;
  readonly keyring: Keyring;
  readonly server: Server;
  /** The tablet's courier. */
  readonly signer: Signer;
}

export class Outbox {
  readonly #ports: OutboxPorts;

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  /** Everything that waits, oldest first. */
  rows(): Promise<OutboxRow[]> {
    return this.#ports.store.read(['outbox'], (tx) => tx.all('outbox'));
  }

  /** Posts one work of a case and, once the server has it, lets it go. */
  async post(work: Work, id: string): Promise<void> {
    const { keys, server, signer, store } = this.#ports;
    const row = (await this.rows()).find((one) => one.case === id && one.kind === work);
    if (row === undefined) return;
    const body = work === 'envelopes' ? this.#stillMeant(await this.#body(row)) : await this.#body(row);
    if (body.length > 0) await server.ask('POST', TARGETS[work](id), signer, { body });
    if (work === 'share') keys.shareSent(parseHexId(id));
    await store.transact(['outbox', 'cases'], async (tx) => {
      tx.drop('outbox', row.n);
      if (work === 'share') tx.put('cases', { case: id, share_unsent: false });
    });
  }

  /** Posts the frames of a case that wait, in the order of each device's chain. */
  async postEvents(id: string): Promise<void> {
    const { server, signer, store } = this.#ports;
    const waiting = (await this.rows()).filter((row) => row.lane === 'events' && row.case === id);
    const pending = await store.read(['pending'], (tx) => tx.all('pending', { under: id }));
    const wanted = new Set(waiting.map((row) => row.ref));
    const frames = pending.filter((row) => wanted.has(hex(row.hash)));
    for (let at = 0; at < frames.length; ) {
      const raws: Bytes[] = [];
      for (let size = 0; at < frames.length && raws.length < FRAMES_AT_ONCE && size < BODY_TOP; at++) {
        const raw = new Uint8Array((await frames[at]?.sealed.arrayBuffer()) ?? new ArrayBuffer(0));
        raws.push(raw);
        size += raw.length;
      }
      await server.ask('POST', `/v1/cases/${id}/events`, signer, { body: encodeItems(raws) });
    }
    await store.transact(['outbox'], async (tx) => {
      for (const row of waiting) tx.drop('outbox', row.n);
    });
  }

  /** The envelopes to devices that were not revoked since: the server takes all of a post or none. */
  #stillMeant(body: Bytes): Bytes {
    const { chain } = this.#ports.books;
    const to = (raw: Bytes): Bytes => decode(Envelope, raw).to_device;
    return concat(...equalRecords(body, ENVELOPE).filter((raw) => chain.device(to(raw))?.active === true));
  }

  /** The share lies in its slot, everything else in its row. */
  async #body(row: OutboxRow): Promise<Bytes> {
    if (row.body !== null) return new Uint8Array(await row.body.arrayBuffer());
    const share = await this.#ports.keyring.share(parseHexId(row.case));
    if (share === null) throw refuse('right-missing', `no share of ${hexId(parseHexId(row.case))} waits`);
    return share;
  }
}

// What anybody of this tablet may ask the server for, its courier too: certificates and the list of holds.
import { hexId, parseBase64url } from '../sync/ids';
import { decodeJson } from '../sync/json';
import { readHolds } from '../sync/wire.gen';
import type { Books } from './books';
import { equalRecords, type Server, type Signer } from './http';
import type { Store } from './store';

const CERTIFICATE = 288;

/** What asking works with. */
export interface BulletinPorts {
  readonly store: Store;
  readonly books: Books;
  readonly server: Server;
  /** The member's device, or the tablet's courier. */
  readonly signer: Signer;
  readonly now: () => number;
}

export class Bulletins {
  readonly #ports: BulletinPorts;

  constructor(ports: BulletinPorts) {
    this.#ports = ports;
  }

  /** The certificates above the newest that is here. */
  async chain(): Promise<void> {
    const { books, server, signer } = this.#ports;
    const after = books.hasChain ? `?after=${books.chain.seq}` : '';
    const answer = await server.ask('GET', `/v1/chain${after}`, signer);
    await books.addCertificates(equalRecords(answer.body, CERTIFICATE));
  }

  /** The list of holds, in place of the one before. */
  async holds(): Promise<void> {
    const { now, server, signer, store } = this.#ports;
    const answer = await server.ask('GET', '/v1/holds', signer);
    const { time, groups } = decodeJson(readHolds, answer.body, 'server-answer');
    const named = groups.map((group) => hexId(parseBase64url(group, 16)));
    await store.transact(['holds'], async (tx) => {
      tx.put('holds', { id: 'list', time, fetched_at: now(), groups: named });
    });
  }
}

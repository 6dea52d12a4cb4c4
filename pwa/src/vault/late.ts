// What a device wrote and sent after its revocation: the server keeps it apart, outside of the order of its case, until
// a supervisor of the case admits it (docs/adr/0004).
import { checkFrame } from '../sync/frame';
import { AmanatError } from '../sync/errors';
import { hex, hexId, parseHexId } from '../sync/ids';
import { decodeItems } from '../sync/page';
import type { Primitives } from '../sync/primitives';
import type { Bytes } from '../sync/bytes';
import { ROLES } from '../sync/records';
import type { Books } from './books';
import type { Server, Signer } from './http';
import type { Store } from './store';

/** What late frames work with. */
export interface LatePorts {
  readonly store: Store;
  readonly books: Books;
  readonly server: Server;
  /** The member's device. */
  readonly signer: Signer;
  readonly primitives: Primitives;
  readonly member: Bytes;
}

/** The late frames of the families that this member supervises. */
export class Late {
  readonly #ports: LatePorts;

  constructor(ports: LatePorts) {
    this.#ports = ports;
  }

  /** How many wait in a case (hex). */
  count(id: string): Promise<number> {
    return this.#ports.store.read(['late'], (tx) => tx.count('late', { under: id }));
  }

  /** Asks for those of a case, where this member supervises it and somebody in it was revoked. */
  async pull(id: string): Promise<void> {
    const { books, member, primitives, server, signer, store } = this.#ports;
    const rolls = books.rolls(parseHexId(id));
    const { chain } = books;
    if (rolls.members.get(hexId(member)) !== ROLES.supervisor) return;
    if (!chain.devices().some((one) => one.revoked_at_seq !== null)) return;
    const answer = await server.ask('GET', `/v1/cases/${id}/late`, signer);
    const rows: { readonly case: string; readonly hash: string; readonly sealed: Blob }[] = [];
    for (const raw of decodeItems(answer.body)) {
      try {
        await checkFrame(raw, chain, rolls, false, primitives);
        rows.push({ case: id, hash: hex(await primitives.sha256(raw)), sealed: new Blob([raw]) });
      } catch (fault) {
        if (!(fault instanceof AmanatError)) throw fault;
      }
    }
    await store.transact(['late'], async (tx) => {
      tx.dropUnder('late', id);
      for (const row of rows) tx.put('late', row);
    });
  }
}

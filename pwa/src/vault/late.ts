// What a device wrote and sent after its revocation: the server keeps it apart, outside of the order of its case, until
// a supervisor of the case admits it.  The admission is an event that names the frame; once the server has that event,
// a supervisor's device carries the frame itself home (docs/adr/0004).
import { same, type Bytes } from '../sync/bytes';
import { AmanatError, refuse } from '../sync/errors';
import { decodeEvent, type Event } from '../sync/events';
import { checkFrame, openFrame } from '../sync/frame';
import { base64url, hex, hexId, parseHexId } from '../sync/ids';
import { decodeItems, encodeItems } from '../sync/page';
import type { Primitives } from '../sync/primitives';
import { decode, Frame, ROLES } from '../sync/records';
import type { LateView } from './api';
import type { Books } from './books';
import type { CaseKeys } from './case-keys';
import type { Server, Signer } from './http';
import type { Ledger } from './ledger';
import { admittedIn } from './in-time';
import type { Store } from './store';

/** What late frames work with. */
export interface LatePorts {
  readonly store: Store;
  readonly books: Books;
  readonly keys: Pick<CaseKeys, 'noteKey'>;
  readonly ledger: Ledger;
  readonly server: Server;
  /** The member's device. */
  readonly signer: Signer;
  readonly primitives: Primitives;
  readonly member: Bytes;
  /** Something was written that is to be sent. */
  readonly wrote: () => void;
}

/** A late frame as it was checked when it came. */
interface LateFrame {
  /** In hex. */
  readonly hash: string;
  readonly device: Bytes;
  readonly seq: number;
  readonly raw: Bytes;
}

/** The late frames of the families that this member supervises. */
export class Late {
  readonly #ports: LatePorts;

  constructor(ports: LatePorts) {
    this.#ports = ports;
  }

  /** What waits in a case (hex) for this member's word, device by device; what was admitted is on its way. */
  async views(id: string, nameOf: (device: string) => string | null): Promise<readonly LateView[]> {
    const frames = await this.#frames(id);
    if (frames.length === 0) return [];
    const admitted = await this.#admitted(id);
    const views = new Map<string, LateView>();
    for (const frame of frames) {
      if (admitted.has(frame.hash)) continue;
      const device = hexId(frame.device);
      const known = views.get(device) ?? { device, name: nameOf(device), entries: 0, films: 0, last_at: null };
      const event = await this.#event(id, frame);
      const at = event !== null && 'at' in event && event.kind !== 'visit-planned' ? event.at : null;
      views.set(device, {
        ...known,
        entries: known.entries + 1,
        films: known.films + (event?.kind === 'camera-opened' ? 1 : 0),
        last_at: at === null ? known.last_at : Math.max(at, known.last_at ?? 0),
      });
    }
    return [...views.values()];
  }

  /**
   * Admits everything that waits of one device: the events that say so are written, and what they name is carried home
   * once the server has them.  Throws `right-role` for anybody but a supervisor of the case, `right-missing` where
   * nothing of that device waits.
   */
  async admit(id: string, device: string): Promise<void> {
    const { ledger, primitives, wrote } = this.#ports;
    if (!this.#supervises(id)) throw refuse('right-role');
    const admitted = await this.#admitted(id);
    const waiting = (await this.#frames(id)).filter((one) => hexId(one.device) === device && !admitted.has(one.hash));
    if (waiting.length === 0) throw refuse('right-missing');
    for (const { raw } of waiting) {
      await ledger.record(parseHexId(id), { kind: 'admit', hash: base64url(await primitives.sha256(raw)) });
    }
    wrote();
  }

  /** Asks for those of every case: what comes late gives its case no number, and no reader is told that it moved. */
  async pullAll(): Promise<void> {
    for (const id of this.#ports.books.cases()) await this.pull(hexId(id));
  }

  /** Asks for those of a case, where this member supervises it and somebody in it was revoked. */
  async pull(id: string): Promise<void> {
    const { books, primitives, server, signer, store } = this.#ports;
    if (!this.#supervises(id)) return;
    if (!books.chain.devices().some((one) => one.revoked_at_seq !== null)) return;
    const answer = await server.ask('GET', `/v1/cases/${id}/late`, signer);
    const rows: { readonly case: string; readonly hash: string; readonly sealed: Blob }[] = [];
    for (const raw of decodeItems(answer.body)) {
      try {
        await checkFrame(raw, books.chain, books.rolls(parseHexId(id)), false, primitives);
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

  /** Carries home what was admitted, each device's frames in their order; whether there was anything to carry. */
  async carry(id: string): Promise<boolean> {
    const { server, signer, store } = this.#ports;
    if (!this.#supervises(id)) return false;
    const frames = await this.#frames(id);
    if (frames.length === 0) return false;
    const said = await this.#said(id);
    let carried = false;
    for (const { hash, raw } of frames) {
      if (!said.has(hash)) continue;
      await server.ask('POST', `/v1/cases/${id}/events`, signer, { body: encodeItems([raw]) });
      await store.transact(['late'], async (tx) => {
        tx.drop('late', [id, hash]);
      });
      carried = true;
    }
    return carried;
  }

  #supervises(id: string): boolean {
    const { books, member } = this.#ports;
    return books.rolls(parseHexId(id)).members.get(hexId(member)) === ROLES.supervisor;
  }

  /** What waits in a case, each device's frames in their order. */
  async #frames(id: string): Promise<readonly LateFrame[]> {
    const rows = await this.#ports.store.read(['late'], (tx) => tx.all('late', { under: id }));
    const frames: LateFrame[] = [];
    for (const { hash, sealed } of rows) {
      const raw = new Uint8Array(await sealed.arrayBuffer());
      const { device, seq } = decode(Frame, raw);
      frames.push({ hash, device, seq, raw });
    }
    return frames.sort((one, other) => one.seq - other.seq);
  }

  /** What supervisors of the case have admitted, hashes in hex. */
  async #admitted(id: string): Promise<ReadonlySet<string>> {
    const { books, ledger } = this.#ports;
    return admittedIn((await ledger.volume(parseHexId(id))).entries, books);
  }

  /** Of these the ones that the server has numbered: the word has to be there before what it speaks of. */
  async #said(id: string): Promise<ReadonlySet<string>> {
    const { books, ledger } = this.#ports;
    const volume = await ledger.volume(parseHexId(id));
    const numbered = volume.entries.filter(({ hash }) => volume.numberOf(hash) !== null);
    return admittedIn(numbered, books);
  }

  /** What a late frame says; null where it goes with a film, or no key of this member opens it. */
  async #event(id: string, { device, raw }: LateFrame): Promise<Event | null> {
    const { keys, primitives } = this.#ports;
    const { epoch, group } = decode(Frame, raw);
    if (!same(group, parseHexId(id))) return null;
    const key = await keys.noteKey(parseHexId(id), epoch, device);
    if (key === null) return null;
    try {
      const event = decodeEvent(await openFrame(raw, key, primitives));
      return event.kind === null ? null : event;
    } catch (fault) {
      if (!(fault instanceof AmanatError)) throw fault;
      return null;
    }
  }
}

// Commands of this device: signed when they are made, sent from the outbox by the courier, also days later; and those
// that others gave, for the dates that they bring forward (docs/spec/command.md).
import type { Bytes } from '../sync/bytes';
import { buildCommand, checkCommand, decide, DESTROY, EARLIER, readCommand, THREE_DAYS_MS } from '../sync/command';
import { AmanatError, refuse, type Code } from '../sync/errors';
import { hexId } from '../sync/ids';
import { decodeItems } from '../sync/page';
import type { Primitives } from '../sync/primitives';
import type { Books } from './books';
import { latest, type TabletClock } from './clock';
import type { Entropy } from './entropy';
import type { Server, Signer } from './http';
import type { Keyring } from './keyring';
import type { OutboxRow } from './schema';
import type { Reader, Store } from './store';

const CURSOR_ROW = 'commands-cursor';
const CURSOR = 'amanat-cursor';
/** The server's clock may be ahead of ours, and the way there takes time. */
const SLACK_MS = 30 * 60_000;
/** What no later try mends: the film is gone, or its date is no later than the one asked for. */
const SETTLED: readonly Code[] = ['command-due', 'right-missing', 'share-destroyed', 'command-differs'];

/** What commands work with. */
export interface CommandPorts {
  readonly store: Store;
  readonly books: Books;
  readonly keyring: Keyring;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly clock: TabletClock;
  readonly server: Server;
  /** The tablet's courier, which carries what members have signed. */
  readonly carrier: Signer;
  /** The member's device, which may read. */
  readonly reader: Signer;
  readonly device: Bytes;
  /** Something was written that is to be sent. */
  readonly wrote: () => void;
}

/** A date that somebody brought forward. */
export interface Sooner {
  readonly due_at: number;
  /** The device that asked for it. */
  readonly device: string;
}

/** The commands of the unlocked member's cases. */
export class Commands {
  readonly #ports: CommandPorts;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  /**
   * Brings the date of a group forward to three days from now; gives the new date (ms).  Kept at once on this device,
   * and at the server when it is reached.  Throws `command-due` where the date so far is no later, `unlock-locked`.
   */
  async earlier(id: Bytes, group: Bytes, due_before: number): Promise<number> {
    const due_at = this.#soonest();
    if (due_at >= due_before) throw refuse('command-due');
    await this.#keep(await this.#sign({ op: EARLIER, case: id, group, due_at }));
    return due_at;
  }

  /** Destroys a group before its date, because the family asked for it; `ref` is the hash of that decision's frame. */
  async destroy(id: Bytes, group: Bytes, ref: Bytes): Promise<void> {
    await this.#keep(await this.#sign({ op: DESTROY, case: id, group, ref }));
  }

  /** Posts one command that waits.  One whose date has come too near on the way is signed anew, three days ahead. */
  async post(command: string): Promise<void> {
    const { carrier, server, store } = this.#ports;
    const row = await store.read(['outbox'], (tx) => waitingFor(tx, command));
    if (row?.body === undefined || row.body === null) return;
    const raw = new Uint8Array(await row.body.arrayBuffer());
    try {
      await server.ask('POST', '/v1/commands', carrier, { body: raw });
    } catch (fault) {
      if (!(fault instanceof AmanatError && SETTLED.includes(fault.code))) throw fault;
      await this.#renew(raw, fault.code);
    }
    await store.transact(['outbox'], async (tx) => {
      tx.drop('outbox', row.n);
    });
  }

  /** What others have commanded in this member's cases; the dates they bring forward count here at once. */
  async pull(): Promise<void> {
    const { books, primitives, reader, server, store } = this.#ports;
    const kept = await store.read(['meta'], (tx) => tx.get('meta', CURSOR_ROW));
    const after = typeof kept?.value === 'string' ? kept.value : null;
    const answer = await this.#after(server, reader, after);
    const found: { readonly command: string; readonly raw: Bytes }[] = [];
    for (const raw of decodeItems(answer.body)) {
      try {
        const { command } = readCommand(raw);
        await checkCommand(raw, books.chain, books.rolls(command.case), primitives);
        found.push({ command: hexId(command.command), raw });
      } catch (fault) {
        // One that is not rightly signed commands nothing here.
        if (!(fault instanceof AmanatError)) throw fault;
      }
    }
    const cursor = answer.header(CURSOR);
    if (found.length === 0 && (cursor === null || cursor === after)) return;
    await store.transact(['commands', 'meta'], async (tx) => {
      for (const row of found) tx.put('commands', row);
      if (cursor !== null) tx.put('meta', { key: CURSOR_ROW, value: cursor });
    });
    await this.#bringForward();
  }

  /** The date of each group, in hex, that somebody brought forward; the soonest of them. */
  async sooner(): Promise<ReadonlyMap<string, Sooner>> {
    const rows = await this.#ports.store.read(['commands'], (tx) => tx.all('commands'));
    const dates = new Map<string, Sooner>();
    for (const { raw } of rows) {
      const signed = readCommand(raw);
      const { case: id, device, due_at, group, op } = signed.command;
      if (op !== EARLIER || !this.#mayBe(raw, id)) continue;
      const known = dates.get(hexId(group));
      if (known === undefined || due_at < known.due_at) dates.set(hexId(group), { due_at, device: hexId(device) });
    }
    return dates;
  }

  /** How many films were to be destroyed of which the server has not heard yet. */
  async destroying(): Promise<number> {
    const [outbox, commands] = await this.#ports.store.read(['outbox', 'commands'], (tx) =>
      Promise.all([tx.all('outbox'), tx.all('commands')]),
    );
    const waits = new Set(outbox.filter((row) => row.kind === 'command').map((row) => row.ref));
    return commands.filter(({ command, raw }) => waits.has(command) && readCommand(raw).command.op === DESTROY).length;
  }

  /** Whether those who signed may bring a date forward; when it was asked for, the server has judged. */
  #mayBe(raw: Bytes, id: Bytes): boolean {
    const { books } = this.#ports;
    try {
      const unknown = { nowMs: 0, dueAt: null, refMember: null, heldAloneBy: [] };
      return !decide(readCommand(raw), books.chain, books.rolls(id), unknown).waits;
    } catch (fault) {
      if (fault instanceof AmanatError) return false;
      throw fault;
    }
  }

  async #after(server: Server, reader: Signer, after: string | null): ReturnType<Server['ask']> {
    try {
      return await server.ask('GET', `/v1/commands${after === null ? '' : `?after=${after}`}`, reader);
    } catch (fault) {
      // A server that was restored numbers its commands anew.
      if (!(fault instanceof AmanatError && fault.code === 'event-cursor')) throw fault;
      return server.ask('GET', '/v1/commands', reader);
    }
  }

  #soonest(): number {
    return latest(this.#ports.clock.clocks()) + THREE_DAYS_MS + SLACK_MS;
  }

  async #renew(raw: Bytes, code: Code): Promise<void> {
    const { command } = readCommand(raw);
    if (code !== 'command-due' || command.op !== EARLIER) return;
    const due_at = this.#soonest();
    // A date that is still far enough was refused because the film goes no later already.
    if (command.due_at >= due_at - SLACK_MS) return;
    await this.#keep(await this.#sign({ op: EARLIER, case: command.case, group: command.group, due_at }));
  }

  async #sign(what: {
    readonly op: number;
    readonly case: Bytes;
    readonly group: Bytes;
    readonly due_at?: number;
    readonly ref?: Bytes;
  }): Promise<Bytes> {
    const { books, device, entropy, keyring, primitives } = this.#ports;
    const { seed } = await keyring.identity();
    const { chain } = books;
    const place = { org: chain.org, command: entropy.id(), chain_head: chain.head, device };
    return buildCommand(seed, { ...what, ...place }, primitives);
  }

  async #keep(raw: Bytes): Promise<void> {
    const { clock, store, wrote } = this.#ports;
    const { command } = readCommand(raw);
    const name = hexId(command.command);
    const about = { lane: 'records', kind: 'command', case: hexId(command.case), ref: name } as const;
    await store.transact(['commands', 'outbox'], async (tx) => {
      tx.put('commands', { command: name, raw });
      await tx.add({ ...about, body: new Blob([raw]), made_at: clock.clocks().device_ms });
    });
    await this.#bringForward();
    wrote();
  }

  /** What lies here goes at the date that was brought forward, with or without a server. */
  async #bringForward(): Promise<void> {
    const dates = await this.sooner();
    await this.#ports.store.transact(['clips', 'films'], async (tx) => {
      for (const clip of await tx.all('clips')) {
        const due_at = dates.get(clip.group)?.due_at ?? clip.due_at;
        if (due_at < clip.due_at) tx.put('clips', { ...clip, due_at });
      }
      for (const film of await tx.all('films')) {
        const due_at = dates.get(film.film)?.due_at ?? film.due_at;
        if (due_at < film.due_at) tx.put('films', { ...film, due_at });
      }
    });
  }
}

async function waitingFor(tx: Reader, command: string): Promise<OutboxRow | undefined> {
  return (await tx.all('outbox')).find((row) => row.kind === 'command' && row.ref === command);
}

/** The commands that wait and that the server can take: one about a film made here waits until the server knows it. */
export function sendable(
  outbox: readonly OutboxRow[],
  commands: readonly { readonly command: string; readonly raw: Bytes }[],
  unknownGroups: ReadonlySet<string>,
): readonly string[] {
  const groups = new Map(commands.map(({ command, raw }) => [command, hexId(readCommand(raw).command.group)]));
  return outbox
    .filter((row) => row.kind === 'command')
    .map((row) => row.ref)
    .filter((command) => !unknownGroups.has(groups.get(command) ?? ''));
}


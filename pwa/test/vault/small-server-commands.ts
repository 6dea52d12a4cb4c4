// What the small server does with commands: it judges them by the core, keeps those that may stand, brings dates
// forward and destroys.
import { concat, same, type Bytes } from '../../src/sync/bytes';
import type { Chain } from '../../src/sync/chain';
import { checkCommand, decide, DESTROY, EARLIER, readCommand } from '../../src/sync/command';
import { refuse } from '../../src/sync/errors';
import { hexId } from '../../src/sync/ids';
import { encodeItems } from '../../src/sync/page';
import type { Primitives } from '../../src/sync/primitives';
import { decode, Frame, Manifest } from '../../src/sync/records';
import type { Answer, Asked, Case, Clip } from './small-server-shapes';

interface World {
  readonly chain: Chain;
  readonly cases: ReadonlyMap<string, Case>;
  readonly clips: ReadonlyMap<string, Clip>;
  destroy(id: string, film: string): Promise<void>;
}

/** The commands of a service. */
export class SmallCommands {
  readonly kept: Bytes[] = [];
  /** The date that a command gave a group, by its id in hex. */
  readonly dates = new Map<string, number>();
  readonly #primitives: Primitives;
  readonly #store: string;

  constructor(primitives: Primitives, store: string) {
    this.#primitives = primitives;
    this.#store = store;
  }

  async answer(ask: Asked, world: World, now: number): Promise<Answer> {
    if (ask.method === 'POST') return this.#put(ask.body, world, now);
    const after = Number((ask.query.get('after') ?? `${this.#store}.0`).slice(this.#store.length + 1));
    const cursor = { 'amanat-cursor': `${this.#store}.${this.kept.length}` };
    return [200, concat(encodeItems(this.kept.slice(after))), cursor];
  }

  async #put(raw: Bytes, world: World, now: number): Promise<Answer> {
    const { command } = readCommand(raw);
    const group = hexId(command.group);
    const [known, clip] = [world.cases.get(hexId(command.case)), world.clips.get(group)];
    if (known === undefined || clip === undefined) throw refuse('right-missing');
    if (this.kept.some((one) => same(one, raw))) return [200];
    const signed = await checkCommand(raw, world.chain, known.rolls, this.#primitives);
    const dueAt = this.dates.get(group) ?? decode(Manifest, clip.raw).due_at;
    const refMember = await this.#author(command.ref, known, world.chain);
    const facts = { nowMs: now, dueAt, refMember, heldAloneBy: [] };
    const { op } = decide(signed, world.chain, known.rolls, facts);
    if (op === EARLIER) this.dates.set(group, command.due_at);
    if (op === DESTROY) await world.destroy(hexId(command.case), group);
    this.kept.push(raw);
    return [201];
  }

  /** The member whose frame has that hash, if one has. */
  async #author(ref: Bytes, known: Case, chain: Chain): Promise<Bytes | null> {
    for (const raw of known.frames) {
      if (raw.length > ref.length && same(await this.#primitives.sha256(raw), ref)) {
        return chain.device(decode(Frame, raw).device)?.member ?? null;
      }
    }
    return null;
  }
}

// What the small server does with commands: it judges them by the core, keeps those that may stand, and brings dates
// forward; nothing here destroys by itself.
import { concat, same, type Bytes } from '../../src/sync/bytes';
import type { Chain } from '../../src/sync/chain';
import { checkCommand, decide, EARLIER, readCommand } from '../../src/sync/command';
import { refuse } from '../../src/sync/errors';
import { hexId } from '../../src/sync/ids';
import { encodeItems } from '../../src/sync/page';
import type { Primitives } from '../../src/sync/primitives';
import { decode, Manifest } from '../../src/sync/records';
import type { Answer, Asked, Case, Clip } from './small-server-shapes';

interface World {
  readonly chain: Chain;
  readonly cases: ReadonlyMap<string, Case>;
  readonly clips: ReadonlyMap<string, Clip>;
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
    const facts = { nowMs: now, dueAt, refMember: null, heldAloneBy: [] };
    if (decide(signed, world.chain, known.rolls, facts).op === EARLIER) this.dates.set(group, command.due_at);
    this.kept.push(raw);
    return [201];
  }
}

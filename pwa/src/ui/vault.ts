// The vault as the page has it: one worker at a time, and its views as signals.  A lock ends the worker with everything
// in its memory; a new one starts behind the closed door.
import { signal, type Signal } from '@preact/signals';
import {
  Vault,
  type Ask,
  type CaseView,
  type DoorView,
  type LooksView,
  type LockView,
  type Name,
  type Of,
  type PeopleView,
  type Stage,
  type SyncView,
  type Tells,
  type Told,
  type Watchable,
} from '../vault/api';
import { scriptUrl, VAULT_WORKER } from './trusted';

const NOBODY: PeopleView = {
  role: null,
  members: [],
  waiting: [],
  supervisors: [],
  invites: [],
  devices: [],
  invitable: [],
  lease_end: 0,
};
const STARTING: DoorView = { stage: 'starting', service: null, words: null, root_held: false, demo: false, fault: null };

/** Where a member's keys are in the worker: from there a hard lock ends it. */
const BEHIND_A_LOCK: readonly Stage[] = ['open', 'veiled', 'revoked'];

export class PageVault {
  readonly door: Signal<DoorView> = signal(STARTING);
  readonly people: Signal<PeopleView> = signal(NOBODY);
  readonly cases: Signal<readonly CaseView[]> = signal([]);
  readonly sync: Signal<SyncView | null> = signal(null);
  /** How the screens look here; null until it was told once. */
  readonly looks: Signal<LooksView | null> = signal(null);
  /** Both locks, and who works with this tablet. */
  readonly locks: Signal<LockView | null> = signal(null);
  /** First names that a worker before this one has told: nothing on the disk tells them before an unlock. */
  readonly #names = new Map<number, string>();
  #worker: Worker;
  #vault: Vault;

  constructor() {
    [this.#worker, this.#vault] = this.#start();
  }

  ask<N extends Name>(name: N, ask: Ask<N>, transfer: Transferable[] = []): Promise<Told<N>> {
    return this.#vault.ask(name, ask, transfer);
  }

  /** Tells a view now and after each change, until the returned stop is called or the worker ends. */
  watch<V extends Watchable>(view: V, of: Of<V>, told: (value: Tells<V>) => void): () => void {
    return this.#vault.watch(view, of, told);
  }

  /** Ends the worker and starts another one. */
  restart(): void {
    this.#worker.terminate();
    this.#vault.ended();
    this.door.value = STARTING;
    this.cases.value = [];
    [this.#worker, this.#vault] = this.#start();
  }

  /** Shows the screen lock before the vault has told of it. */
  veil(): void {
    if (this.door.value.stage === 'open') this.door.value = { ...this.door.value, stage: 'veiled' };
  }

  /** Locks: the worker forgets its keys, then it ends. */
  async lock(): Promise<void> {
    await this.ask('lock', undefined);
    this.restart();
  }

  #start(): [Worker, Vault] {
    const worker = new Worker(scriptUrl(VAULT_WORKER), { type: 'module', name: 'vault' });
    const vault = new Vault(worker);
    vault.watch('door', undefined, (door) => {
      const fell = BEHIND_A_LOCK.includes(this.door.value.stage) && door.stage === 'locked';
      this.door.value = door;
      // The lock fell by itself: the worker is on its way out.
      if (fell && worker === this.#worker) this.restart();
    });
    vault.watch('people', undefined, (people) => {
      this.people.value = people;
    });
    vault.watch('cases', undefined, (cases) => {
      this.cases.value = cases;
    });
    vault.watch('lock', undefined, (told) => {
      for (const { name, owner } of told.members) if (name !== null) this.#names.set(owner, name);
      const named = told.members.map((one) => ({ ...one, name: one.name ?? this.#names.get(one.owner) ?? null }));
      this.locks.value = { ...told, members: named };
    });
    vault.watch('sync', undefined, (sync) => {
      this.sync.value = sync;
    });
    vault.watch('looks', undefined, (looks) => {
      this.looks.value = looks;
    });
    return [worker, vault];
  }
}

// What every part of one vault worker shares.  worker.ts makes it once.
import type { Primitives } from '../sync/primitives';
import type { Argon2 } from './argon2';
import type { Granted } from './granted';
import type { Books } from './books';
import type { TabletClock } from './clock';
import type { Entropy } from './entropy';
import type { Server } from './http';
import type { Changes } from './serve';
import type { Slots } from './slots';
import type { Store } from './store';

export interface House {
  readonly store: Store;
  readonly slots: Slots;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly argon2: Argon2;
  readonly books: Books;
  readonly clock: TabletClock;
  readonly server: Server;
  readonly changes: Changes;
  /** Room that the browser grants, and the file that holds some of it. */
  readonly granted: Granted;
  /** The device's clock, ms. */
  readonly now: () => number;
  /** Milliseconds since the slot file was opened, by a clock that nobody sets. */
  readonly running: () => number;
  /** When the slot file was made, ms. */
  readonly made_at: number;
  readonly sleep: (ms: number) => Promise<void>;
}

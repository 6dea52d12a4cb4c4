// What happens to a group at its date.  Order of the rules: a hold named in a list at most 7 days old, then due_at,
// then the last copy.
import { disagree, earliest, latest, type Clocks } from './clock';
import type { HoldsRow } from './schema';

/** How long a list of holds counts, and how long a film waits for a newer one, ms. */
export const HOLDS_COUNT = 7 * 24 * 3_600_000;

/** Keep it; hide it; hide it and ask a person; destroy it. */
export type Fate = 'keep' | 'hide' | 'ask' | 'destroy';

/** What the rules look at. */
export interface DueFacts {
  readonly due_at: number;
  /** The group's id in hex. */
  readonly group: string;
  readonly clocks: Clocks;
  readonly holds: HoldsRow | null;
  /** Whether the server was reached in this contact and its list of holds is in. */
  readonly contact: boolean;
  /** Whether a person said: destroy it. */
  readonly confirmed: boolean;
  /** Whether the server has not acknowledged the whole film. */
  readonly last_copy: boolean;
}

/** Whether the list is at most 7 days old by the device's clock. */
function counts(holds: HoldsRow | null, device_ms: number): boolean {
  return holds !== null && Math.abs(device_ms - holds.fetched_at) <= HOLDS_COUNT;
}

/** What to do with a group now. */
export function fate(facts: DueFacts): Fate {
  const { clocks, due_at, holds } = facts;
  if (due_at === 0 || latest(clocks) < due_at) return 'keep';
  const fresh = counts(holds, clocks.device_ms);
  if (fresh && holds?.groups.includes(facts.group) === true) return 'hide';
  if (disagree(clocks) && earliest(clocks) < due_at) {
    if (!facts.last_copy) return 'destroy';
    if (!facts.confirmed) return 'ask';
    // Who says that the tablet's date is right has said of what is past it that it may go, and of nothing else.
    return clocks.device_ms < due_at ? 'hide' : 'destroy';
  }
  if (facts.contact) return 'destroy';
  if (clocks.jumped) return 'hide';
  return fresh || earliest(clocks) >= due_at + HOLDS_COUNT ? 'destroy' : 'hide';
}

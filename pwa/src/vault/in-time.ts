// Which events of a case count: what a revoked device wrote late says nothing until a supervisor has admitted it
// (docs/spec/ledger.md rule 16).
import { hex, parseBase64url } from '../sync/ids';
import { ROLES } from '../sync/records';
import type { Books } from './books';
import type { Entry, Volume } from './volume';

/** The entries that are not late; `entries` may be those of a film of the volume's case. */
export function inTime(entries: readonly Entry[], volume: Volume, books: Books): readonly Entry[] {
  const revoked = new Map<string, number>();
  for (const { device, revoked_at_seq } of books.chain.devices()) {
    const wrote = revoked_at_seq !== null && volume.ledger.newestOf(device) !== null;
    if (wrote) revoked.set(hex(device), revoked_at_seq);
  }
  if (revoked.size === 0) return entries;
  const admitted = admittedIn(volume.entries, books);
  const counted = entries.filter(({ device, hash }) => {
    const numbered = volume.numberOf(hash);
    if (numbered === null) return true;
    const item = { n: numbered.n, hash, running: hash, frame: null };
    return !volume.ledger.isLate(item, revoked.get(hex(device)) ?? null, admitted);
  });
  // A fold that goes on where it stopped needs the list that it was given before.
  return counted.length === entries.length ? entries : counted;
}

/** What supervisors who stand have admitted, hashes in hex. */
export function admittedIn(entries: readonly Entry[], books: Books): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { device, event } of entries) {
    if (event.kind !== 'admit') continue;
    const author = books.chain.device(device);
    const may = author?.role === ROLES.supervisor && author.revoked_at_seq === null;
    if (may) found.add(hex(parseBase64url(event.hash, 32)));
  }
  return found;
}

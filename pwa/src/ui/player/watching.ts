// Somebody who only watches touches nothing: while a film plays through, the idle lock waits.
import { effect, type ReadonlySignal } from '@preact/signals';

/** A film that plays is told of so often, ms: more often than any lock falls. */
const TOLD_MS = 10_000;

/**
 * Calls `stay` when a film begins to play and every ten seconds while it does, until the returned stop is called.  A
 * film that goes round says nothing: nobody need be there for it, and it has no end.
 */
export function stayWhile(
  playing: ReadonlySignal<boolean>,
  loop: ReadonlySignal<{ readonly to: number | null } | null>,
  stay: () => void,
): () => void {
  return effect(() => {
    const round = loop.value !== null && loop.value.to !== null;
    if (!playing.value || round) return undefined;
    stay();
    const timer = setInterval(stay, TOLD_MS);
    return () => {
      clearInterval(timer);
    };
  });
}

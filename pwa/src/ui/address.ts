// The fragment of a set-up or join link is a secret: it leaves the address bar before anything else happens.
import { signal, type ReadonlySignal } from '@preact/signals';

const taken = signal(take());

/** The fragment of the link that was opened last, its `#` first; empty where there was none. */
export const fragment: ReadonlySignal<string> = taken;

// A link that is pasted where the page is open already loads nothing anew.
addEventListener('hashchange', () => {
  if (location.hash !== '') taken.value = take();
});

function take(): string {
  const { hash } = location;
  history.replaceState(null, '', location.pathname);
  return hash;
}

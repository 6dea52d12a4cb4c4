// The fragment of a set-up or join link is a secret: it leaves the address bar before anything else happens.
import { signal, type ReadonlySignal } from '@preact/signals';
import { AmanatError } from '../vault/api';

const taken = signal(take() ?? '');

/** The secret fragment of the link that was opened last, its `#` first; empty where there was none. */
export const fragment: ReadonlySignal<string> = taken;

/** Goes on with the secret fragment of a link that was scanned or pasted in the page. */
export function openLink(secret: string): void {
  taken.value = secret;
}

// A link that is pasted where the page is open already loads nothing anew.
addEventListener('hashchange', () => {
  const secret = take();
  if (secret !== null) taken.value = secret;
});

/** Takes a join link that somebody has put in; throws `enrol-link` where it is none. */
export function follow(link: string): void {
  const at = link.indexOf('#join=');
  if (at < 0) throw new AmanatError('enrol-link');
  taken.value = link.slice(at).trim();
}

/** Takes the fragment out of the address, but for a place in the app; null where there is none. */
function take(): string | null {
  const { hash } = location;
  if (hash === '' || hash.startsWith('#/')) return null;
  history.replaceState(null, '', location.pathname);
  return hash;
}

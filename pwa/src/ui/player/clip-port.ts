// Between the service worker and the vault stands this page: it hands ports on, and touches no byte of a film.
import type { Asked, ClipWanted, Progress } from '../../sw/messages';
import type { PageVault } from '../vault';

/** How long the service worker may take to serve this page, ms. */
const PATIENCE_MS = 8_000;

/** Hands the ports for one film on to the vault, until the returned stop is called. */
export function handOn(film: string, vault: PageVault, container: ServiceWorkerContainer): () => void {
  const heard = (event: MessageEvent<ClipWanted | Progress>): void => {
    const [port] = event.ports;
    if (event.data.kind !== 'clip' || event.data.film !== film || port === undefined) return;
    // A vault that was locked closes the port, and with it the film.
    void vault.ask('reel.serve', { film, port }, [port]).catch(() => {
      port.close();
    });
  };
  container.addEventListener('message', heard);
  return () => {
    container.removeEventListener('message', heard);
  };
}

/** Whether a service worker serves this page; one that was loaded past it is taken over now. */
export async function isServed(container: ServiceWorkerContainer | undefined): Promise<boolean> {
  if (container === undefined) return false;
  if (container.controller !== null) return true;
  const taken = new Promise<boolean>((told) => {
    container.addEventListener('controllerchange', () => { told(true); }, { once: true });
    setTimeout(() => { told(false); }, PATIENCE_MS);
  });
  void container.ready.then(({ active }) => active?.postMessage({ kind: 'claim' } satisfies Asked));
  return taken;
}

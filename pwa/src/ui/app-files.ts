// The files of the app on this device: whether a build is here whole, and a newer one that waits.  The service worker
// keeps them; this is the page's side of it.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Asked, Files, Progress } from '../sw/messages';
import { scriptUrl, SERVICE_WORKER } from './trusted';

/** How long the service worker may take to answer before the page says that it does not, ms. */
const PATIENCE_MS = 20_000;

export type { Files } from '../sw/messages';

export class AppFiles {
  readonly #container: ServiceWorkerContainer | null;
  readonly #files: Signal<Files | null> = signal(null);
  readonly #waits: Signal<boolean> = signal(false);
  #registration: ServiceWorkerRegistration | null = null;
  #leaving = false;

  /** `container` is null where the browser has no service workers. */
  constructor(container: ServiceWorkerContainer | null) {
    this.#container = container;
  }

  /** How much of the build is here, as it was told last; null before anything was told. */
  get files(): ReadonlySignal<Files | null> {
    return this.#files;
  }

  /** Whether a newer build is here whole and waits. */
  get updateWaits(): ReadonlySignal<boolean> {
    return this.#waits;
  }

  /** Registers the service worker; without one everything works but a start without the server. */
  async start(): Promise<void> {
    const container = this.#container;
    if (container === null) return;
    container.addEventListener('message', (event: MessageEvent<Progress | { readonly kind: 'another' }>) => {
      if (event.data.kind === 'progress') this.#progressed(event.data);
    });
    container.addEventListener('controllerchange', () => {
      if (this.#leaving) location.reload();
    });
    try {
      this.#registration = await container.register(scriptUrl(SERVICE_WORKER), { updateViaCache: 'none' });
    } catch {
      return;
    }
    const registration = this.#registration;
    this.#look(registration);
    registration.addEventListener('updatefound', () => {
      const coming = registration.installing;
      coming?.addEventListener('statechange', () => {
        this.#look(registration);
      });
    });
    await this.measure();
  }

  /** Asks for a newer build; true where one waits now. */
  async check(): Promise<boolean> {
    try {
      await this.#registration?.update();
    } catch {
      // The server is away: the build that is here goes on.
    }
    return this.#waits.value;
  }

  /** Asks the service worker what is here, which fetches what is missing; null where none answers. */
  async measure(): Promise<Files | null> {
    const worker = await this.#active();
    if (worker === null) return null;
    const told = await ask(worker, { kind: 'files' });
    if (told !== null) this.#files.value = told;
    return told;
  }

  /** The build that waits takes over, and the page starts anew with it.  Only at rest. */
  takeOver(): void {
    const waiting = this.#registration?.waiting ?? null;
    if (waiting === null) return;
    this.#leaving = true;
    waiting.postMessage({ kind: 'take-over' } satisfies Asked);
  }

  /** Once a build is here, the progress of the next one is nobody's wait. */
  #progressed({ build, here, of }: Progress): void {
    const told = this.#files.value;
    if (told === null || told.build === build) this.#files.value = { build, here, of };
  }

  #look({ active, waiting }: ServiceWorkerRegistration): void {
    this.#waits.value = active !== null && waiting !== null;
  }

  /** The service worker that runs, once it does. */
  async #active(): Promise<ServiceWorker | null> {
    const container = this.#container;
    if (container === null || this.#registration === null) return null;
    const ready = await within(container.ready);
    return ready?.active ?? null;
  }
}

function ask(worker: ServiceWorker, asked: Asked): Promise<Files | null> {
  const { port1, port2 } = new MessageChannel();
  const told = new Promise<Files>((resolve) => {
    port1.onmessage = (event: MessageEvent<Files>) => {
      resolve(event.data);
    };
  });
  worker.postMessage(asked, [port2]);
  return within(told);
}

/** What `told` becomes, null where that takes too long. */
function within<T>(told: Promise<T>): Promise<T | null> {
  return Promise.race([
    told,
    new Promise<null>((resolve) => {
      setTimeout(() => {
        resolve(null);
      }, PATIENCE_MS);
    }),
  ]);
}

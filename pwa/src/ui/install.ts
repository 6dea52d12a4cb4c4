// Whether the app stands on the home screen, and how it gets there.  Told by what the browser can do and how it shows
// the page, never by its name.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';

/** What an offer to install can do (W3C Manifest Incubations, BeforeInstallPromptEvent). */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

/** What is looked at. */
export interface Surroundings {
  /** Shown without the browser's own bars. */
  readonly standalone: boolean;
  /** `navigator.standalone`: null where the browser has no such thing. */
  readonly apple: boolean | null;
  /** Gesture events, which WebKit alone has. */
  readonly gestures: boolean;
}

/** A WebKit tab, whose storage is cleared after seven days without a visit. */
export function isWebKitTab({ apple, gestures, standalone }: Surroundings): boolean {
  return (apple !== null || gestures) && !standalone && apple !== true;
}

export class Install {
  readonly #here: Surroundings;
  readonly #offered: Signal<boolean> = signal(false);
  readonly #installed: Signal<boolean>;
  #offer: InstallOffer | null = null;

  constructor(here: Surroundings) {
    this.#here = here;
    this.#installed = signal(here.standalone || here.apple === true);
  }

  /** Whether films made here would be lost: filming is refused then, and so is joining. */
  get wouldLoseFilms(): boolean {
    return isWebKitTab(this.#here);
  }

  /** Whether the help shows the signs of WebKit. */
  get isApple(): boolean {
    return this.#here.apple !== null || this.#here.gestures;
  }

  /** Whether the browser offers to install the app now. */
  get offered(): ReadonlySignal<boolean> {
    return this.#offered;
  }

  get isInstalled(): ReadonlySignal<boolean> {
    return this.#installed;
  }

  /** Keeps the browser's offer for the moment at which somebody wants it. */
  listen(): void {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#offer = event as InstallOffer;
      this.#offered.value = true;
    });
    addEventListener('appinstalled', () => {
      this.#offered.value = false;
      this.#installed.value = true;
    });
  }

  /** Lets the browser ask; an offer is good once. */
  async install(): Promise<void> {
    const offer = this.#offer;
    this.#offer = null;
    this.#offered.value = false;
    await offer?.prompt();
  }
}

/** How this page is shown. */
export function surroundings(): Surroundings {
  const { standalone } = navigator as Navigator & { readonly standalone?: boolean };
  return {
    standalone: ['standalone', 'fullscreen', 'minimal-ui'].some((mode) => matchMedia(`(display-mode: ${mode})`).matches),
    apple: standalone ?? null,
    gestures: 'GestureEvent' in window,
  };
}

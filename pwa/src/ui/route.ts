// Where one is in the app: the fragment `#/families/<id>`.  It carries ids only, never a label, and is never sent to
// the server.  A link's secret (`#setup=`, `#join=`) is no place: address.ts takes it away before anything else.
import { computed, signal, type ReadonlySignal } from '@preact/signals';

/** The parts of the way, without empty ones: `#/families/<id>/notes` is families, id, notes; the start is none. */
export type Way = readonly string[];

export class Route {
  readonly #hash = signal(placeOf(location.hash));
  /** Says no to leaving where that would lose something: a film that is being made. */
  #held = false;
  readonly way: ReadonlySignal<Way> = computed(() => this.#hash.value.split('/').filter((part) => part !== ''));

  constructor() {
    addEventListener('hashchange', () => {
      const place = placeOf(location.hash);
      if (this.#held && place !== this.#hash.value) history.replaceState(null, '', `#${this.#hash.value}`);
      else this.#hash.value = place;
    });
  }

  /** Goes to a place such as `/families/<id>`. */
  readonly go = (place: string): void => {
    if (this.#held || place === this.#hash.value) return;
    location.hash = place;
  };

  /** Goes there and leaves no way back to here. */
  readonly replace = (place: string): void => {
    if (this.#held) return;
    history.replaceState(null, '', `#${place}`);
    this.#hash.value = placeOf(location.hash);
  };

  readonly back = (): void => {
    if (!this.#held) history.back();
  };

  get isHeld(): boolean {
    return this.#held;
  }

  /** While it is held nothing leads away, not even the browser's own Back. */
  hold(on: boolean): void {
    this.#held = on;
  }
}

function placeOf(hash: string): string {
  return hash.startsWith('#/') ? hash.slice(1) : '/';
}

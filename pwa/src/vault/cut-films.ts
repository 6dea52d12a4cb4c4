// Films that were cut short: finished by themselves after the unlock, and told once.
import { hexId, parseHexId } from '../sync/ids';
import type { CutFilm } from './api';
import type { Films } from './films';
import type { FilmRow } from './schema';
import type { Store } from './store';

/** What telling of them needs. */
export interface CutPorts {
  readonly store: Store;
  readonly films: Films;
  /** Whether the unlocked member stands in the case of that id (hex). */
  readonly mine: (id: string) => boolean;
  readonly changed: () => void;
}

export class CutFilms {
  readonly #ports: CutPorts;
  #found: readonly CutFilm[] = [];

  constructor(ports: CutPorts) {
    this.#ports = ports;
  }

  /** What is to be told; empty where nothing was cut, or it was read. */
  get found(): readonly CutFilm[] {
    return this.#found;
  }

  seen(): void {
    this.#found = [];
    this.#ports.changed();
  }

  /** Finishes what can be finished; what cannot stays as it is and is told as damaged. */
  async recover(): Promise<void> {
    const { changed, films, mine, store } = this.#ports;
    const rows = await store.read(['films'], (tx) => tx.all('films'));
    const open = rows.filter(({ case: id, film, state }) => {
      return (state === 'filming' || state === 'closing') && mine(id) && !films.isLive(parseHexId(film));
    });
    const told = (row: FilmRow, state: CutFilm['state']): CutFilm => {
      return { film: row.film, case: row.case, at: row.opened_at + row.ms, state, ms: row.ms };
    };
    // One whose finish was under way had been stopped by somebody: it is only told where it cannot be closed.
    this.#found = open.filter((row) => row.state === 'filming').map((row) => told(row, 'closing'));
    changed();
    for (const { clip, fault, film } of await films.recoverFilms()) {
      const name = hexId(film);
      const row = await store.read(['films'], (tx) => tx.get('films', name));
      const before = open.find((one) => one.film === name);
      if (before === undefined) continue;
      // One that was deleted meanwhile is told by its deletion.
      if (row === undefined) {
        this.#found = this.#found.filter((one) => one.film !== name);
        continue;
      }
      const state = fault !== null ? 'damaged' : clip === null ? 'empty' : 'safe';
      const wasTold = before.state === 'filming';
      this.#found = this.#found.filter((one) => one.film !== name);
      if (wasTold || state === 'damaged') {
        this.#found = [...this.#found, { ...told(before, state), ms: row.ms }];
      }
    }
    this.#found = this.#found.filter((one) => one.state !== 'empty');
    changed();
  }
}

// Filming, as the page asks for it: the gate, the batches of the journal, the finish.
import { refuse } from '../sync/errors';
import { base64url, hexId, parseHexId } from '../sync/ids';
import type { Ask } from './api';
import type { Books } from './books';
import type { Entropy } from './entropy';
import type { Films } from './films';
import type { Journal } from './journal';
import type { Ledger } from './ledger';
import { settingsOf } from './service-desk';
import { decisionsOf } from './views';

/** What filming works with. */
export interface FilmingPorts {
  readonly films: Films;
  readonly books: Books;
  readonly ledger: Ledger;
  readonly entropy: Entropy;
  readonly now: () => number;
  /** Something was written that is to be sent. */
  readonly wrote: () => void;
}

export class Filming {
  readonly #ports: FilmingPorts;
  readonly #journals = new Map<string, Journal>();

  constructor(ports: FilmingPorts) {
    this.#ports = ports;
  }

  /** Throws `film-not-agreed` unless somebody is here and the newest answer of each is yes. */
  async openFilm(ask: Ask<'film.open'>): Promise<{ readonly film: string; readonly due_at: number }> {
    const { entropy, films, ledger, now, wrote } = this.#ports;
    const id = parseHexId(ask.case);
    const settings = await settingsOf(this.#ports);
    if (settings === null) throw refuse('film-not-ready', 'the number of days is not known here');
    const decisions = decisionsOf(await ledger.entries(id));
    const yes = ask.persons.flatMap((person) => {
      const found = decisions.get(person);
      return found?.answer === 'yes' ? [found.hash] : [];
    });
    if (yes.length === 0 || yes.length !== ask.persons.length) throw refuse('film-not-agreed');
    const persons = ask.persons.map((person) => base64url(parseHexId(person)));
    await ledger.record(id, { kind: 'visit-started', visit: base64url(entropy.id()), persons, at: now() });
    const { film, due_at, journal } = await films.openFilm({ case: id, decisions: yes, days: settings.days });
    this.#journals.set(hexId(film), journal);
    wrote();
    return { film: hexId(film), due_at };
  }

  append(ask: Ask<'film.append'>): Promise<void> {
    const journal = this.#journals.get(ask.film);
    if (journal === undefined) return Promise.reject(refuse('film-journal', 'no such film is open'));
    return journal.appendRecord(ask.chunk, { ms: ask.ms, frames: ask.frames });
  }

  async finishFilm(ask: Ask<'film.finish'>): Promise<void> {
    const { films, wrote } = this.#ports;
    this.#journals.delete(ask.film);
    try {
      await films.finishFilm(parseHexId(ask.film), ask.reason);
    } finally {
      wrote();
    }
  }
}

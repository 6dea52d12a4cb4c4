// Filming, as the page asks for it: the gate, the batches of the journal, the finish, and the minutes after it in which
// nothing of the film leaves the tablet.
import { refuse } from '../sync/errors';
import { base64url, hexId, parseHexId } from '../sync/ids';
import type { Ask, OpenedFilm } from './api';
import type { Ballast } from './ballast';
import type { Books } from './books';
import type { CameIn } from './came-in';
import type { Entropy } from './entropy';
import type { Films } from './films';
import { isSameDay, ofToday } from './gate';
import type { Journal } from './journal';
import type { Ledger } from './ledger';
import { longestFilm, longestJournal } from './room';
import { settingsOf } from './service-desk';
import { decisionsOf } from './views';

/** How long a finished film waits for somebody to say that it may be kept, ms. */
const WAITS_MS = 5 * 60_000;

/** What filming works with. */
export interface FilmingPorts {
  readonly films: Films;
  readonly books: Books;
  readonly ledger: Ledger;
  readonly ballast: Ballast;
  readonly cameIn: CameIn;
  readonly entropy: Entropy;
  readonly now: () => number;
  /** Something was written that is to be sent. */
  readonly wrote: () => void;
}

export class Filming {
  readonly #ports: FilmingPorts;
  readonly #journals = new Map<string, Journal>();
  /** Films about which "keep or delete?" is still asked, and until when that keeps them here. */
  readonly #asked = new Map<string, number>();

  constructor(ports: FilmingPorts) {
    this.#ports = ports;
  }

  /**
   * Throws `film-not-agreed` unless somebody is here and the newest answer of each is a yes of today, and `store-full`
   * where this tablet could not close a film.
   */
  async openFilm(ask: Ask<'film.open'>): Promise<OpenedFilm> {
    const { ballast, entropy, films, ledger, now, wrote } = this.#ports;
    const id = parseHexId(ask.case);
    const settings = await settingsOf(this.#ports);
    if (settings === null) throw refuse('film-not-ready', 'the number of days is not known here');
    const entries = await ledger.entries(id);
    const decisions = decisionsOf(entries);
    const yes = ask.persons.flatMap((person) => {
      const found = decisions.get(person);
      return found !== undefined && ofToday(found, now()) === 'yes' ? [found.hash] : [];
    });
    if (yes.length === 0 || yes.length !== ask.persons.length) throw refuse('film-not-agreed');
    const held = await ballast.ready();
    ballast.hold();
    try {
      const persons = ask.persons.map((person) => base64url(parseHexId(person)));
      // Who is here was noted when the visit began; a camera that opens without that is a visit of its own.
      const noted = entries.some(({ event }) => event.kind === 'visit-started' && isSameDay(event.at, now()));
      if (!noted) await ledger.record(id, { kind: 'visit-started', visit: base64url(entropy.id()), persons, at: now() });
      const { film, due_at, journal } = await films.openFilm({ case: id, decisions: yes, days: settings.days });
      this.#journals.set(hexId(film), journal);
      wrote();
      return { film: hexId(film), due_at, limit_ms: longestFilm(held), max_bytes: longestJournal(held) };
    } catch (fault) {
      ballast.letGo();
      throw fault;
    }
  }

  append(ask: Ask<'film.append'>): Promise<void> {
    return this.#journal(ask.film).then((journal) =>
      journal.appendRecord(ask.chunk, { ms: ask.ms, frames: ask.frames }),
    );
  }

  async mark(ask: Ask<'film.mark'>): Promise<void> {
    const ms = Math.round(ask.ms);
    const journal = await this.#journal(ask.film);
    await journal.mark({ ms, kind: ask.kind });
    if (ask.kind === 'someone-came-in') await this.#ports.cameIn.note(ask.film, ms);
  }

  async finishFilm(ask: Ask<'film.finish'>): Promise<void> {
    const { ballast, films, now, wrote } = this.#ports;
    const open = this.#journals.delete(ask.film);
    this.#asked.set(ask.film, now() + WAITS_MS);
    try {
      await films.finishFilm(parseHexId(ask.film), ask.reason);
      this.#asked.set(ask.film, now() + WAITS_MS);
    } finally {
      if (open) {
        ballast.letGo();
        ballast.keep();
      }
      wrote();
    }
  }

  /** Whether it is still to be said that a film may be kept; until then nothing of it leaves the tablet. */
  isAsked(film: string): boolean {
    return (this.#asked.get(film) ?? 0) > this.#ports.now();
  }

  /** It was said. */
  settle(film: string): void {
    if (this.#asked.delete(film)) this.#ports.wrote();
  }

  async #journal(film: string): Promise<Journal> {
    const journal = this.#journals.get(film);
    if (journal === undefined) throw refuse('film-journal', 'no such film is open');
    return journal;
  }
}

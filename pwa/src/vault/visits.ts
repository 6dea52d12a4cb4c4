// Visits: who is here today, what they said today, and the words by which this tablet tells them apart.
import { base64url, hexId, parseBase64url, parseHexId } from '../sync/ids';
import type { Ask, PersonWord, RoleInFilm, VisitFilm, VisitPerson, VisitDayView } from './api';
import type { Deleting } from './deleting';
import type { Drawer } from './drawer';
import type { Entropy } from './entropy';
import type { Filming } from './filming';
import { gateOf, isSameDay, ofToday, ROLE_OF_WORD } from './gate';
import type { Ledger } from './ledger';
import type { Store } from './store';
import { decisionsOf } from './views';
import type { Entry } from './volume';

/** What visits work with. */
export interface VisitPorts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly drawer: Drawer;
  readonly entropy: Entropy;
  readonly filming: Filming;
  readonly deleting: Deleting;
  readonly now: () => number;
  readonly wrote: () => void;
}

const idOf = (text: string): string => hexId(parseBase64url(text, 16));

/** The word where this tablet has kept none: what the event tells. */
const WORD_OF_ROLE: Readonly<Record<RoleInFilm, PersonWord>> = {
  adult: 'adult',
  child: 'child',
  voice_only: 'voice',
  bystander: 'interpreter',
  worker: 'adult',
};

/** A visit as the ledger tells it. */
interface Visit {
  readonly visit: string;
  readonly persons: readonly string[];
}

export class Visits {
  readonly #ports: VisitPorts;

  constructor(ports: VisitPorts) {
    this.#ports = ports;
  }

  async here(ask: Ask<'visit.here'>): Promise<void> {
    const { entropy, ledger, now, wrote } = this.#ports;
    const id = parseHexId(ask.case);
    const visit = this.#visit(await ledger.entries(id));
    if (visit === null && ask.persons.length === 0) return;
    const same = visit !== null && [...visit.persons].sort().join() === [...ask.persons].sort().join();
    if (same) return;
    const persons = ask.persons.map((person) => base64url(parseHexId(person)));
    const name = visit === null ? entropy.id() : parseHexId(visit.visit);
    await ledger.record(id, { kind: 'visit-started', visit: base64url(name), persons, at: now() });
    wrote();
  }

  async add(ask: Ask<'visit.add'>): Promise<{ readonly person: string }> {
    const { drawer, entropy, ledger, wrote } = this.#ports;
    const id = entropy.id();
    const person = hexId(id);
    await drawer.put(wordRow(person), ask.word);
    const role_in_film = ROLE_OF_WORD[ask.word] ?? 'adult';
    await ledger.record(parseHexId(ask.case), {
      kind: 'person-added',
      person: base64url(id),
      role_in_film,
      languages: [],
    });
    wrote();
    return { person };
  }

  async answer(ask: Ask<'visit.answer'>): Promise<void> {
    const { ledger, now, wrote } = this.#ports;
    const person = base64url(parseHexId(ask.person));
    const told = { person, purpose: 'film', answer: ask.answer, asked_alone: null, at: now() } as const;
    await ledger.record(parseHexId(ask.case), { kind: 'decision', ...told });
    wrote();
  }

  async end(ask: Ask<'visit.end'>): Promise<void> {
    // A visit in which nobody is here any more.
    await this.here({ case: ask.case, persons: [] });
  }

  async view(id: string): Promise<VisitDayView> {
    const { drawer, ledger, now } = this.#ports;
    const entries = await ledger.entries(parseHexId(id));
    const visit = this.#visit(entries);
    const words = await drawer.under(wordRow(''));
    const decisions = decisionsOf(entries);
    const persons = [...rolesOf(entries)].map(([person, role]) => ({
      person,
      word: (words.get(person) ?? WORD_OF_ROLE[role]) as PersonWord,
      here: visit?.persons.includes(person) ?? false,
      answer: ofToday(decisions.get(person), now()),
    }));
    const film = await this.#film(entries);
    const begun = (visit?.persons.length ?? 0) > 0;
    return { case: id, persons: numbered(persons), gate: gateOf(persons), begun, film };
  }

  /** Today's visit; who is here is what was noted last, and nobody once it was ended. */
  #visit(entries: readonly Entry[]): Visit | null {
    let found: Visit | null = null;
    for (const { event } of entries) {
      if (event.kind !== 'visit-started' || !isSameDay(event.at, this.#ports.now())) continue;
      found = { visit: idOf(event.visit), persons: event.persons.map(idOf) };
    }
    return found;
  }

  /** The newest film of today that was not deleted. */
  async #film(entries: readonly Entry[]): Promise<VisitFilm | null> {
    const { deleting, filming, now, store } = this.#ports;
    const gone = new Set<string>();
    for (const { event } of entries) if (event.kind === 'film-deleted') gone.add(idOf(event.film));
    for (const { event } of [...entries].reverse()) {
      if (event.kind !== 'camera-opened' || !isSameDay(event.at, now()) || gone.has(idOf(event.film))) continue;
      const film = idOf(event.film);
      const row = await store.read(['films'], (tx) => tx.get('films', film));
      if (row === undefined || row.state === 'empty') continue;
      const { ms, state } = row;
      const sent = state === 'finished' && (await deleting.wasSent(film));
      return { film, at: event.at, ms, state, asked: filming.isAsked(film), sent };
    }
    return null;
  }
}

function wordRow(person: string): string {
  return `person/${person}`;
}

function rolesOf(entries: readonly Entry[]): ReadonlyMap<string, RoleInFilm> {
  const roles = new Map<string, RoleInFilm>();
  for (const { event } of entries) {
    if (event.kind !== 'person-added' && event.kind !== 'person-changed') continue;
    roles.set(idOf(event.person), event.role_in_film ?? 'adult');
  }
  return roles;
}

/** Numbers those who share a word. */
function numbered(persons: readonly Omit<VisitPerson, 'number'>[]): readonly VisitPerson[] {
  return persons.map((person, at) => {
    const alike = persons.filter((one) => one.word === person.word);
    const before = persons.slice(0, at).filter((one) => one.word === person.word).length;
    return { ...person, number: alike.length > 1 ? before + 1 : 0 };
  });
}

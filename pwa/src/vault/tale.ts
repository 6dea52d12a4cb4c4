// What a family's ledger tells, folded event by event.  A fold goes on where it stopped: a history only grows, so a new
// event costs itself alone.  Who may say what is judged by the views, which know the chain and the rolls.
import type { Bytes } from '../sync/bytes';
import type { Event } from '../sync/events';
import { hexId, parseBase64url } from '../sync/ids';
import type { CameraOpened, FilmDeleted, FilmFinished } from '../sync/wire.gen';
import type { Entry } from './volume';

/** Somebody's word about a film: by which device, and when it says. */
export interface Word {
  readonly device: string;
  readonly at: number;
}

/** What the ledger tells of one film. */
export interface FilmTale {
  readonly film: string;
  /** The device that opened the camera. */
  readonly device: string;
  readonly at: number;
  /** The date of the promise, as it was made. */
  readonly due_at: number;
  finished: Pick<FilmFinished, 'ms' | 'reason' | 'lost_ms'> | null;
  sent: Word | null;
  stopped: Word | null;
  /** The first deletion everywhere that was told. */
  deleted: { readonly at: number; readonly reason: FilmDeleted['reason'] } | null;
  /** Whether the device that made it has deleted it there, while other copies have still to go. */
  dropped: boolean;
  readonly canOpen: Word[];
  readonly opened: Word[];
}

/** Somebody who may be in a film, and their newest answer. */
export interface PersonTale {
  readonly person: string;
  readonly role: 'child' | 'adult' | 'voice_only' | 'bystander' | 'worker' | null;
  readonly answer: 'yes' | 'no' | 'later' | null;
  readonly asked_at: number | null;
}

/** A visit, planned or begun or both. */
export interface VisitTale {
  readonly visit: string;
  readonly at: number;
  readonly started_at: number | null;
}

/** What happened, for the line under a family's label. */
export interface Happening {
  readonly kind: Event['kind'];
  readonly at: number;
  readonly device: string;
}

const idOf = (text: string): string => hexId(parseBase64url(text, 16));

/** A person's newest decision: its frame, its answer, and when it was given. */
export interface Decided {
  readonly hash: Bytes;
  readonly answer: 'yes' | 'no' | 'later';
  readonly at: number;
}

/** The newest decision of each person. */
export function decisionsOf(entries: readonly Entry[]): ReadonlyMap<string, Decided> {
  const found = new Map<string, Decided>();
  for (const { event, hash } of entries) {
    if (event.kind === 'decision') found.set(idOf(event.person), { hash, answer: event.answer, at: event.at });
  }
  return found;
}

/** One family. */
export class Tale {
  label: string | null = null;
  purpose: 'help' | 'assessment' | null = null;
  languages: readonly string[] = [];
  ends_at: number | null = null;
  last: Happening | null = null;
  readonly persons = new Map<string, PersonTale>();
  readonly films = new Map<string, FilmTale>();
  readonly visits = new Map<string, VisitTale>();
  /** Devices that were let in after the case was opened, with those that say so. */
  readonly confirmed: { readonly device: string; readonly by: string }[] = [];
  #read = 0;

  /** Reads what is new of the entries; they are the same list that it was given before, or begin with it. */
  read(entries: readonly Entry[]): void {
    for (; this.#read < entries.length; this.#read++) {
      const entry = entries[this.#read];
      if (entry !== undefined) this.#take(entry);
    }
  }

  #take({ device: author, event }: Entry): void {
    const device = hexId(author);
    // A plan says when it is to be, not when it was made.
    if ('at' in event && event.kind !== 'visit-planned' && event.at >= (this.last?.at ?? 0)) {
      this.last = { kind: event.kind, at: event.at, device };
    }
    switch (event.kind) {
      case 'case-opened':
      case 'case-changed':
        this.label = event.label;
        this.purpose = event.purpose;
        this.languages = event.languages;
        this.ends_at = event.ends_at;
        break;
      case 'person-added':
      case 'person-changed': {
        const person = idOf(event.person);
        const known = this.persons.get(person);
        const told = { answer: known?.answer ?? null, asked_at: known?.asked_at ?? null };
        this.persons.set(person, { person, role: event.role_in_film, ...told });
        break;
      }
      case 'decision': {
        const known = this.persons.get(idOf(event.person));
        if (known === undefined) break;
        this.persons.set(known.person, { ...known, answer: event.answer, asked_at: event.at });
        break;
      }
      case 'visit-planned':
        this.#visit(idOf(event.visit), { at: event.at });
        break;
      case 'visit-started':
        this.#visit(idOf(event.visit), { started_at: event.at });
        break;
      case 'camera-opened':
        this.#opened(event, device);
        break;
      case 'device-confirmed':
        this.confirmed.push({ device: idOf(event.device), by: device });
        break;
      default:
        if ('film' in event) this.#film(event, device);
    }
  }

  #visit(visit: string, told: { readonly at?: number; readonly started_at?: number }): void {
    const known = this.visits.get(visit);
    const started_at = told.started_at ?? known?.started_at ?? null;
    this.visits.set(visit, { visit, at: told.at ?? known?.at ?? started_at ?? 0, started_at });
  }

  #opened({ at, due_at, film: told }: CameraOpened, device: string): void {
    const film = idOf(told);
    // A film's gate is opened once: what names it again changes nothing.
    if (this.films.has(film)) return;
    const words = { finished: null, sent: null, stopped: null, deleted: null, dropped: false };
    this.films.set(film, { film, device, at, due_at, ...words, canOpen: [], opened: [] });
  }

  #film(event: Extract<Event, { readonly film: string }>, device: string): void {
    const tale = this.films.get(idOf(event.film));
    if (tale === undefined) return;
    switch (event.kind) {
      case 'film-finished':
        tale.finished = { ms: event.ms, reason: event.reason, lost_ms: event.lost_ms };
        break;
      case 'film-sent':
        tale.sent ??= { device, at: event.at };
        break;
      case 'film-can-open':
        tale.canOpen.push({ device, at: event.at });
        break;
      case 'film-opened':
        tale.opened.push({ device, at: event.at });
        break;
      case 'film-stopped':
        tale.stopped ??= { device, at: event.at };
        break;
      case 'film-deleted':
        if (event.where === 'everywhere') tale.deleted ??= { at: event.at, reason: event.reason };
        else if (device === tale.device) tale.dropped = true;
        break;
      case 'camera-opened':
      case 'film-marks':
        break;
    }
  }
}

/** The tales of the ledgers that are in memory; one is told anew when its ledger was loaded anew. */
export class Tales {
  readonly #known = new WeakMap<readonly Entry[], Tale>();

  of(entries: readonly Entry[]): Tale {
    const known = this.#known.get(entries) ?? new Tale();
    this.#known.set(entries, known);
    known.read(entries);
    return known;
  }
}


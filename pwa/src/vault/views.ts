// What the page is shown, folded from the ledgers and the store.  Ids are hex; nothing here is a key.
import type { Bytes } from '../sync/bytes';
import { hexId, parseBase64url, parseHexId } from '../sync/ids';
import { ROLES } from '../sync/records';
import type { CaseView, FilmStatus, FilmView, MemberView, PeopleView, PersonView } from './api';
import type { Books } from './books';
import { isSafe } from './holdings';
import type { Ledger } from './ledger';
import type { Reception } from './reception';
import type { ClipRow, FilmRow } from './schema';
import type { Store } from './store';
import type { Uploader } from './uploader';
import type { Entry } from './volume';

/** Where the views come from. */
export interface ViewPorts {
  readonly store: Store;
  readonly books: Books;
  readonly ledger: Ledger;
  readonly uploader: Uploader;
  readonly reception: Reception;
  readonly member: Bytes;
  readonly device: Bytes;
}

const idOf = (text: string): string => hexId(parseBase64url(text, 16));

/** The service's settings, as its case tells them last. */
export interface Settings {
  readonly name: string;
  readonly days: number;
}

/** The newest settings; null where the service case cannot be read here. */
export async function settingsOf({ books, ledger }: Pick<ViewPorts, 'books' | 'ledger'>): Promise<Settings | null> {
  if (!books.hasChain) return null;
  const entries = await ledger.entries(books.serviceCase);
  let found: Settings | null = null;
  for (const { event } of entries) if (event.kind === 'service-settings') found = { name: event.name, days: event.days };
  return found;
}

async function namesOf({ books, ledger }: ViewPorts): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { event } of await ledger.entries(books.serviceCase)) {
    if (event.kind === 'member-named') names.set(idOf(event.member), event.name);
  }
  return names;
}

/** Who is in the service. */
export async function peopleOf(ports: ViewPorts): Promise<PeopleView> {
  const { books, device, reception } = ports;
  const names = await namesOf(ports);
  const self = books.chain.device(device);
  const people = new Map<string, MemberView>();
  for (const one of books.chain.devices()) {
    if (([ROLES.service, ROLES.recovery, ROLES.courier] as number[]).includes(one.role)) continue;
    if (one.revoked_at_seq !== null) continue;
    const member = hexId(one.member);
    const waits = one.counts ? null : hexId(one.device);
    const known = people.get(member);
    people.set(member, {
      member,
      name: names.get(member) ?? null,
      role: books.chain.memberRole(one.member) ?? one.role,
      me: member === hexId(ports.member),
      waits: known?.waits ?? waits,
      endorsable: waits !== null && mayEndorse(ports, one.device),
    });
  }
  const members = [...people.values()];
  const supervisors = members.filter(({ member }) => books.chain.isSupervisor(parseHexId(member)));
  return { role: self?.active === true ? self.role : null, members, waiting: reception.waiting, supervisors };
}

/** Another admin than the certifier, or another device of the same member. */
function mayEndorse({ books, device, member }: ViewPorts, waiting: Bytes): boolean {
  const self = books.chain.device(device);
  const about = books.chain.claimAbout(waiting);
  if (self?.active !== true || about === null) return false;
  const certifier = books.chain.byKey(about.signer);
  const another = certifier === null || hexId(certifier.member) !== hexId(member);
  return (self.role === ROLES.admin && another) || hexId(about.member) === hexId(member);
}

/** The families of this member. */
export async function casesOf(ports: ViewPorts): Promise<readonly CaseView[]> {
  const { books, ledger, member, store } = ports;
  const mine = books.cases().filter((id) => hexId(id) !== hexId(books.serviceCase) && books.rolls(id).has(member));
  const [clips, films, tombstones] = await store.read(['clips', 'films', 'tombstones'], (tx) =>
    Promise.all([tx.all('clips'), tx.all('films'), tx.all('tombstones')]),
  );
  const buried = new Set(tombstones.map((row) => row.group));
  const views: CaseView[] = [];
  for (const id of mine) {
    const volume = await ledger.volume(id);
    const shown = filmsOf(volume.entries, { clips, films, buried, uploader: ports.uploader });
    const { label, persons } = familyOf(volume.entries);
    views.push({ case: hexId(id), label, persons, films: shown, sealed: volume.sealed });
  }
  return views;
}

/** Label and persons of a family. */
function familyOf(entries: readonly Entry[]): { readonly label: string | null; readonly persons: PersonView[] } {
  let label: string | null = null;
  const persons = new Map<string, PersonView>();
  for (const { event } of entries) {
    if (event.kind === 'case-opened' || event.kind === 'case-changed') label = event.label;
    if (event.kind === 'person-added' || event.kind === 'person-changed') {
      const person = idOf(event.person);
      persons.set(person, { person, role: event.role_in_film, answer: persons.get(person)?.answer ?? null });
    }
    if (event.kind === 'decision') {
      const known = persons.get(idOf(event.person));
      if (known !== undefined) persons.set(known.person, { ...known, answer: event.answer });
    }
  }
  return { label, persons: [...persons.values()] };
}

/** The newest decision of each person: its frame and its answer. */
export function decisionsOf(entries: readonly Entry[]): ReadonlyMap<string, { hash: Bytes; answer: string }> {
  const found = new Map<string, { hash: Bytes; answer: string }>();
  for (const { event, hash } of entries) {
    if (event.kind === 'decision') found.set(idOf(event.person), { hash, answer: event.answer });
  }
  return found;
}

interface FilmFacts {
  readonly clips: readonly ClipRow[];
  readonly films: readonly FilmRow[];
  readonly buried: ReadonlySet<string>;
  readonly uploader: Uploader;
}

/** What the ledger tells of one film. */
interface Tale {
  readonly film: string;
  readonly at: number;
  readonly due_at: number;
  readonly ms: number;
  readonly finished: boolean;
  readonly sent: boolean;
  readonly deleted: boolean;
}

function filmsOf(entries: readonly Entry[], facts: FilmFacts): readonly FilmView[] {
  const tales = new Map<string, Tale>();
  for (const { event } of entries) {
    if (event.kind === 'camera-opened') {
      const film = idOf(event.film);
      const { at, due_at } = event;
      tales.set(film, { film, at, due_at, ms: 0, finished: false, sent: false, deleted: false });
    }
    if (!('film' in event)) continue;
    const tale = tales.get(idOf(event.film));
    if (tale === undefined) continue;
    if (event.kind === 'film-finished') tales.set(tale.film, { ...tale, ms: event.ms, finished: true });
    if (event.kind === 'film-sent') tales.set(tale.film, { ...tale, sent: true });
    if (event.kind === 'film-deleted' && event.where === 'everywhere') tales.set(tale.film, { ...tale, deleted: true });
  }
  return [...tales.values()].map((tale) => filmView(tale, facts));
}

function filmView(tale: Tale, facts: FilmFacts): FilmView {
  const { film, at, due_at, ms } = tale;
  const status = statusOf(tale, facts);
  const sent = status === 'sending' ? facts.uploader.sentOf(film) : null;
  return { film, at, due_at, ms, status, sent, fault: facts.uploader.faultOf(film) };
}

/** One honest word: a film is on the server when the server has acknowledged all four parts, never before. */
function statusOf(tale: Tale, { buried, clips, films, uploader }: FilmFacts): FilmStatus {
  if (buried.has(tale.film) || tale.deleted) return 'deleted';
  const row = films.find((one) => one.film === tale.film);
  const clip = clips.find((one) => one.clip === tale.film);
  if (row?.state === 'empty') return 'empty';
  if (clip !== undefined) {
    if (isSafe(clip)) return 'server';
    const sent = uploader.sentOf(tale.film);
    return sent !== null && sent.bytes > 0 ? 'sending' : 'tablet';
  }
  if (row?.state === 'filming') return 'filming';
  if (row?.state === 'closing') return 'closing';
  if (tale.finished && tale.ms === 0) return 'empty';
  return tale.sent ? 'server' : 'elsewhere';
}

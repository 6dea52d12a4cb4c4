// What the page is shown, folded from the ledgers and the store.  Ids are hex; nothing here is a key.
import type { Bytes } from '../sync/bytes';
import { goesAtOnce } from '../sync/envelope';
import { hexId, parseBase64url, parseHexId } from '../sync/ids';
import { ROLES } from '../sync/records';
import type { CaseView, StrangerView } from './api';
import type { Books } from './books';
import type { CameIn } from './came-in';
import type { CaseKeys } from './case-keys';
import type { Commands } from './commands';
import { buriedIn, countsOf, filmView, type Buried, type FilmEyes, type Held } from './film-views';
import type { Late } from './late';
import type { Ledger } from './ledger';
import type { Store } from './store';
import type { Tale, Tales } from './tale';
import type { Uploader } from './uploader';

export { decisionsOf } from './tale';

/** Where the views come from. */
export interface ViewPorts {
  readonly store: Store;
  readonly books: Books;
  readonly ledger: Ledger;
  readonly keys: Pick<CaseKeys, 'caseKey' | 'share'>;
  readonly tales: Tales;
  readonly uploader: Uploader;
  readonly commands: Commands;
  readonly late: Late;
  readonly cameIn: Pick<CameIn, 'moments'>;
  readonly member: Bytes;
  readonly device: Bytes;
}

const idOf = (text: string): string => hexId(parseBase64url(text, 16));

/** The names of members, by their ids in hex. */
export async function namesOf({ books, ledger }: Pick<ViewPorts, 'books' | 'ledger'>): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { event } of await ledger.entries(books.serviceCase)) {
    if (event.kind === 'member-named') names.set(idOf(event.member), event.name);
  }
  return names;
}

/** The families of this member. */
export async function casesOf(ports: ViewPorts): Promise<readonly CaseView[]> {
  const { books, ledger, member, tales } = ports;
  const ours = books.cases().filter((id) => hexId(id) !== hexId(books.serviceCase) && books.rolls(id).has(member));
  const names = await namesOf(ports);
  const [held, eyes] = [await heldBy(ports), eyesOf(ports, names)];
  const views: CaseView[] = [];
  for (const id of ours) {
    const volume = await ledger.volume(id);
    const name = hexId(id);
    const tale = tales.of(await ledger.entries(id));
    const { ends_at, label, languages, persons, purpose, visits } = tale;
    const films = [...tale.films.values()].map((film) => filmView(film, name, held, eyes));
    views.push({
      ...{ case: name, label, purpose, languages, ends_at, films, counts: countsOf(films.filter(({ mine }) => mine)) },
      ...{ persons: [...persons.values()], visits: [...visits.values()] },
      last: lastOf(tale, eyes),
      roll: rollOf(id, ports, names),
      strangers: strangersOf(id, tale, ports, eyes),
      ...{ sealed: volume.sealed, shut: volume.sealed === 0 ? null : await shutOf(id, ports) },
      late: await ports.late.views(name, eyes.nameOf),
    });
  }
  return views;
}

/** What is missing to open what is sealed. */
async function shutOf(id: Bytes, { books, keys }: ViewPorts): Promise<CaseView['shut']> {
  const { newest } = books.rolls(id);
  if (newest === null || (await keys.caseKey(id, newest.epoch)) === null) return 'key';
  return (await keys.share(id)) === null ? 'lease' : null;
}

function lastOf({ last }: Tale, eyes: FilmEyes): CaseView['last'] {
  return last === null ? null : { kind: last.kind, at: last.at, by: eyes.nameOf(last.device) };
}

/** What of films lies here. */
async function heldBy({ cameIn, commands, store }: ViewPorts): Promise<Held> {
  const [clips, films, tombstones] = await store.read(['clips', 'films', 'tombstones'], (tx) =>
    Promise.all([tx.all('clips'), tx.all('films'), tx.all('tombstones')]),
  );
  const buried = new Map<string, Buried>(tombstones.map((row) => [row.group, buriedIn(row.raw)]));
  return {
    clips: new Map(clips.map((row) => [row.clip, row])),
    films: new Map(films.map((row) => [row.film, row])),
    ...{ buried, sooner: await commands.sooner(), cameIn: await cameIn.moments() },
  };
}

function eyesOf({ books, device, member, uploader }: ViewPorts, names: ReadonlyMap<string, string>): FilmEyes {
  const memberOf = (one: string): string | null => {
    const found = books.chain.device(parseHexId(one));
    return found === null ? null : hexId(found.member);
  };
  const nameOf = (one: string): string | null => names.get(memberOf(one) ?? '') ?? null;
  return { books, uploader, device: hexId(device), nameOf, memberOf, member: hexId(member) };
}

function rollOf(id: Bytes, { books, member }: ViewPorts, names: ReadonlyMap<string, string>): CaseView['roll'] {
  return [...books.rolls(id).members].map(([one, role]) => {
    return { member: one, name: names.get(one) ?? null, role, me: one === hexId(member) };
  });
}

/** Devices of the roll that came after it, and that nobody has let in; shown to a supervisor of the roll. */
function strangersOf(id: Bytes, tale: Tale, ports: ViewPorts, eyes: FilmEyes): readonly StrangerView[] {
  const { books, member } = ports;
  const rolls = books.rolls(id);
  if (rolls.members.get(hexId(member)) !== ROLES.supervisor) return [];
  const confirmed = new Set(tale.confirmed.map(({ device }) => device));
  return books.chain
    .devices()
    .filter((one) => one.active && rolls.has(one.member) && !goesAtOnce(one.device, rolls, books.chain))
    .map((one) => ({ device: hexId(one.device), name: eyes.nameOf(hexId(one.device)) }))
    .filter(({ device }) => device !== eyes.device && !confirmed.has(device));
}

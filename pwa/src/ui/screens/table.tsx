// Which screen is where: the first part of the way, for each role.
import { ROLE } from '../places';
import { Devices } from './devices';
import { Families } from './families';
import { Films } from './films';
import { Inbox } from './inbox';
import { Members } from './members';
import { More } from './more';
import { Notes } from './notes';
import { HandOver } from './lock/hand-over';
import { Ways } from './lock/ways';
import { FilmScreen } from './player';
import type { Area } from '../words/english';
import type { Screen } from './screen';
import { Service } from './service';
import { Today } from './today';
import { Visit } from './visit';

/** A screen and the areas of its words, beside the frame: it speaks a language only where all of them are whole. */
export interface Entry {
  readonly screen: Screen;
  readonly areas: readonly Area[];
}

/**
 * The screens of a role by the first part of the way; the start has ''.  A screen further in has its own line:
 * `families/:id/notes` is what `#/families/<id>/notes` shows.
 */
type Table = Readonly<Record<string, Entry>>;

const DAY = ['today', 'families', 'films', 'errors'] as const;
const FAMILIES: Entry = { screen: Families, areas: DAY };
const PLAY: Entry = { screen: FilmScreen, areas: ['play', 'notes', 'errors'] };

const MORE: Entry = { screen: More, areas: ['settings', 'errors'] };
const STAFF = ['members', 'settings', 'errors'] as const;

const VISIT: Entry = { screen: Visit, areas: ['visit', 'film', 'errors'] };
const NOTES: Entry = { screen: Notes, areas: ['notes', 'families', 'errors'] };

/** Everybody's own, whatever their role. */
const OWN: Table = {
  unlocking: { screen: Ways, areas: ['lock', 'errors'] },
  'hand-over': { screen: HandOver, areas: ['lock', 'errors'] },
};

const FIELD: Table = {
  '': { screen: Today, areas: DAY },
  families: FAMILIES,
  'families/:id/notes': NOTES,
  films: { screen: Films, areas: DAY },
  visit: VISIT,
  more: MORE,
  play: PLAY,
};

const SUPERVISOR: Table = {
  '': { screen: Inbox, areas: ['play', 'errors'] },
  families: FAMILIES,
  'families/:id/notes': NOTES,
  visit: VISIT,
  more: MORE,
  play: PLAY,
};

const ADMIN: Table = {
  '': { screen: Members, areas: STAFF },
  devices: { screen: Devices, areas: STAFF },
  service: { screen: Service, areas: STAFF },
  more: MORE,
};

const OTHER: Table = { '': MORE };

/** The screen for a way; the start where nothing is there. */
export function screenAt(role: number | null, way: readonly string[]): Entry {
  const table = tableOf(role);
  const [first = '', , third] = way;
  const further = third === undefined ? undefined : table[`${first}/:id/${third}`];
  return further ?? table[first] ?? OWN[first] ?? table[''] ?? MORE;
}

function tableOf(role: number | null): Table {
  switch (role) {
    case ROLE.field:
      return FIELD;
    case ROLE.supervisor:
      return SUPERVISOR;
    case ROLE.admin:
      return ADMIN;
    default:
      return OTHER;
  }
}

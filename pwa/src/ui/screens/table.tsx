// Which screen is where: the first part of the way, for each role.
import { ROLE } from '../places';
import { Plain } from './plain';
import type { Area } from '../words/english';
import type { Screen } from './screen';

/** A screen and the areas of its words, beside the frame: it speaks a language only where all of them are whole. */
export interface Entry {
  readonly screen: Screen;
  readonly areas: readonly Area[];
}

/** The screens of a role by the first part of the way; the start has ''. */
type Table = Readonly<Record<string, Entry>>;

const PLAIN: Entry = { screen: Plain, areas: ['start', 'lock'] };

const FIELD: Table = {
  '': PLAIN,
  families: PLAIN,
  films: PLAIN,
  more: PLAIN,
};

const SUPERVISOR: Table = {
  '': PLAIN,
  families: PLAIN,
  more: PLAIN,
};

const ADMIN: Table = {
  '': PLAIN,
  devices: PLAIN,
  service: PLAIN,
};

const OTHER: Table = { '': PLAIN };

/** The screen for a way; the start where nothing is there. */
export function screenAt(role: number | null, way: readonly string[]): Entry {
  const table = tableOf(role);
  return table[way[0] ?? ''] ?? table[''] ?? PLAIN;
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

// Which screen is where: the first part of the way, for each role.
import { ROLE } from '../places';
import { Plain } from './plain';
import type { Screen } from './screen';

/** The screens of a role by the first part of the way; the start has ''. */
export type Table = Readonly<Record<string, Screen>>;

const FIELD: Table = {
  '': Plain,
  families: Plain,
  films: Plain,
  more: Plain,
};

const SUPERVISOR: Table = {
  '': Plain,
  families: Plain,
  more: Plain,
};

const ADMIN: Table = {
  '': Plain,
  devices: Plain,
  service: Plain,
};

const OTHER: Table = { '': Plain };

/** The screen for a way; the start where nothing is there. */
export function screenAt(role: number | null, way: readonly string[]): Screen {
  const table = tableOf(role);
  return table[way[0] ?? ''] ?? table[''] ?? Plain;
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

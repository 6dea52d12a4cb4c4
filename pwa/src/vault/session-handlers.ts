// What the page may ask of an unlocked member, each by the part that answers it.
import type { FamilyHandlers, FilmingHandlers, PeopleHandlers, SyncHandlers } from './api';
import type { Session } from './session';

export type SessionHandlers = PeopleHandlers & FamilyHandlers & FilmingHandlers & SyncHandlers;

/** `open` gives the session of the unlocked member, or throws `unlock-locked`. */
export function sessionHandlers(open: () => Session): SessionHandlers {
  return {
    'members.invite': async ({ name, role }) => ({ link: await open().invite(name, role) }),
    'members.let-in': async ({ enrol, words }) => open().letIn(enrol, words),
    'members.differ': async ({ enrol }) => open().differ(enrol),
    'members.endorse': async ({ device }) => open().endorse(device),
    'case.open': async (ask) => open().families.openFamily(ask),
    'person.add': async (ask) => open().families.addPerson(ask),
    'person.answer': async (ask) => open().families.answer(ask),
    'film.open': async (ask) => open().filming.openFilm(ask),
    'film.append': async (ask) => open().filming.append(ask),
    'film.finish': async (ask) => open().filming.finishFilm(ask),
    'sync.now': async () => open().contact(),
  };
}

// What the page may ask of an unlocked member, each by the part that answers it.
import type { FamilyHandlers, FilmingHandlers, NoteHandlers, PeopleHandlers, PlayHandlers } from './api';
import type { ServiceHandlers, SyncHandlers, TabletHandlers, VisitHandlers } from './api';
import { parseHexId } from '../sync/ids';
import type { Session } from './session';
import { staffHandlers } from './staff-desk';

export type SessionHandlers =
  & PeopleHandlers
  & ServiceHandlers
  & Pick<TabletHandlers, 'tablet.name'>
  & FamilyHandlers
  & FilmingHandlers
  & NoteHandlers
  & PlayHandlers
  & SyncHandlers
  & VisitHandlers;

/** `open` gives the session of the unlocked member, or throws `unlock-locked`. */
export function sessionHandlers(open: () => Session): SessionHandlers {
  return {
    ...staffHandlers(
      () => open().staff,
      () => open().reception,
    ),
    'service.change': async (ask) => open().serviceDesk.change(ask),
    'tablet.name': async ({ name }) => open().tablet.name(name),
    'case.open': async (ask) => open().families.openFamily(ask),
    'case.change': async (ask) => open().families.changeFamily(ask),
    'case.let-in': async (ask) => open().families.letIn(ask),
    'case.admit': async ({ device, ...ask }) => open().late.admit(ask.case, device),
    'visit.plan': async (ask) => open().families.planVisit(ask),
    'person.add': async (ask) => open().families.addPerson(ask),
    'person.answer': async (ask) => open().families.answer(ask),
    'visit.here': async (ask) => open().visiting.visits.here(ask),
    'visit.add': async (ask) => open().visiting.visits.add(ask),
    'visit.answer': async (ask) => open().visiting.visits.answer(ask),
    'visit.end': async (ask) => open().visiting.visits.end(ask),
    'film.open': async (ask) => open().visiting.filming.openFilm(ask),
    'film.append': async (ask) => open().visiting.filming.append(ask),
    'film.mark': async (ask) => open().visiting.filming.mark(ask),
    'film.all-asked': async ({ film }) => open().allAsked(film),
    'film.finish': async (ask) => open().visiting.filming.finishFilm(ask),
    'film.keep': async ({ film }) => {
      open().visiting.filming.settle(film);
    },
    'film.delete': async (ask) => open().visiting.deleting.deleteFilm(ask),
    'cut.seen': async () => {
      open().visiting.cut.seen();
    },
    'film.sooner': async ({ film, ...ask }) => open().sooner(parseHexId(ask.case), parseHexId(film)),
    'film.try-now': async ({ film }) => open().tryNow(film),
    'reel.open': async (ask) => open().play.open(ask),
    'reel.serve': async (ask) => open().play.serve(ask),
    'reel.close': async (ask) => open().play.close(ask),
    'note.new': async (ask) => open().notebook.notes.begin(ask),
    'note.type': async (ask) => open().notebook.notes.type(ask),
    'note.seal': async () => open().notebook.notes.sealAll(),
    'voice.begin': async (ask) => open().notebook.voice.begin(ask),
    'voice.append': async (ask) => open().notebook.voice.append(ask),
    'voice.finish': async ({ clip }) => open().notebook.voice.finish(clip),
    'voice.listen': async ({ clip }) => ({ sound: await open().notebook.listening.listen(clip) }),
    'sync.now': async () => open().contact(),
    'sync.date': async ({ right }) => open().doubt.answer(right),
  };
}

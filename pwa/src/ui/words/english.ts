// The English words of every screen, area by area: i18n/en/<area>.ftl.  An id begins with the name of its area.
import errors from '../../../../i18n/en/errors.ftl';
import families from '../../../../i18n/en/families.ftl';
import film from '../../../../i18n/en/film.ftl';
import films from '../../../../i18n/en/films.ftl';
import frame from '../../../../i18n/en/frame.ftl';
import help from '../../../../i18n/en/help.ftl';
import lock from '../../../../i18n/en/lock.ftl';
import members from '../../../../i18n/en/members.ftl';
import notes from '../../../../i18n/en/notes.ftl';
import play from '../../../../i18n/en/play.ftl';
import settings from '../../../../i18n/en/settings.ftl';
import start from '../../../../i18n/en/start.ftl';
import today from '../../../../i18n/en/today.ftl';
import visit from '../../../../i18n/en/visit.ftl';

/** English is complete, and what every other language falls back to, a whole screen at a time. */
export const ENGLISH = {
  ...{ errors, families, film, films, frame, help, lock, members, notes, play, settings, start, today, visit },
} as const;

/** The words of one screen, or of a part that several have. */
export type Area = keyof typeof ENGLISH;

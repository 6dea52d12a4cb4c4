// The Bengali words: drafts of every area, which no native speaker has checked.
import errors from '../../../../i18n/bn/errors.ftl';
import families from '../../../../i18n/bn/families.ftl';
import film from '../../../../i18n/bn/film.ftl';
import films from '../../../../i18n/bn/films.ftl';
import frame from '../../../../i18n/bn/frame.ftl';
import help from '../../../../i18n/bn/help.ftl';
import lock from '../../../../i18n/bn/lock.ftl';
import members from '../../../../i18n/bn/members.ftl';
import notes from '../../../../i18n/bn/notes.ftl';
import play from '../../../../i18n/bn/play.ftl';
import settings from '../../../../i18n/bn/settings.ftl';
import start from '../../../../i18n/bn/start.ftl';
import today from '../../../../i18n/bn/today.ftl';
import visit from '../../../../i18n/bn/visit.ftl';
import type { Area } from './english';

export const BENGALI: Readonly<Partial<Record<Area, string>>> = {
  ...{ errors, families, film, films, frame, help, lock, members, notes },
  ...{ play, settings, start, today, visit },
};

// The Sylheti words: drafts of every area, which no native speaker has checked.
import errors from '../../../../i18n/syl-Beng/errors.ftl';
import families from '../../../../i18n/syl-Beng/families.ftl';
import film from '../../../../i18n/syl-Beng/film.ftl';
import films from '../../../../i18n/syl-Beng/films.ftl';
import frame from '../../../../i18n/syl-Beng/frame.ftl';
import help from '../../../../i18n/syl-Beng/help.ftl';
import lock from '../../../../i18n/syl-Beng/lock.ftl';
import members from '../../../../i18n/syl-Beng/members.ftl';
import notes from '../../../../i18n/syl-Beng/notes.ftl';
import play from '../../../../i18n/syl-Beng/play.ftl';
import settings from '../../../../i18n/syl-Beng/settings.ftl';
import start from '../../../../i18n/syl-Beng/start.ftl';
import today from '../../../../i18n/syl-Beng/today.ftl';
import visit from '../../../../i18n/syl-Beng/visit.ftl';
import type { Area } from './english';

export const SYLHETI: Readonly<Partial<Record<Area, string>>> = {
  ...{ errors, families, film, films, frame, help, lock, members, notes },
  ...{ play, settings, start, today, visit },
};

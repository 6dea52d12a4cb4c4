// The English words of every screen, area by area: i18n/en/<area>.ftl.  An id begins with the name of its area.
import { FluentBundle, FluentResource } from '@fluent/bundle';
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
import { sayer, type Tongue } from './say';

const AREAS = [
  ...[errors, families, film, films, frame, help, lock, members, notes, play, settings, start, today, visit],
];

/** English: complete, and what every other language falls back to, a whole screen at a time. */
export function english(): Tongue {
  const bundle = new FluentBundle('en-GB', { useIsolating: false });
  for (const text of AREAS) bundle.addResource(new FluentResource(text));
  return { language: 'en', say: sayer(bundle) };
}

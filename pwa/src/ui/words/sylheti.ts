// The Sylheti words, as far as they are drafted.
import errors from '../../../../i18n/syl-Beng/errors.ftl';
import film from '../../../../i18n/syl-Beng/film.ftl';
import frame from '../../../../i18n/syl-Beng/frame.ftl';
import visit from '../../../../i18n/syl-Beng/visit.ftl';
import type { Area } from './english';

export const SYLHETI: Readonly<Partial<Record<Area, string>>> = { errors, film, frame, visit };

// The Sylheti words, as far as they are drafted.
import frame from '../../../../i18n/syl-Beng/frame.ftl';
import type { Area } from './english';

export const SYLHETI: Readonly<Partial<Record<Area, string>>> = { frame };

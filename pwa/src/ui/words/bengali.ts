// The Bengali words, as far as they are drafted.
import frame from '../../../../i18n/bn/frame.ftl';
import type { Area } from './english';

export const BENGALI: Readonly<Partial<Record<Area, string>>> = { frame };

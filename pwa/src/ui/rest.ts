// Whether this is a moment at which the app may be replaced by a newer one.

import type { Desk } from './desk';

/** What goes on in the page. */
export interface Doings {
  readonly stage: string;
  /** The first part of the way. */
  readonly place: string;
  /** Nothing may lead away: somebody films. */
  readonly held: boolean;
  /** Films or other things are being sent. */
  readonly sending: boolean;
}

/** Places where a family looks at the screen, or a film is being looked at. */
const BUSY_PLACES: readonly string[] = ['visit', 'film', 'play', 'review'];
/** Stages at which somebody may be in the middle of something that a new start would end. */
const BUSY_STAGES: readonly string[] = ['setup', 'setting-up', 'join', 'joining', 'starting'];

/** No film, no visit, no review, no upload is under way (product.md; screens.md, risk 25). */
export function isAtRest({ held, place, sending, stage }: Doings): boolean {
  return !held && !sending && !BUSY_PLACES.includes(place) && !BUSY_STAGES.includes(stage);
}

/** Whether this page is at rest now. */
export function atRest({ route, vault }: Pick<Desk, 'route' | 'vault'>): boolean {
  const sync = vault.sync.value;
  const sending = sync !== null && (sync.sending || sync.waiting > 0);
  const place = route.way.value[0] ?? '';
  return isAtRest({ stage: vault.door.value.stage, place, held: route.isHeld, sending });
}

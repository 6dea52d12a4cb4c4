// Room for films, as it is told: never more than anybody has looked for.
import type { RoomView } from '../../vault/api';
import { lengthOf } from './dates';
import type { Say } from './say';

/** "22 min", "1 h or more". */
export function roomOf({ minutes, more }: RoomView, say: Say): string {
  const length = lengthOf(minutes * 60_000, say.language);
  return more ? say('frame-or-more', { length }) : length;
}

// The rail of each role.  What belongs to a later release is not there at all.
import type { Place } from './frame/app-frame';
import type { Say } from './words/say';

export const ROLE = { field: 1, supervisor: 2, interpreter: 3, admin: 4, safeguarding: 5 } as const;

export function placesOf(role: number | null, say: Say): readonly Place[] {
  const place = (to: string, icon: Place['icon'], id: string): Place => ({ to, icon, words: say(id) });
  switch (role) {
    case ROLE.field:
      return [
        place('/', 'today', 'frame-today'),
        place('/families', 'family', 'frame-families'),
        place('/films', 'film', 'frame-films'),
        place('/more', 'more', 'frame-more'),
      ];
    case ROLE.supervisor:
      return [
        place('/', 'film', 'frame-inbox'),
        place('/families', 'family', 'frame-families'),
        place('/more', 'more', 'frame-more'),
      ];
    case ROLE.admin:
      return [
        place('/', 'person', 'frame-members'),
        place('/devices', 'tablet', 'frame-devices'),
        place('/service', 'shield', 'frame-service'),
      ];
    default:
      return [place('/', 'more', 'frame-more')];
  }
}

// What Today says of the films that are only on this tablet, and whose tablet it is just now.
import type { LockView, PeopleView, SyncView } from '../../../vault/api';
import type { Say } from '../../words/say';

/** What is known of films here; `made` is whether this member has filmed at all. */
export interface FilmsKnown extends Pick<SyncView, 'films_waiting' | 'films_hidden'> {
  readonly made: boolean;
}

/** The line about films, and what stands under it beside when anything was sent last. */
export function filmsHere({ films_hidden, films_waiting: n, made }: FilmsKnown, say: Say): readonly [string, string] {
  if (n > 0) return [say('today-only-here', { n }), say('today-sealed', { n })];
  // A film that is hidden for its date is here all the same.
  if (films_hidden > 0) return [say('today-hidden', { n: films_hidden }), say('today-hidden-why')];
  return [say(made ? 'today-all-sent' : 'today-no-films'), ''];
}

/**
 * What the member at work is called.  The service's list of names may be shut on this tablet, as while its date is
 * wrong; the tablet then still knows the first name of each of its own members.
 */
export function ownName(people: PeopleView, locks: LockView | null): string {
  const listed = people.members.find((member) => member.me)?.name ?? null;
  return listed ?? locks?.members.find((one) => one.owner === locks.owner)?.name ?? '';
}

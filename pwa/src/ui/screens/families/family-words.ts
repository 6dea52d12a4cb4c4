// What the screens say of a family: what happened last, its languages, its people, labels to choose from.
import type { CaseView, PersonView } from '../../../vault/api';
import { dateOf, isSameDay, timeOf } from '../../words/dates';
import type { Say } from '../../words/say';

/** The languages that the screens can name. */
export const SPOKEN = ['en', 'bn', 'syl'] as const;

/** "Sylheti, English". */
export function spokenBy(languages: readonly string[], say: Say): string {
  return languages.map((tag) => nameOf(tag, say)).join(', ');
}

function nameOf(tag: string, say: Say): string {
  const [base = tag] = tag.split('-');
  return (SPOKEN as readonly string[]).includes(base) ? say(`families-language-${base}`) : tag;
}

export function roleOf({ role }: PersonView, say: Say): string {
  return say(`families-role-${role ?? 'bystander'}`);
}

/** The last thing that happened, in one line. */
export function lastOf(family: CaseView, now: number, say: Say): string {
  const { label, last } = family;
  if (label === null) return shutOf(family, say);
  if (last === null) return say('families-last-none');
  const when = isSameDay(last.at, now)
    ? say('families-today-at', { time: timeOf(last.at, say.language) })
    : say('families-on', { day: dateOf(last.at, now, say.language) });
  switch (last.kind) {
    case 'camera-opened':
      return say('families-last-film', { when });
    case 'visit-started':
      return say('families-last-visit', { when });
    case 'decision':
      return say('families-last-answer', { when });
    case 'film-sent':
      return say('families-last-sent', { when });
    case 'film-can-open':
      return say('families-last-can-open', { when });
    case 'film-opened':
      return say('families-last-seen', { name: last.by ?? say('films-somebody'), when });
    case 'film-deleted':
      return say('families-last-deleted', { when });
    case 'film-stopped':
      return say('families-last-stopped', { when });
    default:
      return say('families-last-none');
  }
}

/** Why a family cannot be opened here, and what opens it. */
export function shutOf({ shut }: CaseView, say: Say): string {
  return shut === 'lease' ? say('families-shut-lease') : say('families-shut');
}

export type State = 'shut' | 'damaged' | 'tablet' | 'server' | 'supervisor' | 'deleted' | 'none';

/** The one word for a family's films: what is least safe comes first. */
export function stateOf({ films, label }: CaseView): State {
  if (label === null) return 'shut';
  const has = (...wanted: readonly string[]): boolean => films.some(({ status }) => wanted.includes(status));
  if (has('damaged')) return 'damaged';
  if (has('tablet', 'sending', 'closing', 'filming', 'elsewhere', 'hidden')) return 'tablet';
  if (has('server')) return 'server';
  if (has('supervisor')) return 'supervisor';
  return has('deleted') ? 'deleted' : 'none';
}

/** A label of two plain words that no family here has; `draw` gives numbers from 0 to 1. */
export function drawLabel(taken: ReadonlySet<string>, say: Say, draw: () => number = Math.random): string {
  const first = say('families-first-words').split(' ');
  const second = say('families-second-words').split(' ');
  const one = (words: readonly string[]): string => words[Math.floor(draw() * words.length)] ?? '';
  for (let tries = 0; tries < 100; tries++) {
    const label = `${one(first)} ${one(second)}`;
    if (!taken.has(label.toLowerCase())) return label;
  }
  return `${one(first)} ${one(second)}`;
}

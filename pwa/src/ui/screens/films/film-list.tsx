// Many films in a list that stays quick: they are drawn some at a time, and a change draws anew only where it is.
import { useSignal } from '@preact/signals';
import { Component, type ComponentChildren, type JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { CaseView, FilmView } from '../../../vault/api';
import { FilmRow } from './film-row';
import { isLate } from './film-words';

/** So many rows are drawn at once: they take less time than a picture of the screen may. */
const SOME = 20;

export interface Listed {
  readonly film: FilmView;
  readonly family: CaseView;
}

export interface FilmListProps {
  readonly label: string;
  readonly films: readonly Listed[];
  readonly by: 'family' | 'day';
  readonly now: number;
  readonly reached: boolean;
}

export function FilmList({ by, films, label, now, reached }: FilmListProps): JSX.Element {
  const drawn = useSignal(SOME);
  const all = films.length;
  useEffect(() => {
    if (drawn.value >= all) return undefined;
    // The next ones come when the page has nothing else to do.
    const timer = requestIdleCallback(() => {
      drawn.value += SOME;
    });
    return () => {
      cancelIdleCallback(timer);
    };
  }, [drawn.value, all]);
  const shown = films.slice(0, drawn.value);
  const parts = Array.from({ length: Math.ceil(shown.length / SOME) }, (_, i) => shown.slice(i * SOME, (i + 1) * SOME));
  return (
    <ul class="card flush films" aria-label={label}>
      {parts.map((part, i) => (
        <Same key={i} what={spelled(part, now, reached)}>
          {part.map(({ family, film }) => (
            <FilmRow key={film.film} film={film} family={family} by={by} now={now} reached={reached} />
          ))}
        </Same>
      ))}
    </ul>
  );
}

/** What of a part is shown and may change, in a word that is cheap to compare. */
function spelled(part: readonly Listed[], now: number, reached: boolean): string {
  const words = part.map(({ family, film }) => {
    const { again_at, due_at, fault, here, ms, seen, sent, sent_at, sooner_by, status } = film;
    const told = [film.film, status, due_at, ms, here, sent?.bytes, sent?.left_ms, sent_at, fault, again_at, sooner_by];
    const since = [isLate(film, now), seen.length, seen.at(-1)?.at, film.deleted?.at];
    return [...told, ...since, family.label, family.roll.length].join();
  });
  return [new Date(now).toDateString(), reached, ...words].join('|');
}

/** Draws its children anew only where what they show is another. */
class Same extends Component<{ readonly what: string; readonly children: ComponentChildren }> {
  override shouldComponentUpdate(next: { readonly what: string }): boolean {
    return next.what !== this.props.what;
  }

  override render(): ComponentChildren {
    return this.props.children;
  }
}

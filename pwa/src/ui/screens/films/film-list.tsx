// Many films in a list that stays quick: they are drawn some at a time, and a change draws anew only where it is.  The
// rows out of sight are there for keys and for what reads the screen; the browser lays them out when they come near.
import { useSignal } from '@preact/signals';
import { Component, type ComponentChildren, type JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { CaseView, FilmView } from '../../../vault/api';
import { FilmRow } from './film-row';
import { isLate } from './film-words';

/** So many rows are drawn at once: on a slow tablet too they take less time than a picture of the screen may. */
const SOME = 10;
/** So many parts are drawn at first: a screenful. */
const AT_FIRST = 2;

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

/** Some films of the list, and in a word what of them is shown. */
interface Part {
  readonly films: readonly Listed[];
  readonly what: string;
}

export function FilmList({ by, films, label, now, reached }: FilmListProps): JSX.Element {
  const drawn = useSignal(AT_FIRST);
  const parts = useMemo(() => partsOf(films, now, reached), [films, now, reached]);
  useEffect(() => {
    if (drawn.value >= parts.length) return undefined;
    // The next ones come when the page has nothing else to do.
    const timer = requestIdleCallback(() => {
      drawn.value += 1;
    });
    return () => {
      cancelIdleCallback(timer);
    };
  }, [drawn.value, parts.length]);
  return (
    <ul class="card flush films" aria-label={label}>
      {parts.slice(0, drawn.value).map((part, i) => (
        <Same key={i} what={part.what}>
          {() =>
            part.films.map(({ family, film }) => (
              <FilmRow key={film.film} film={film} family={family} by={by} now={now} reached={reached} />
            ))
          }
        </Same>
      ))}
    </ul>
  );
}

function partsOf(films: readonly Listed[], now: number, reached: boolean): readonly Part[] {
  return Array.from({ length: Math.ceil(films.length / SOME) }, (_, i) => {
    const some = films.slice(i * SOME, (i + 1) * SOME);
    return { films: some, what: spelled(some, now, reached) };
  });
}

/** What of a part is shown and may change, in a word that is cheap to compare. */
function spelled(part: readonly Listed[], now: number, reached: boolean): string {
  const words = part.map(({ family, film }) => {
    const { again_at, came_in, due_at, fault, here, ms, seen, sent, sent_at, sooner_by, status } = film;
    const told = [film.film, status, due_at, ms, here, sent?.bytes, sent?.left_ms, sent_at, fault, again_at, sooner_by];
    const since = [isLate(film, now), came_in.length, seen.length, seen.at(-1)?.at, film.deleted?.at];
    return [...told, ...since, family.label, family.roll.length].join();
  });
  return [new Date(now).toDateString(), reached, ...words].join('|');
}

/** Draws its children anew only where what they show is another. */
class Same extends Component<{ readonly what: string; readonly children: () => ComponentChildren }> {
  override shouldComponentUpdate(next: { readonly what: string }): boolean {
    return next.what !== this.props.what;
  }

  override render(): ComponentChildren {
    return this.props.children();
  }
}

// D1 Films: every film of this member, the oldest promise first, one honest line for each, and a number that adds up.
import type { JSX } from 'preact';
import type { CaseView, FilmCounts, SyncView } from '../../vault/api';
import { useDesk, useNow } from '../desk';
import { AppFrame } from '../frame/app-frame';
import { Nothing } from '../parts/lists';
import { useSay } from '../words/say';
import { DateDoubt } from './films/date-doubt';
import { FilmList, type Listed } from './films/film-list';
import type { ScreenProps } from './screen';

/** A film that goes by itself comes first by its date; what is gone is at the end, the newest first. */
export function filmsOf(cases: readonly CaseView[]): readonly Listed[] {
  const all = cases.flatMap((family) =>
    family.films.filter((film) => film.mine && film.status !== 'empty').map((film) => ({ film, family })),
  );
  return all.sort((one, other) => placeOf(one) - placeOf(other) || other.film.at - one.film.at);
}

function placeOf({ film }: Listed): number {
  return film.status === 'deleted' ? Number.MAX_SAFE_INTEGER : film.due_at;
}

/** The sum of the families' counts. */
function sumOf(cases: readonly CaseView[]): FilmCounts {
  const sum = { filmed: 0, tablet: 0, server: 0, supervisor: 0, deleted: 0, elsewhere: 0, damaged: 0 };
  for (const { counts } of cases) for (const place of PLACES) sum[place] += counts[place];
  return sum;
}

const PLACES = ['filmed', 'tablet', 'server', 'supervisor', 'deleted', 'elsewhere', 'damaged'] as const;

export function Films({ places }: ScreenProps): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const now = useNow();
  const films = filmsOf(vault.cases.value);
  const sync = vault.sync.value;
  return (
    <AppFrame side="yours" title={say('films-title')} places={places} here="/films">
      <div class="stack wide">
        <DateDoubt />
        {films.length === 0 ? (
          <Nothing icon="film" words={say('films-empty')} />
        ) : (
          <>
            <Sum counts={sumOf(vault.cases.value)} />
            <FilmList by="family" label={say('films-list')} films={films} now={now.value} reached={isReached(sync)} />
          </>
        )}
      </div>
    </AppFrame>
  );
}

export function isReached(sync: SyncView | null): boolean {
  return sync?.reached === true;
}

/** "12 filmed = 2 on this tablet only + 7 sealed copies + …". */
function Sum({ counts }: { readonly counts: FilmCounts }): JSX.Element {
  const say = useSay();
  const { damaged, deleted, elsewhere, filmed, server, supervisor, tablet } = counts;
  const parts = [
    say('films-sum-tablet', { n: tablet }),
    say('films-sum-server', { n: server }),
    say('films-sum-supervisor', { n: supervisor }),
    say('films-sum-deleted', { n: deleted }),
    ...(elsewhere > 0 ? [say('films-sum-elsewhere', { n: elsewhere })] : []),
    ...(damaged > 0 ? [say('films-sum-damaged', { n: damaged })] : []),
  ];
  return (
    <p class="film-sum" role="group" aria-label={say('films-sum')}>
      <strong>{say('films-sum-filmed', { n: filmed })}</strong>
      {parts.map((part, i) => (
        <span key={part}>
          <span class="film-sign">{i === 0 ? '=' : '+'}</span> {part}
        </span>
      ))}
    </p>
  );
}

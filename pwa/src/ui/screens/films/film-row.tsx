// One film in the list: family and moment, its track with words, its one fact, and behind a press everything else.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { CaseView, FilmView } from '../../../vault/api';
import { FilmTrack } from '../../parts/lists';
import { Icon } from '../../parts/icon';
import { dateOf, lengthOf, shortDateOf, timeOf } from '../../words/dates';
import { isolated } from '../../words/isolated';
import { useSay, type Say } from '../../words/say';
import { FilmFacts } from './film-facts';
import { besideOf, isLate, keptOf, statusOf } from './film-words';

/** Progress is told at most so often, ms: it is read out. */
const CALM_MS = 10_000;

export interface FilmRowProps {
  readonly film: FilmView;
  readonly family: CaseView;
  readonly now: number;
  readonly reached: boolean;
  /** In the list of all films a row is called by its family, on the page of a family by its day. */
  readonly by: 'family' | 'day';
}

export function FilmRow({ by, family, film, now, reached }: FilmRowProps): JSX.Element {
  const say = useSay();
  const open = useSignal(false);
  const id = useId();
  const status = useCalm(statusOf(film, now, say), film.status);
  const fact = by === 'day' ? keptOf(film, now, reached, say) : besideOf(film, now, reached, say);
  const beside = useCalm(fact, film.status);
  const late = isLate(film, now);
  const title = by === 'day' ? say('films-day', { day: dateOf(film.at, now, say.language) }) : titleOf(family, say);
  const stamp = by === 'day' ? timeOf(film.at, say.language) : `${shortDateOf(film.at, say.language)} ${timeOf(film.at, say.language)}`;
  const length = film.ms > 0 ? ` · ${lengthOf(film.ms, say.language)}` : '';
  return (
    <li class="film" data-film={film.film} data-status={film.status}>
      <button
        type="button"
        class="film-head"
        aria-expanded={open.value}
        aria-controls={open.value ? id : undefined}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <span class="film-what">
          <strong>{title}</strong>
          <small>{stamp + length}</small>
        </span>
        <Track film={film} words={status} />
        <span class={late ? 'film-state late' : 'film-state'} aria-hidden="true">
          {status}
        </span>
        <small class="film-beside">{beside}</small>
        <Icon name="next" />
      </button>
      {film.status === 'sending' ? (
        <span class="heard-only" role="status">
          {status} {beside}
        </span>
      ) : null}
      {open.value ? (
        <div id={id}>
          <FilmFacts film={film} family={family} now={now} />
        </div>
      ) : null}
    </li>
  );
}

function titleOf({ label }: CaseView, say: Say): string {
  return isolated(label ?? say('families-shut-label'));
}

/** The four steps; a film that is gone or not whole has its own sign. */
function Track({ film, words }: { readonly film: FilmView; readonly words: string }): JSX.Element {
  switch (film.status) {
    case 'deleted':
      return <Sign icon="bin" words={words} />;
    case 'damaged':
      return <Sign icon="warn" words={words} />;
    case 'hidden':
    case 'elsewhere':
    case 'empty':
      return <Sign icon="film" words={words} />;
    case 'server':
      return <FilmTrack reached={2} words={words} />;
    case 'supervisor':
      return <FilmTrack reached={3} words={words} />;
    case 'sending':
      return <FilmTrack reached={1} half words={words} />;
    case 'tablet':
    case 'filming':
    case 'closing':
      return <FilmTrack reached={1} words={words} />;
  }
}

function Sign({ icon, words }: { readonly icon: 'bin' | 'warn' | 'film'; readonly words: string }): JSX.Element {
  return (
    <span class="track sign" role="img" aria-label={words}>
      <Icon name={icon} />
    </span>
  );
}

/** Words that change at most every ten seconds while `state` stays the same. */
function useCalm(words: string, state: string): string {
  const shown = useSignal(words);
  const last = useRef({ at: 0, state });
  useEffect(() => {
    const due = last.current.state === state ? last.current.at + CALM_MS - Date.now() : 0;
    const tell = (): void => {
      last.current = { at: Date.now(), state };
      shown.value = words;
    };
    if (due <= 0 || shown.value === '') {
      tell();
      return undefined;
    }
    const timer = setTimeout(tell, due);
    return () => {
      clearTimeout(timer);
    };
  }, [words, state]);
  return last.current.state === state ? shown.value : words;
}

// What a film's row opens: who can open it, where its copies are, when it goes, and what to do where it was refused.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CaseView, FilmView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { Button, LinkButton } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { sentenceOf, StatusNote } from '../../parts/note';
import { Sheet } from '../../parts/sheet';
import { ROLE } from '../../places';
import { clockOf, dayOf, timeOf } from '../../words/dates';
import { isolated, listed } from '../../words/isolated';
import { useSay, type Say } from '../../words/say';
import { isLate } from './film-words';

export interface FilmFactsProps {
  readonly film: FilmView;
  readonly family: CaseView;
  readonly now: number;
}

export function FilmFacts({ family, film, now }: FilmFactsProps): JSX.Element {
  const say = useSay();
  return (
    <div class="film-facts stack">
      <Refusal film={film} />
      <CameIn film={film} />
      <dl>
        <dt>{say('films-who')}</dt>
        <dd>{whoOf(film, family, say)}</dd>
        <dt>{say('films-where')}</dt>
        <dd>{whereOf(film, say)}</dd>
        <dt>{say('films-goes')}</dt>
        <dd>{goesOf(film, now, say)}</dd>
        <dt>{say('films-filmed-by')}</dt>
        <dd>{film.mine ? say('films-me') : isolated(film.by ?? say('films-somebody'))}</dd>
      </dl>
      <Standing film={film} />
      {isWatchable(film) ? (
        <LinkButton icon="play" to={`/play/${film.film}`}>
          {say('films-watch')}
        </LinkButton>
      ) : null}
      <Sooner film={film} family={family} now={now} />
    </div>
  );
}

/** Whether it is whole on this tablet, or at the server. */
function isWatchable({ here, status }: FilmView): boolean {
  return here || status === 'server' || status === 'supervisor';
}

/** What is to be said of a state that needs more than its word. */
function Standing({ film }: { readonly film: FilmView }): JSX.Element | null {
  const say = useSay();
  const words: Partial<Record<FilmView['status'], string>> = {
    closing: say('films-closing'),
    hidden: say('films-hidden'),
    damaged: say('films-damaged'),
    elsewhere: say('films-elsewhere'),
  };
  const told = words[film.status];
  return told === undefined ? null : <p>{told}</p>;
}

/** What the server refused, what is safe, and what to do. */
function Refusal({ film }: { readonly film: FilmView }): JSX.Element | null {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const telling = useSignal(false);
  const { again_at, fault } = film;
  if (fault === null) return null;
  const time = again_at === null ? null : timeOf(again_at, say.language);
  const told = fault === 'upload-server-full' ? say('films-full') : refusedOf(time, say);
  return (
    <StatusNote kind="warn" icon="warn">
      <p>
        {film.status === 'damaged' ? sentenceOf(fault, say) : told} <span class="code">({fault})</span>
      </p>
      <div class="row">
        {film.status === 'damaged' ? null : (
          <Button
            icon="again"
            doing={doing}
            work={async () => {
              await vault.ask('film.try-now', { film: film.film });
            }}
          >
            {say('films-try-now')}
          </Button>
        )}
        <Button
          press={() => {
            telling.value = true;
          }}
        >
          {say('films-tell-lead', { code: fault })}
        </Button>
      </div>
      <Fault doing={doing} />
      {telling.value ? (
        <Sheet
          title={say('films-tell-title')}
          close={() => {
            telling.value = false;
          }}
        >
          <p>{say('films-tell-what')}</p>
          <p class="strong">{fault}</p>
          <p>{say('films-tell-safe')}</p>
        </Sheet>
      ) : null}
    </StatusNote>
  );
}

function refusedOf(time: string | null, say: Say): string {
  return say('films-refused', { time: time ?? '' });
}

/** Somebody came in while this was filmed: they are asked, or the film goes. */
function CameIn({ film }: { readonly film: FilmView }): JSX.Element | null {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  if (film.came_in.length === 0) return null;
  return (
    <StatusNote kind="warn" icon="person">
      <p>{say('films-came-in', { moments: film.came_in.map(clockOf).join(', ') })}</p>
      <Button doing={doing} work={() => vault.ask('film.all-asked', { film: film.film })}>
        {say('films-came-in-yes')}
      </Button>
      <Fault doing={doing} />
    </StatusNote>
  );
}

/** Deleting before the date: one plain question, two answers alike, and it cannot be hidden from the supervisor. */
function Sooner({ family, film, now }: FilmFactsProps): JSX.Element | null {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const asking = useSignal(false);
  const until = useSignal<number | null>(null);
  const names = supervisorsOf(family, say);
  if (film.sooner_by !== null || until.value !== null) {
    const day = dayOf(until.value ?? film.due_at, say.language);
    return (
      <p role="status">
        {until.value === null ? `${say('films-sooner-by', { name: film.sooner_by ?? '' })} ` : ''}
        {say('films-sooner-done', { day, names })}
      </p>
    );
  }
  const gone = ['deleted', 'empty', 'filming', 'closing', 'hidden'].includes(film.status);
  if (gone || film.due_at < now + SOON_MS) return null;
  if (!asking.value) {
    return (
      <Button
        icon="bin"
        press={() => {
          asking.value = true;
        }}
      >
        {say('films-sooner')}
      </Button>
    );
  }
  const give = async (): Promise<void> => {
    until.value = (await vault.ask('film.sooner', { case: family.case, film: film.film })).due_at;
  };
  return (
    <div class="stack" role="group" aria-label={say('films-sooner')}>
      <p>{say('films-sooner-question', { names })}</p>
      <div class="row">
        <Button doing={doing} work={give}>
          {say('films-sooner-yes')}
        </Button>
        <Button
          press={() => {
            asking.value = false;
          }}
        >
          {say('films-sooner-no')}
        </Button>
      </div>
      <Fault doing={doing} />
    </div>
  );
}

/** What goes within three days and a little cannot be brought forward, ms. */
const SOON_MS = 73 * 3_600_000;

function supervisorsOf({ roll }: CaseView, say: Say): string {
  const names = roll.filter(({ me, role }) => role === ROLE.supervisor && !me).map(({ name }) => name);
  return listed(names.map((name) => name ?? say('films-somebody'))) || say('films-your-supervisor');
}

function whoOf(film: FilmView, { roll }: CaseView, say: Say): string {
  if (film.status === 'deleted') return say('films-who-none');
  const isHereOnly = film.status === 'tablet' || film.status === 'sending' || film.status === 'closing';
  const may = roll.filter(({ role }) => role === ROLE.field || role === ROLE.supervisor);
  const now = isHereOnly ? may.filter(({ me }) => me) : may;
  const people = now.map(({ me, name, role }) =>
    say('films-person', { name: me ? say('films-me') : (name ?? say('films-somebody')), role: say(`films-role-${role}`) }),
  );
  return people.join(', ') || say('films-who-tablet');
}

function whereOf({ here, status }: FilmView, say: Say): string {
  switch (status) {
    case 'server':
    case 'supervisor':
      return here ? say('films-where-tablet-server') : say('films-where-server');
    case 'elsewhere':
      return say('films-where-elsewhere');
    case 'deleted':
    case 'empty':
      return say('films-where-none');
    case 'tablet':
    case 'sending':
    case 'filming':
    case 'closing':
    case 'hidden':
    case 'damaged':
      return say('films-where-tablet');
  }
}

function goesOf(film: FilmView, now: number, say: Say): string {
  if (film.deleted !== null) {
    const { at, why } = film.deleted;
    return `${say('films-gone', { day: dayOf(at, say.language), time: timeOf(at, say.language) })}, ${say(`films-why-${why}`)}`;
  }
  const day = dayOf(film.due_at, say.language);
  return isLate(film, now) ? say('films-goes-late', { day }) : say('films-goes-on', { day });
}

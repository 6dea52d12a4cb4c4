// G1: what tablets have sent to this supervisor, newest first.
import type { JSX } from 'preact';
import type { InboxFilm } from '../../vault/api';
import { useDesk, useNow, useView } from '../desk';
import { AppFrame } from '../frame/app-frame';
import { Chip, LinkRow, Nothing } from '../parts/lists';
import { StatusNote } from '../parts/note';
import { ClosedLine } from '../player/closed';
import { dateOf, dayOf, lengthOf, timeOf } from '../words/dates';
import { isolated } from '../words/isolated';
import { useSay, useTongue } from '../words/say';
import type { ScreenProps } from './screen';

export function Inbox({ places }: ScreenProps): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const inbox = useView('inbox', undefined).value;
  const offline = vault.sync.value?.reached === false;
  const fetching = inbox?.fetching ?? null;
  return (
    <AppFrame side="yours" title={say('play-inbox')} places={places} here="/" corners="lock">
      <div class="page">
      {offline ? (
        <StatusNote icon="no-net" role="status">
          <p>{say('play-fetched-only')}</p>
        </StatusNote>
      ) : null}
      <p role="status" class="hint">
        {fetching === null ? '' : say('play-fetching', { nth: fetching.nth, of: fetching.of })}
      </p>
      {inbox === null ? null : <Films films={inbox.films} />}
      </div>
    </AppFrame>
  );
}

function Films({ films }: { readonly films: readonly InboxFilm[] }): JSX.Element {
  const say = useSay();
  if (films.length === 0) return <Nothing icon="film" words={say('play-empty')} />;
  return (
    <ul class="card flush wide" aria-label={say('play-films')}>
      {films.map((film) => (
        <li key={film.film}>
          <Row film={film} />
        </li>
      ))}
    </ul>
  );
}

function Row({ film }: { readonly film: InboxFilm }): JSX.Element {
  const say = useSay();
  const { language } = useTongue();
  const now = useNow();
  const { at, due_at, fault, here, label, ms, opened, worker } = film;
  const when = { day: dayOf(at, language), time: timeOf(at, say.language), length: lengthOf(ms, say.language) };
  return (
    <LinkRow
      to={`/play/${film.film}`}
      icon="film"
      tint={opened ? 'clay' : 'river'}
      title={isolated(label ?? say('play-no-label'))}
      second={
        <>
          {worker === null ? say('play-from-nobody', when) : say('play-from', { worker, ...when })}
          {fault === null ? null : <ClosedLine why={fault} worker={worker} />}
          {fault === null && !here ? <span class="play-fault">{say('play-not-here')}</span> : null}
        </>
      }
    >
      <Chip kind={opened ? 'plain' : 'river'} icon={opened ? 'eye' : 'film'}>
        {say(opened ? 'play-opened' : 'play-new')}
      </Chip>
      <Chip icon="clock">{say('play-kept', { date: dateOf(due_at, now.value, language) })}</Chip>
    </LinkRow>
  );
}

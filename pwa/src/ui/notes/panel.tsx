// The notes of a family, or of one film: a new one on top, then all of them, newest first.  The player has it beside
// the picture, with the moment that is shown.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { NotesView } from '../../vault/api';
import { useDesk, useView } from '../desk';
import { Nothing } from '../parts/lists';
import { ErrorNote, StatusNote } from '../parts/note';
import { useSay } from '../words/say';
import { NoteCard } from './card';
import { Composer } from './composer';
import type { NoteSpot } from './place';

export interface NotesPanelProps {
  /** The family's id. */
  readonly family: string;
  /** The film's id; null for the notes of the family itself. */
  readonly film: string | null;
  /** The moment of the film that is shown, ms. */
  readonly at?: number | null;
  /** Shows a moment of the film. */
  readonly seek?: (ms: number) => void;
}

export function NotesPanel({ at = null, family, film, seek }: NotesPanelProps): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const place = { case: family, film };
  const view = useView('notes', place).value;
  const current = useSignal<string | null>(null);
  useEffect(() => {
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') void vault.ask('note.seal', undefined).catch(() => undefined);
    };
    document.addEventListener('visibilitychange', hidden);
    addEventListener('pagehide', hidden);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      removeEventListener('pagehide', hidden);
    };
  }, [vault]);
  if (view === null) return <p role="status">{say('notes-loading')}</p>;
  if (view.closed !== null) return <Closed closed={view.closed} film={film} />;
  const spot: NoteSpot = { place, at: film === null ? null : at, seek: seek ?? null };
  const listed = view.notes.filter(({ note }) => note !== current.value);
  return (
    <div class="notes">
      <Composer
        spot={spot}
        notes={view.notes}
        current={current.value}
        begun={(note) => {
          current.value = note;
        }}
      />
      {view.fault === null ? null : <ErrorNote code={view.fault} />}
      {listed.length > 0 ? (
        <ul class="note-list" aria-label={say('notes-list')}>
          {listed.map((note) => (
            <NoteCard key={note.note} note={note} spot={spot} />
          ))}
        </ul>
      ) : null}
      {view.notes.length === 0 ? (
        <Nothing icon="note" words={film === null ? say('notes-none') : say('notes-none-film')} />
      ) : null}
    </div>
  );
}

function Closed(props: {
  readonly closed: NonNullable<NotesView['closed']>;
  readonly film: string | null;
}): JSX.Element {
  const say = useSay();
  const { closed, film } = props;
  if (closed === 'closing') {
    return (
      <StatusNote icon="clock" role="status">
        <p>{say('notes-closing')}</p>
      </StatusNote>
    );
  }
  const noKey = film === null ? say('notes-no-key') : say('notes-no-key-film');
  return (
    <StatusNote icon={closed === 'gone' ? 'bin' : 'lock'}>
      <p>{closed === 'gone' ? say('notes-gone') : noKey}</p>
    </StatusNote>
  );
}

// Where a new note begins: writing, or speaking.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { NoteView } from '../../vault/api';
import { useDesk } from '../desk';
import { Button } from '../parts/button';
import { clockOf } from '../words/dates';
import { useSay } from '../words/say';
import { NoteEditor } from './editor';
import type { NoteSpot } from './place';
import { Speak } from './speak';
import { StateWords } from './state';

/** The note that is being begun; its id is told to `begun`, so that the list leaves it out meanwhile. */
export function Composer(props: {
  readonly spot: NoteSpot;
  readonly notes: readonly NoteView[];
  readonly current: string | null;
  readonly begun: (note: string | null) => void;
}): JSX.Element {
  const { begun, current, notes, spot } = props;
  const say = useSay();
  const turn = useSignal(0);
  const known = notes.find(({ note }) => note === current) ?? null;
  const at = current === null ? spot.at : (known?.at ?? spot.at);
  return (
    <section class="card note-composer">
      <Begin
        key={turn.value}
        spot={spot}
        known={known}
        begun={begun}
        label={at === null ? say('notes-new') : say('notes-new-at', { time: clockOf(at) })}
      />
      {known === null ? null : (
        <p>
          <StateWords note={known} />
        </p>
      )}
      <div class="row">
        <Speak spot={spot} />
        {known === null ? null : (
          <Button
            icon="plus"
            press={() => {
              turn.value += 1;
              begun(null);
            }}
          >
            {say('notes-another')}
          </Button>
        )}
      </div>
    </section>
  );
}

function Begin(props: {
  readonly spot: NoteSpot;
  readonly known: NoteView | null;
  readonly begun: (note: string) => void;
  readonly label: string;
}): JSX.Element {
  const { begun, known, label, spot } = props;
  const say = useSay();
  const { vault } = useDesk();
  const made = useMemo<{ note: Promise<string> | null }>(() => ({ note: null }), []);
  const id = (): Promise<string> => {
    made.note ??= vault.ask('note.new', { ...spot.place, at: spot.at }).then(({ note }) => {
      begun(note);
      return note;
    });
    return made.note;
  };
  return <NoteEditor place={spot.place} label={label} hint={say('notes-hint')} known={known} id={id} />;
}

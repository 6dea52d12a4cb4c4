// One note in the list: who, when, what, and what became of it.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { NoteView } from '../../vault/api';
import { Button } from '../parts/button';
import { Chip } from '../parts/lists';
import { clockOf, dayOf, timeOf } from '../words/dates';
import { isolated, listed } from '../words/isolated';
import { useSay, useTongue } from '../words/say';
import { NoteEditor } from './editor';
import { Listen } from './listen';
import type { NoteSpot } from './place';
import { StateWords } from './state';

export function NoteCard({ note, spot }: { readonly note: NoteView; readonly spot: NoteSpot }): JSX.Element {
  const say = useSay();
  const writing = useSignal(false);
  return (
    <li class="card note-card">
      <p class="note-head">
        <NoteHead note={note} />
      </p>
      <Moment note={note} spot={spot} />
      {note.voice === null ? null : (
        <div class="row">
          {note.voice.gone ? <Chip icon="bin">{say('notes-voice-gone')}</Chip> : <Listen voice={note.voice} />}
        </div>
      )}
      {writing.value ? (
        <NoteEditor
          place={spot.place}
          label={say('notes-text')}
          known={note}
          id={() => Promise.resolve(note.note)}
          focused
        />
      ) : (
        <p class="note-text" dir="auto">
          {note.text}
        </p>
      )}
      {note.refused > 0 ? <p class="hint">{say('notes-refused')}</p> : null}
      <div class="row note-foot">
        <StateWords note={note} />
        {!writing.value && note.writing_too.length > 0 ? (
          <Chip kind="clay" icon="person">
            {say('notes-writing-too', { name: listed(note.writing_too) })}
          </Chip>
        ) : null}
        <Button
          kind="bare"
          icon={writing.value ? 'check' : 'note'}
          press={() => {
            writing.value = !writing.value;
          }}
        >
          {writing.value ? say('notes-done') : say('notes-change')}
        </Button>
      </div>
    </li>
  );
}

function NoteHead({ note }: { readonly note: NoteView }): JSX.Element {
  const say = useSay();
  const { language } = useTongue();
  const { me, name } = note.author;
  const at = note.made_at;
  return (
    <>
      <strong>{me ? say('notes-you') : isolated(name ?? say('notes-somebody'))}</strong>
      {at === null ? null : <span>{say('notes-when', { day: dayOf(at, language), time: timeOf(at, say.language) })}</span>}
      {note.voice === null ? null : <span>{say('notes-voice')}</span>}
    </>
  );
}

/** The moment of the film that it is about; a press shows it where the film is beside. */
function Moment({ note, spot }: { readonly note: NoteView; readonly spot: NoteSpot }): JSX.Element | null {
  const say = useSay();
  const { at } = note;
  const { seek } = spot;
  if (at === null) return null;
  if (seek === null) return <Chip icon="clock">{say('notes-at', { time: clockOf(at) })}</Chip>;
  return (
    <div class="row">
      <Button
        icon="clock"
        press={() => {
          seek(at);
        }}
      >
        {say('notes-show', { time: clockOf(at) })}
      </Button>
    </div>
  );
}

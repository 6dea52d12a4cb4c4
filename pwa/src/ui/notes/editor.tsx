// One note while somebody writes it: it saves by itself, and words of others come in as they are.
import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { NotePlace, NoteView } from '../../vault/api';
import { useDesk } from '../desk';
import { Fault, useDoing } from '../parts/doing';
import { listed } from '../words/isolated';
import { useSay } from '../words/say';
import { Draft, movedBy, spliceOf } from './draft';

/** Far more than a note, and little enough to stay quick. */
const LONGEST = 50_000;
const EMPTY = { text: '', rev: 0, typed: 0 };

export function NoteEditor(props: {
  readonly place: NotePlace;
  readonly label: string;
  readonly hint?: string;
  /** What the vault tells of the note; null before it has any of it. */
  readonly known: NoteView | null;
  /** The note's id, asked for at the first letter. */
  readonly id: () => Promise<string>;
  readonly focused?: boolean;
}): JSX.Element {
  const { hint, id, known, label, place } = props;
  const { vault } = useDesk();
  const say = useSay();
  const field = useRef<HTMLTextAreaElement>(null);
  const name = useId();
  const doing = useDoing();
  const typing = useMemo(() => ({ draft: new Draft(known ?? EMPTY), queue: Promise.resolve(), composing: false }), []);

  const send = (): void => {
    const change = typing.draft.typed(field.current?.value ?? '');
    if (change === null) return;
    typing.queue = typing.queue.then(async () => {
      try {
        await vault.ask('note.type', { ...place, note: await id(), ...change });
        doing.clear();
      } catch (fault) {
        typing.draft.failed();
        doing.run(() => Promise.reject(fault instanceof Error ? fault : new Error()));
      }
    });
  };

  /** Takes in what the vault tells, and keeps the caret at its letter. */
  const take = (): void => {
    const area = field.current;
    if (area === null || known === null || typing.composing) return;
    const before = area.value.normalize('NFC');
    const { isLost } = typing.draft;
    const text = typing.draft.told(known);
    if (text === null) {
      if (isLost) send();
      return;
    }
    const places = [area.selectionStart, area.selectionEnd].map((at) => area.value.slice(0, at).normalize('NFC').length);
    area.value = text;
    if (document.activeElement !== area) return;
    const [start = 0, end = 0] = places.map((at) => movedBy(at, spliceOf(before, text)));
    area.setSelectionRange(start, end);
  };

  // The field has its words before anything else looks at it.
  useLayoutEffect(() => {
    if (field.current !== null) field.current.value = typing.draft.text;
  }, []);
  useEffect(take, [known]);
  useEffect(() => {
    if (props.focused === true) field.current?.focus();
    return () => void vault.ask('note.seal', undefined).catch(() => undefined);
  }, []);

  return (
    <div class="field">
      <label for={name}>{label}</label>
      <textarea
        id={name}
        ref={field}
        rows={3}
        maxLength={LONGEST}
        dir="auto"
        autocomplete="off"
        autocapitalize="sentences"
        aria-describedby={hint === undefined ? undefined : `${name}-hint`}
        onInput={send}
        onCompositionStart={() => {
          typing.composing = true;
        }}
        onCompositionEnd={() => {
          typing.composing = false;
          send();
          take();
        }}
        onBlur={() => void vault.ask('note.seal', undefined).catch(() => undefined)}
      />
      {hint === undefined ? null : (
        <small class="hint" id={`${name}-hint`}>
          {hint}
        </small>
      )}
      {known !== null && known.writing_too.length > 0 ? (
        <p role="status" class="hint">
          {say('notes-writing-too', { name: listed(known.writing_too) })}
        </p>
      ) : null}
      <Fault doing={doing} />
    </div>
  );
}

// What became of a note, in words.
import type { JSX } from 'preact';
import type { NoteView } from '../../vault/api';
import { useNow } from '../desk';
import { Chip } from '../parts/lists';
import { isSameDay, shortDateOf, timeOf } from '../words/dates';
import { listed } from '../words/isolated';
import { useSay, useTongue, type Say } from '../words/say';

export function StateWords({ note }: { readonly note: NoteView }): JSX.Element | null {
  const say = useSay();
  const { language } = useTongue();
  const now = useNow();
  if (note.state === null) return null;
  if (note.state === 'tablet') return <Chip icon="tablet">{say('notes-state-tablet')}</Chip>;
  if (note.seen_by.length > 0) {
    return (
      <Chip kind="ok" icon="eye">
        {say('notes-seen', { names: namesIn(note.seen_by, say) })}
      </Chip>
    );
  }
  const at = note.sent_at;
  if (at === null) return <Chip icon="check">{say('notes-state-sent-some-time')}</Chip>;
  const day = isSameDay(at, now.value) ? '' : `${shortDateOf(at, language)} `;
  return (
    <Chip kind="river" icon="check">
      {say('notes-state-sent', { time: day + timeOf(at, say.language) })}
    </Chip>
  );
}

function namesIn(names: readonly string[], say: Say): string {
  const [last = '', ...others] = [...names].reverse();
  return others.length === 0 ? last : say('notes-and', { names: listed(others.reverse()), name: last });
}

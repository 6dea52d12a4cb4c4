// The tablet's date and the server's are more than a day apart: a person says what day it is, and nothing goes before.
import type { JSX } from 'preact';
import { useDesk } from '../../desk';
import { Button } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { StatusNote } from '../../parts/note';
import { dateOf } from '../../words/dates';
import { useSay } from '../../words/say';

export function DateDoubt(): JSX.Element | null {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const doubt = vault.sync.value?.doubt ?? null;
  if (doubt === null) return null;
  const answer = (right: boolean) => (): Promise<void> => vault.ask('sync.date', { right });
  return (
    <StatusNote kind="warn" role="status">
      <div class="stack">
        <p>{say('films-doubt', { n: doubt.films })}</p>
        <div class="row">
          <Button doing={doing} work={answer(true)}>
            {say('films-doubt-right', { day: dateOf(doubt.device_ms, doubt.device_ms, say.language) })}
          </Button>
          <Button doing={doing} work={answer(false)}>
            {say('films-doubt-wrong')}
          </Button>
        </div>
        <Fault doing={doing} />
      </div>
    </StatusNote>
  );
}

// This tablet: its name, what waits on it, whether it keeps films, and its build.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { TabletView } from '../../../vault/api';
import { useDesk, useView } from '../../desk';
import { Button } from '../../parts/button';
import { useDoing } from '../../parts/doing';
import { Field, Form } from '../../parts/field';
import { StatusNote } from '../../parts/note';
import { askToPersist, isPersisted } from '../../persist';
import { dayOf, timeOf } from '../../words/dates';
import { roomOf } from '../../words/room';
import { useSay, type Say } from '../../words/say';
import { Version } from './version';

export function OwnTablet(): JSX.Element {
  const say = useSay();
  const tablet = useView('tablet', undefined).value;
  const room = useView('room', undefined).value;
  // It outlives the form, which is drawn anew with the new name.
  const named = useSignal(false);
  return (
    <section class="card stack wide" aria-labelledby="settings-tablet">
      <h2 id="settings-tablet">{say('settings-tablet')}</h2>
      {tablet === null ? null : (
        <>
          <Name key={tablet.name ?? ''} name={tablet.name ?? ''} named={named} />
          <p>{waitsOf(tablet, say)}</p>
          <p>
            {tablet.last_sent_at === null
              ? say('settings-never-sent')
              : say('settings-sent', { day: dayOf(tablet.last_sent_at, say.language), time: timeOf(tablet.last_sent_at, say.language) })}
          </p>
        </>
      )}
      {room === null ? null : <p>{say('settings-room', { room: roomOf(room, say) })}</p>}
      <Storage />
      <Version />
    </section>
  );
}

/** What of this tablet waits to be sent, films first. */
export function waitsOf({ films_waiting, waiting }: TabletView, say: Say): string {
  if (waiting === 0) return say('settings-all-sent');
  return say('settings-waits', { films: films_waiting, other: waiting - films_waiting });
}

function Name({ name, named }: { readonly name: string; readonly named: Signal<boolean> }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const typed = useSignal(name);
  return (
    <Form
      label={say('settings-name')}
      doing={doing}
      work={async () => {
        if (typed.value.trim() === name) return;
        await vault.ask('tablet.name', { name: typed.value.trim() });
        named.value = true;
      }}
    >
      <Field label={say('settings-name')} value={typed} hint={say('settings-name-hint')} maxLength={40} />
      <div class="row">
        <Button type="submit" doing={doing}>
          {say('settings-name-change')}
        </Button>
        <span role="status">{named.value ? say('settings-named') : ''}</span>
      </div>
    </Form>
  );
}

/** What the browser answered when it was asked to keep films. */
function Storage(): JSX.Element | null {
  const say = useSay();
  const kept: Signal<boolean | null> = useSignal<boolean | null>(null);
  const doing = useDoing();
  useEffect(() => {
    void isPersisted().then((answer) => {
      kept.value = answer;
    });
  }, []);
  if (kept.value === null) return null;
  if (kept.value) return <p>{say('settings-kept')}</p>;
  return (
    <StatusNote kind="warn">
      <p>{say('settings-unkept')}</p>
      <Button
        doing={doing}
        work={async () => {
          await askToPersist();
          kept.value = await isPersisted();
        }}
      >
        {say('settings-keep')}
      </Button>
    </StatusNote>
  );
}

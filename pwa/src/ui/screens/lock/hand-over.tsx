// Handing the tablet over, offline too: one tap here, and the members of this tablet are shown.  And somebody who is to
// use it from now on.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { follow } from '../../address';
import { useDesk } from '../../desk';
import { AppFrame } from '../../frame/app-frame';
import { Button } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { Field, Form } from '../../parts/field';
import { useSay } from '../../words/say';
import { cornersOf, type ScreenProps } from '../screen';

/** `#/hand-over` */
export function HandOver({ places, role }: ScreenProps): JSX.Element {
  const say = useSay();
  const { locks, vault } = useDesk();
  const doing = useDoing();
  const view = vault.locks.value;
  const name = view?.members.find((one) => one.owner === view.owner)?.name ?? null;
  return (
    <AppFrame
      side="yours"
      title={say('lock-hand-over')}
      places={places}
      back={{ to: '/more', words: say('frame-more') }}
      corners={cornersOf(role)}
    >
      <div class="stack wide lock-cards">
        <section class="card stack">
          <p>{say('lock-hand-over-why')}</p>
          <Button kind="main" icon="person" doing={doing} work={() => locks.handOver()}>
            {name === null ? say('lock-finished') : say('lock-finished-name', { name })}
          </Button>
          <Fault doing={doing} />
        </section>
        <SomebodyElse />
      </div>
    </AppFrame>
  );
}

function SomebodyElse(): JSX.Element {
  const say = useSay();
  const doing = useDoing();
  const link = useSignal('');
  return (
    <section class="card stack">
      <h2>{say('lock-another')}</h2>
      <p>{say('lock-another-how')}</p>
      <Form
        label={say('lock-another')}
        doing={doing}
        work={async () => {
          follow(link.value);
          link.value = '';
          return Promise.resolve();
        }}
      >
        <Field label={say('lock-another-link')} value={link} maxLength={2000} />
        <Button type="submit" doing={doing}>
          {say('lock-another-go')}
        </Button>
      </Form>
    </section>
  );
}

// Handing the tablet over, and signing it out for good: only when nothing waits on it.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useDesk, useView } from '../../desk';
import { Button, LinkButton } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { Sheet } from '../../parts/sheet';
import { useSay } from '../../words/say';

export function Leaving(): JSX.Element {
  const say = useSay();
  const asking = useSignal(false);
  const tablet = useView('tablet', undefined).value;
  const { films_waiting = 0, waiting = 0 } = tablet ?? {};
  const things = waiting > 0 ? say('settings-sign-out-things', { n: waiting }) : null;
  const why = films_waiting > 0 ? say('settings-sign-out-films', { n: films_waiting }) : things;
  return (
    <section class="card stack wide" aria-label={say('settings-hand-over')}>
      <h2>{say('settings-hand-over')}</h2>
      <p>{say('settings-hand-over-what')}</p>
      <LinkButton to="/hand-over">{say('settings-hand-over')}</LinkButton>
      <LinkButton to="/unlocking">{say('settings-unlocking')}</LinkButton>
      <h2>{say('settings-sign-out')}</h2>
      <p>{say('settings-sign-out-what')}</p>
      <Button
        unavailable={why}
        press={() => {
          asking.value = true;
        }}
      >
        {say('settings-sign-out')}
      </Button>
      {asking.value ? (
        <SignOut
          close={() => {
            asking.value = false;
          }}
        />
      ) : null}
    </section>
  );
}

function SignOut({ close }: { readonly close: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  return (
    <Sheet title={say('settings-sign-out-ask')} close={close}>
      <p>{say('settings-sign-out-what')}</p>
      <div class="answers small two">
        <Button class="equal" press={close}>
          {say('settings-sign-out-no')}
        </Button>
        <Button
          class="equal"
          doing={doing}
          work={async () => {
            await vault.ask('tablet.sign-out', undefined);
            vault.restart();
          }}
        >
          {say('settings-sign-out-yes')}
        </Button>
      </div>
      <Fault doing={doing} />
    </Sheet>
  );
}

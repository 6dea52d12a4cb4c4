// Whoever lost the five words before anybody let them in: nothing but keys lies here, and a new link makes new ones.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useDesk, useView } from '../../desk';
import { Button } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { Sheet } from '../../parts/sheet';
import { useSay } from '../../words/say';

export function StartAgain({ owner }: { readonly owner: number }): JSX.Element {
  const say = useSay();
  const asking = useSignal(false);
  return (
    <>
      <Button
        kind="bare"
        press={() => {
          asking.value = true;
        }}
      >
        {say('lock-again')}
      </Button>
      {asking.value ? (
        <Question
          owner={owner}
          close={() => {
            asking.value = false;
          }}
        />
      ) : null}
    </>
  );
}

function Question({ close, owner }: { readonly close: () => void; readonly owner: number }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const settingUp = useView('setup', undefined).value?.phase === 'keys';
  return (
    <Sheet title={say('lock-again-title')} close={close}>
      <p>{say('lock-again-why')}</p>
      <p>{say(settingUp ? 'lock-again-next-setup' : 'lock-again-next')}</p>
      <Button
        kind="main"
        doing={doing}
        work={async () => {
          await vault.ask('lock.start-again', { owner });
          vault.restart();
        }}
      >
        {say('lock-again-yes')}
      </Button>
      <Fault doing={doing} />
    </Sheet>
  );
}

// After an unlock by words, for who has no PIN: one is offered, and can wait.
import type { JSX } from 'preact';
import { useDesk } from '../../desk';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { useSay } from '../../words/say';
import { PinForm } from './pin-form';

export function PinOffer(): JSX.Element {
  const say = useSay();
  const { locks } = useDesk();
  const over = (): void => {
    locks.offered.value = false;
  };
  return (
    <BareFrame title={say('lock-make-pin')} stage="pin">
      <div class="lock-column">
        <p>{say('lock-pin-why')}</p>
        <PinForm made={over} />
        <Button kind="bare" press={over}>
          {say('lock-pin-later')}
        </Button>
      </div>
    </BareFrame>
  );
}

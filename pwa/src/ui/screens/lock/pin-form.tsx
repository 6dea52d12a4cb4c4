// Making a PIN: six digits, typed twice; the second time tells a slip of the finger.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useDesk } from '../../desk';
import { Button } from '../../parts/button';
import { useDoing, Wait } from '../../parts/doing';
import { Field, Form } from '../../parts/field';
import { useSay } from '../../words/say';

export function PinForm({ made }: { readonly made: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const pin = useSignal('');
  const again = useSignal('');
  const differ = useSignal(false);
  const digits = { type: 'password', inputMode: 'numeric', pattern: '[0-9]{6}', maxLength: 6 } as const;
  return (
    <Form
      label={say('lock-make-pin')}
      doing={doing}
      work={async () => {
        differ.value = pin.value !== again.value;
        if (differ.value) return;
        await vault.ask('pin.make', { pin: pin.value });
        pin.value = '';
        again.value = '';
        made();
      }}
    >
      <Field label={say('lock-pin-new')} value={pin} hint={say('lock-pin-hint')} {...digits} />
      <Field
        label={say('lock-pin-again')}
        value={again}
        wrong={differ.value ? say('lock-pin-differ') : null}
        {...digits}
      />
      <Button kind="main" icon="check" type="submit" doing={doing}>
        {say('lock-pin-keep')}
      </Button>
      <Wait doing={doing} words={say('lock-pin-keeping')} />
    </Form>
  );
}

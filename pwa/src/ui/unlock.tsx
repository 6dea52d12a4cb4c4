// Unlocking by the five words.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Field, Form, Title, useDoing } from './parts';
import type { PageVault } from './vault';

export function Unlock({ vault }: { readonly vault: PageVault }): JSX.Element {
  const doing = useDoing();
  const words = useSignal('');
  return (
    <>
      <Title>Unlock</Title>
      <Form
        label="Unlock"
        doing={doing}
        work={async () => {
          await vault.ask('unlock', { words: words.value });
        }}
      >
        <Field label="Five words" value={words} />
        <button disabled={doing.busy}>{doing.busy ? 'Opening…' : 'Unlock'}</button>
      </Form>
    </>
  );
}

// Unlocking by the five words.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Field, Form, Press, useDoing, Wait } from './plain';
import type { PageVault } from './vault';

export function Unlock({ vault }: { readonly vault: PageVault }): JSX.Element {
  const doing = useDoing();
  const words = useSignal('');
  return (
    <>

      <p>Amanat is locked. What waits here is safe. Type the five words that you wrote down for this browser.</p>
      <Form
        label="Unlock"
        doing={doing}
        work={async () => {
          await vault.ask('unlock', { words: words.value });
        }}
      >
        <Field label="Five words" value={words} hint="In their order, with a space between them." />
        <Press doing={doing} main>
          Unlock
        </Press>
        <Wait doing={doing} words="Opening…" />
      </Form>
    </>
  );
}

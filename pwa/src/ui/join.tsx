// Joining by a link: five words to keep, six words to read out.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DoorView } from '../vault/api';
import { Fault, Press, useDoing, Wait, WordList } from './plain';
import { askToPersist } from './persist';
import type { Once } from './setup';
import type { PageVault } from './vault';
import { ROLE_WORDS } from './sentences';

export function Join(props: {
  readonly vault: PageVault;
  readonly fragment: string;
  readonly once: Signal<Once | null>;
}): JSX.Element {
  const doing = useDoing();
  const link = useSignal<{ readonly service: string; readonly role: number } | null>(null);
  useEffect(() => {
    doing.run(async () => {
      link.value = await props.vault.ask('join.read', { fragment: props.fragment });
    });
  }, []);
  const told = link.value;
  if (told === null) {
    return (
      <>

        <Wait doing={doing} words="Reading the link…" />
        <Fault doing={doing} />
      </>
    );
  }
  return (
    <>

      <p>You join as: {ROLE_WORDS[told.role] ?? 'Member'}. The keys are made in this browser and stay here.</p>
      <p>Have a pen ready, and the person who sent you the link beside you or on the phone.</p>
      <Press
        doing={doing}
        main
        press={async () => {
          await askToPersist();
          const { phrase } = await props.vault.ask('join.begin', { fragment: props.fragment });
          props.once.value = { phrase, cards: [] };
        }}
      >
        Join with this browser
      </Press>
      <Wait doing={doing} words="Making the keys…" />
      <Fault doing={doing} />
    </>
  );
}

/** The device has asked and waits for an admin's yes. */
export function Joining(props: { readonly door: DoorView; readonly once: Signal<Once | null> }): JSX.Element {
  const { words } = props.door;
  return (
    <>

      <p>Read these six words aloud to the person who sent you the link. They type what they hear, and let you in.</p>
      <WordList label="Six words to read out" words={words ?? []} />
      <p role="status">Waiting for their yes…</p>
      {props.once.value === null ? (
        <p>
          Your own five words were shown before, and cannot be shown again. If they are not on paper, say that the six
          words differ, and begin again with a new link.
        </p>
      ) : (
        <>
          <h2>For you alone</h2>
          <p>
            Write these five words down before you close this page, and read them to nobody. They open Amanat in this
            browser, and nothing else does. We keep no copy.
          </p>
          <WordList label="Your five words" words={props.once.value.phrase} />
        </>
      )}
    </>
  );
}

/** The admin said that the words differ, or the link is over. */
export function Refused({ vault }: { readonly vault: PageVault }): JSX.Element {
  const doing = useDoing();
  return (
    <>

      <p role="alert">The words were not the same, or the link was used or is too old. No keys were given to this browser. Ask for a new link.</p>
      <Press
        doing={doing}
        main
        press={async () => {
          await vault.ask('join.start-again', undefined);
          vault.restart();
        }}
      >
        Start again
      </Press>
      <Fault doing={doing} />
    </>
  );
}

// Joining by a link: five words to keep, six words to read out.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DoorView } from '../vault/api';
import { Fault, Title, useDoing, WordList } from './parts';
import { askToPersist } from './persist';
import type { Once } from './setup';
import type { PageVault } from './vault';
import { ROLE_WORDS } from './words';

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
        <Title>Join a service</Title>
        <Fault doing={doing} />
      </>
    );
  }
  return (
    <>
      <Title>Join {told.service}</Title>
      <p>You join as: {ROLE_WORDS[told.role] ?? 'Member'}. The keys are made in this browser and stay here.</p>
      <button
        disabled={doing.busy}
        onClick={() => {
          doing.run(async () => {
            await askToPersist();
            const { phrase } = await props.vault.ask('join.begin', { fragment: props.fragment });
            props.once.value = { phrase, cards: [] };
          });
        }}
      >
        {doing.busy ? 'Making the keys…' : 'Join with this browser'}
      </button>
      <Fault doing={doing} />
    </>
  );
}

/** The device has asked and waits for an admin's yes. */
export function Joining(props: { readonly door: DoorView; readonly once: Signal<Once | null> }): JSX.Element {
  const { service, words } = props.door;
  return (
    <>
      <Title>Join {service}</Title>
      <p>Read these words to the person who sent you the link.</p>
      <WordList label="Six words to read out" words={words ?? []} />
      <p role="status">Waiting for their yes…</p>
      {props.once.value === null ? null : (
        <>
          <p>Write these five words down. They open Amanat in this browser, and nothing else does. We keep no copy.</p>
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
      <Title>Nothing has joined</Title>
      <p role="alert">The words were not the same, or the link was used or is too old. Ask for a new link.</p>
      <button
        disabled={doing.busy}
        onClick={() => {
          doing.run(async () => {
            await vault.ask('join.start-again', undefined);
            vault.restart();
          });
        }}
      >
        Start again
      </button>
      <Fault doing={doing} />
    </>
  );
}

// Setting a service up: five words and three cards are shown once, and the root key stays in the vault until Finish.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CardView } from '../vault/api';
import { askToPersist } from './persist';
import { Field, Fault, Form, Title, useDoing, WordList } from './parts';
import type { PageVault } from './vault';

/** What a set-up or a joining shows once. */
export interface Once {
  readonly phrase: readonly string[];
  readonly cards: readonly CardView[];
}

export function SetUp(props: {
  readonly vault: PageVault;
  readonly fragment: string;
  readonly once: Signal<Once | null>;
}): JSX.Element {
  const doing = useDoing();
  const [service, name, phone, days] = [useSignal(''), useSignal(''), useSignal(''), useSignal('60')];
  return (
    <>
      <Title>Set up a service</Title>
      <Form
        label="The service"
        doing={doing}
        work={async () => {
          await askToPersist();
          const ask = { service: service.value, name: name.value, phone: phone.value, days: Number(days.value) };
          props.once.value = await props.vault.ask('setup.begin', { fragment: props.fragment, ...ask });
        }}
      >
        <Field label="Name of the service" value={service} />
        <Field label="Your name" value={name} hint="You are its first admin." />
        <Field label="Phone" value={phone} inputMode="tel" required={false} hint="Whom a family can call." />
        <Field label="Days a film may stay" value={days} inputMode="numeric" />
        <button disabled={doing.busy}>{doing.busy ? 'Making the keys…' : 'Set up'}</button>
      </Form>
    </>
  );
}

/** Words and cards, until they are written down. */
export function Keep(props: {
  readonly vault: PageVault;
  readonly once: Signal<Once | null>;
  readonly rootHeld: boolean;
}): JSX.Element | null {
  const doing = useDoing();
  const shown = props.once.value;
  if (shown === null && !props.rootHeld) return null;
  return (
    <section aria-labelledby="keep">
      <h2 id="keep">Keep these</h2>
      {shown === null ? null : (
        <>
          <p>Write these five words down. They open Amanat in this browser, and nothing else does. We keep no copy.</p>
          <WordList label="Your five words" words={shown.phrase} />
          {shown.cards.map((card, i) => (
            <Card key={i} number={i + 1} card={card} />
          ))}
        </>
      )}
      {props.rootHeld ? (
        <p>
          This page still holds the root key. Keep the page open: the first supervisor whom you let in now is vouched
          for by it. Finish forgets the key; after that two of the three cards are needed to bring it back.
        </p>
      ) : null}
      <button
        disabled={doing.busy}
        onClick={() => {
          doing.run(async () => {
            if (props.rootHeld) await props.vault.ask('setup.finish', undefined);
            props.once.value = null;
          });
        }}
      >
        {props.rootHeld ? 'Finish' : 'I have written them down'}
      </button>
      <Fault doing={doing} />
    </section>
  );
}

function Card({ number, card }: { readonly number: number; readonly card: CardView }): JSX.Element {
  return (
    <>
      <h3>Card {number}</h3>
      <p>Write this card on paper and give it to one person. Any two of the three cards bring the service back.</p>
      <p>Words of the root</p>
      <WordList label={`Card ${number}, words of the root`} words={card.root} />
      <p>Words of the recovery</p>
      <WordList label={`Card ${number}, words of the recovery`} words={card.recovery} />
      <p>
        The same as one line: <code data-card={number}>{card.text}</code>
      </p>
    </>
  );
}

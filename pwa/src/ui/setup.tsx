// Setting a service up: five words and three cards are shown once, and the root key stays in the vault until Finish.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CardView } from '../vault/api';
import { askToPersist } from './persist';
import { Fault, Field, focusTitle, Form, Press, useDoing, Wait, WordList } from './plain';
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

      <p>
        The keys of the service are made in this browser. After that you need a pen for five words, and a printer for
        three recovery cards.
      </p>
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
        <Field label="Phone" value={phone} inputMode="tel" required={false} hint="Whom a family can call. May stay empty." />
        <Field label="Days a film may stay" value={days} inputMode="numeric" hint="After that every copy is deleted." />
        <Press doing={doing} main>
          Set up
        </Press>
        <Wait doing={doing} words="Making the keys…" />
      </Form>
    </>
  );
}

/** Words and cards, until they are on paper. */
export function Keep(props: {
  readonly once: Signal<Once | null>;
  readonly rootHeld: boolean;
  readonly service: string | null;
}): JSX.Element | null {
  const doing = useDoing();
  const shown = props.once.value;
  if (shown === null) return null;
  const { cards } = shown;
  return (
    <section aria-labelledby="keep" class="keep">
      <h2 id="keep">Keep these</h2>
      <p>They are shown once. Do not close or reload this page before they are on paper.</p>
      <p>Write these five words down. They open Amanat in this browser, and nothing else does. We keep no copy.</p>
      <WordList label="Your five words" words={shown.phrase} />
      {cards.length === 0 ? null : (
        <>
          <p>
            Then print the three recovery cards, each on its own sheet. Any two of them bring the service back; one
            alone opens nothing. Give them to three people. We keep no copy. Without a printer, write the words of each
            card by hand.
          </p>
          <button
            class="main"
            onClick={() => {
              print();
            }}
          >
            Print the three cards
          </button>
          {cards.map((card, i) => (
            <Card key={i} number={i + 1} card={card} service={props.service} />
          ))}
        </>
      )}
      {props.rootHeld ? null : (
        <Press
          doing={doing}
          press={async () => {
            props.once.value = null;
            focusTitle();
          }}
        >
          I have written them down
        </Press>
      )}
    </section>
  );
}

/** The end of a set-up: the root key goes, and with it what was shown once.  It stands after Members on purpose. */
export function Finish(props: { readonly vault: PageVault; readonly once: Signal<Once | null> }): JSX.Element {
  const doing = useDoing();
  return (
    <section aria-labelledby="finish">
      <h2 id="finish">Finish the set-up</h2>
      <p>
        This page still holds the root key of the service. Keep it open and let the first supervisor in now, under
        Members: the root key vouches for them. Then press Finish. It forgets the key for good; after that two of the
        three cards are needed to bring it back.
      </p>
      <Press
        doing={doing}
        press={async () => {
          await props.vault.ask('setup.finish', undefined);
          props.once.value = null;
          focusTitle();
        }}
      >
        Finish
      </Press>
      <Fault doing={doing} />
    </section>
  );
}

/** One card: what stands on its sheet of paper says by itself what it is. */
function Card(props: {
  readonly number: number;
  readonly card: CardView;
  readonly service: string | null;
}): JSX.Element {
  const { card, number } = props;
  return (
    <article class="card" aria-labelledby={`card-${number}`}>
      <h3 id={`card-${number}`}>Card {number}</h3>
      <p>
        Recovery card {number} of 3 for {props.service ?? 'this service'}, made by Amanat. Keep it where the other two are
        not. Two of the three bring the service back.
      </p>
      <p>Words of the root</p>
      <WordList label={`Card ${number}, words of the root`} words={card.root} />
      <p>Words of the recovery</p>
      <WordList label={`Card ${number}, words of the recovery`} words={card.recovery} />
      <p>
        The same card as one line, which begins alike on all three: <code data-card={number}>{card.text}</code>
      </p>
    </article>
  );
}

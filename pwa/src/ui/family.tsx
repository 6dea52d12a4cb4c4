// One family: who is here, their answers, filming, and where each film is.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CaseView, FilmView, PersonView } from '../vault/api';
import { Camera } from './camera';
import { Choice, Fault, Form, Press, useDoing } from './plain';
import type { PageVault } from './vault';
import { sentenceOf } from './sentences';

const KINDS = [
  ['child', 'Child'],
  ['adult', 'Adult'],
] as const;
const ANSWERS = [
  ['yes', 'Yes'],
  ['no', 'No'],
  ['later', 'Later'],
] as const;

export function Family({ family, vault }: { readonly family: CaseView; readonly vault: PageVault }): JSX.Element {
  const here = useSignal<ReadonlySet<string>>(new Set());
  const label = family.label ?? 'A family that this device cannot read yet';
  return (
    <section aria-labelledby="family">
      <h2 id="family">{label}</h2>
      {family.sealed > 0 ? <p>Some of this family is still sealed for this device.</p> : null}
      <NewPerson vault={vault} family={family} />
      {family.persons.map((person, i) => (
        <Person
          key={person.person}
          vault={vault}
          family={family}
          person={person}
          number={i + 1}
          here={here.value.has(person.person)}
          come={(is) => {
            const next = new Set(here.value);
            if (is) next.add(person.person);
            else next.delete(person.person);
            here.value = next;
          }}
        />
      ))}
      <Camera vault={vault} family={family} here={here.value} />
      <h3>Films of this family</h3>
      {family.films.length === 0 ? <p>No films yet.</p> : null}
      <ul aria-label="Films" aria-live="polite">
        {family.films.map((film, i) => (
          <Film key={film.film} film={film} number={i + 1} />
        ))}
      </ul>
    </section>
  );
}

function NewPerson({ family, vault }: { readonly family: CaseView; readonly vault: PageVault }): JSX.Element {
  const doing = useDoing();
  const kind = useSignal('child');
  return (
    <Form
      label="Who is here"
      headed
      doing={doing}
      work={async () => {
        await vault.ask('person.add', { case: family.case, role: kind.value === 'adult' ? 'adult' : 'child' });
      }}
    >
      <Choice label="Who is it?" value={kind} options={KINDS} />
      <Press doing={doing}>Add a person</Press>
    </Form>
  );
}

function Person(props: {
  readonly vault: PageVault;
  readonly family: CaseView;
  readonly person: PersonView;
  readonly number: number;
  readonly here: boolean;
  readonly come: (here: boolean) => void;
}): JSX.Element {
  const doing = useDoing();
  // What was pressed, until the vault tells it or refuses it.
  const pressed = useSignal<PersonView['answer']>(null);
  const { family, number, person, vault } = props;
  return (
    <fieldset>
      <legend>
        Person {number}: {person.role ?? 'somebody'}
      </legend>
      <label class="tick">
        <input
          type="checkbox"
          checked={props.here}
          onChange={(event) => {
            props.come(event.currentTarget.checked);
          }}
        />
        Is here
      </label>
      <div role="radiogroup" aria-labelledby={`asked-${person.person}`}>
        <p id={`asked-${person.person}`}>Has this person said yes to you today?</p>
        <div class="answers">
          {ANSWERS.map(([answer, words]) => (
            <label key={answer} class="tick">
              <input
                type="radio"
                name={`answer-${person.person}`}
                checked={(pressed.value ?? person.answer) === answer}
                onChange={() => {
                  pressed.value = answer;
                  doing.run(async () => {
                    try {
                      await vault.ask('person.answer', { case: family.case, person: person.person, answer });
                    } finally {
                      pressed.value = null;
                    }
                  });
                }}
              />
              {words}
            </label>
          ))}
        </div>
      </div>
      <Fault doing={doing} />
    </fieldset>
  );
}

function Film({ film, number }: { readonly film: FilmView; readonly number: number }): JSX.Element {
  return (
    <li data-film={film.film} data-status={film.status} aria-live={film.status === 'sending' ? 'off' : undefined}>
      Film {number}, {momentOf(film.at)}, {lengthOf(film.ms)}: <strong>{wordsOf(film)}</strong>, kept until{' '}
      {dayOf(film.due_at)}
      {film.fault === null ? null : <p>{sentenceOf(film.fault)}</p>}
    </li>
  );
}

/** The exact words for where a film is. */
function wordsOf({ sent, status }: FilmView): string {
  switch (status) {
    case 'filming':
      return 'Filming, or left open by a crash';
    case 'closing':
      return 'One moment: the film is being closed';
    case 'empty':
      return 'Nothing was filmed';
    case 'tablet':
      return 'On this tablet only';
    case 'sending':
      return sent === null ? 'Sending' : `Sending ${megabytes(sent.bytes)} of ${megabytes(sent.of)} MB`;
    case 'server':
      return 'Sealed copy on the server';
    case 'supervisor':
      return 'Supervisor can open';
    case 'hidden':
      return 'Not here';
    case 'elsewhere':
      return 'On another tablet only';
    case 'deleted':
      return 'Deleted';
    case 'damaged':
      return 'Damaged';
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

function momentOf(ms: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
}

function dayOf(ms: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' }).format(ms);
}

function lengthOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

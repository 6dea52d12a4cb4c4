// The page of a family: what can be begun, its films, its people, its visits, and what was agreed about it.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CaseView, VisitView } from '../../../vault/api';
import { useDesk, useNow } from '../../desk';
import { AppFrame } from '../../frame/app-frame';
import { Button, LinkButton } from '../../parts/button';
import { useDoing } from '../../parts/doing';
import { Form } from '../../parts/field';
import { Badge, Chip, Nothing } from '../../parts/lists';
import { StatusNote } from '../../parts/note';
import { Sheet } from '../../parts/sheet';
import { ROLE } from '../../places';
import { dateOf, dayOf, isSameDay, timeOf } from '../../words/dates';
import { isolated, listed } from '../../words/isolated';
import { useSay } from '../../words/say';
import { isReached } from '../films';
import { FilmList } from '../films/film-list';
import { cornersOf, type ScreenProps } from '../screen';
import { AddVisit } from './add-visit';
import { CameLate, LetIn } from './arrivals';
import { FactsFields, factsIn, useFacts } from './facts-form';
import { roleOf, shutOf, spokenBy } from './family-words';

interface Shown {
  readonly family: CaseView;
  readonly role: number | null;
  readonly now: number;
}

export function FamilyPage({ places, rest, role }: ScreenProps): JSX.Element {
  const say = useSay();
  const now = useNow();
  const { vault } = useDesk();
  const family = vault.cases.value.find((one) => one.case === rest[0]);
  const title = family === undefined ? say('families-title') : isolated(family.label ?? say('families-shut-label'));
  const purpose = family?.purpose ?? null;
  return (
    <AppFrame
      side="yours"
      title={title}
      places={places}
      here="/families"
      back={{ to: '/families', words: say('families-back') }}
      corners={cornersOf(role)}
      beside={<Purpose purpose={purpose} place="told-beside" />}
    >
      {family === undefined ? <p>{say('families-gone')}</p> : null}
      {family === undefined || family.label === null ? null : <Whole family={family} role={role} now={now.value} />}
      {family?.label === null ? (
        <StatusNote icon="lock">
          <p>{shutOf(family, say)}</p>
        </StatusNote>
      ) : null}
    </AppFrame>
  );
}

/** What this family is worked with for; where it stands on the screen is a matter of room. */
function Purpose(props: { readonly purpose: CaseView['purpose']; readonly place: string }): JSX.Element | null {
  const say = useSay();
  const { place, purpose } = props;
  if (purpose === null) return null;
  return (
    <span class={place}>
      <Chip>{say(purpose === 'help' ? 'families-help' : 'families-assessment')}</Chip>
    </span>
  );
}

function Whole(shown: Shown): JSX.Element {
  return (
    <div class="page">
      <Actions {...shown} />
      <Strangers {...shown} />
      <div class="day">
        <FilmsOf {...shown} />
        <div class="day-column">
          <People {...shown} />
          <Visits {...shown} />
          <About {...shown} />
        </div>
      </div>
    </div>
  );
}

function Actions({ family, role }: Shown): JSX.Element {
  const say = useSay();
  const open = useSignal<'visit' | 'change' | null>(null);
  const close = (): void => {
    open.value = null;
  };
  return (
    <div class="row actions">
      {role === ROLE.field ? (
        <LinkButton kind="main" to={`/visit/${family.case}`} trailing="next">
          {say('families-start-visit')}
        </LinkButton>
      ) : null}
      <LinkButton icon="note" to={`/families/${family.case}/notes`}>
        {say('families-notes')}
      </LinkButton>
      <Button
        icon="plus"
        press={() => {
          open.value = 'visit';
        }}
      >
        {say('families-add-visit')}
      </Button>
      <Button
        press={() => {
          open.value = 'change';
        }}
      >
        {say('families-change')}
      </Button>
      <Purpose purpose={family.purpose} place="told-below" />
      {open.value === 'visit' ? <AddVisit family={family} close={close} /> : null}
      {open.value === 'change' ? <Change family={family} close={close} /> : null}
    </div>
  );
}

function Change({ close, family }: { readonly family: CaseView; readonly close: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const draft = useFacts(family);
  const title = say('families-change-title', { label: family.label ?? '' });
  const change = async (): Promise<void> => {
    await vault.ask('case.change', { case: family.case, ...factsIn(draft) });
    close();
  };
  return (
    <Sheet title={title} close={close}>
      <Form label={title} doing={doing} work={change}>
        <FactsFields draft={draft} own={family.label} />
        <Button type="submit" kind="main" doing={doing}>
          {say('families-save')}
        </Button>
      </Form>
    </Sheet>
  );
}

/** Tablets that came later, and what came late from one: the supervisor of the family says whether they count. */
function Strangers({ family }: Shown): JSX.Element | null {
  if (family.strangers.length === 0 && family.late.length === 0) return null;
  return (
    <div class="stack wide">
      {family.strangers.map(({ device, name }) => (
        <LetIn key={device} family={family.case} device={device} name={name} />
      ))}
      {family.late.map((late) => (
        <CameLate key={late.device} family={family.case} late={late} />
      ))}
    </div>
  );
}

function FilmsOf({ family, now, role }: Shown): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const films = [...family.films]
    .filter((film) => film.status !== 'empty')
    .sort((one, other) => other.at - one.at)
    .map((film) => ({ film, family }));
  return (
    <section aria-labelledby="family-films">
      <h2 id="family-films" class="section-title">
        {say('families-films')}
      </h2>
      {films.length === 0 ? (
        <Nothing
          icon="film"
          words={role === ROLE.field ? say('families-no-films') : say('families-no-films-supervisor')}
        />
      ) : (
        <FilmList by="day" label={say('families-films')} films={films} now={now} reached={isReached(vault.sync.value)} />
      )}
    </section>
  );
}

/** Who may be in a film.  What each of them answered stands on their own page, never side by side. */
function People({ family, now }: Shown): JSX.Element {
  const say = useSay();
  return (
    <section aria-labelledby="family-people">
      <h2 id="family-people" class="section-title">
        {say('families-people')}
      </h2>
      {family.persons.length === 0 ? (
        <Nothing icon="person" words={say('families-no-people')} />
      ) : (
        <ul class="card flush" aria-labelledby="family-people">
          {family.persons.map((person) => (
            <li key={person.person} class="list-row">
              <Badge icon="person" tint="clay" />
              <span class="grow">
                <strong>{roleOf(person, say)}</strong>
                <small>
                  {person.asked_at !== null && isSameDay(person.asked_at, now)
                    ? say('families-asked-today')
                    : say('families-not-asked')}
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Visits({ family, now }: Shown): JSX.Element | null {
  const say = useSay();
  const visits = [...family.visits].sort((one, other) => other.at - one.at).slice(0, SHOWN);
  if (visits.length === 0) return null;
  return (
    <section aria-labelledby="family-visits">
      <h2 id="family-visits" class="section-title">
        {say('families-visits')}
      </h2>
      <ul class="card flush" aria-labelledby="family-visits">
        {visits.map(({ at, started_at, visit }) => (
          <li key={visit} class="list-row">
            <span class="grow">
              <strong>
                {say('families-visit-on', { day: dayOf(at, say.language), time: timeOf(at, say.language) })}
              </strong>
              <small>{say(`families-visit-${visitState({ at, started_at }, now)}`)}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A visit is of one day: on any other it is over, or it was only planned. */
function visitState({ at, started_at }: Pick<VisitView, 'at' | 'started_at'>, now: number): string {
  if (started_at !== null) return isSameDay(started_at, now) ? 'begun' : 'over';
  return at >= now || isSameDay(at, now) ? 'planned' : 'missed';
}

/** So many visits are enough to see how the work goes. */
const SHOWN = 12;

function About({ family, now }: Shown): JSX.Element {
  const say = useSay();
  const namesOf = (...roles: readonly number[]): string =>
    listed(
      family.roll
        .filter(({ role }) => roles.includes(role))
        .map(({ me, name }) => (me ? say('films-me') : (name ?? say('films-somebody')))),
    );
  const rows: readonly (readonly [string, string])[] = [
    [say('families-supervises'), namesOf(ROLE.supervisor)],
    [say('families-works'), namesOf(ROLE.field)],
    [say('families-languages'), spokenBy(family.languages, say) || say('families-no-languages')],
    [say('families-ends'), family.ends_at === null ? say('families-ends-open') : dateOf(family.ends_at, now, say.language)],
  ];
  return (
    <section aria-labelledby="family-about">
      <h2 id="family-about" class="section-title">
        {say('families-about')}
      </h2>
      <dl class="card">
        {rows.map(([name, value]) => (
          <>
            <dt key={name}>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

// B1 Today: the visits of the day, what is to be done, this tablet, and who is in.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CaseView, VisitView } from '../../vault/api';
import { useDesk, useNow } from '../desk';
import { AppFrame } from '../frame/app-frame';
import { Button, LinkButton } from '../parts/button';
import { Nothing } from '../parts/lists';
import { StatusNote } from '../parts/note';
import { dayOf, isSameDay, timeOf } from '../words/dates';
import { isolated } from '../words/isolated';
import { useSay, type Say } from '../words/say';
import { AddVisit } from './families/add-visit';
import { spokenBy } from './families/family-words';
import { DateDoubt } from './films/date-doubt';
import type { ScreenProps } from './screen';
import { ThisTablet, You } from './today/this-tablet';
import { ToDo } from './today/to-do';

interface Planned {
  readonly visit: VisitView;
  readonly family: CaseView;
  /** The how many-th of this family it is. */
  readonly nth: number;
}

export function Today({ places }: ScreenProps): JSX.Element {
  const say = useSay();
  const now = useNow();
  const { vault } = useDesk();
  const beside = <span class="hint">{dayOf(now.value, say.language)}</span>;
  return (
    <AppFrame side="yours" title={say('today-title')} places={places} here="/" beside={beside}>
      <div class="day">
        <div class="day-column">
          {(vault.sync.value?.stops_waiting ?? 0) > 0 ? (
            <StatusNote kind="warn" icon="hand" role="status">
              <p>{say('today-stopped-here')}</p>
            </StatusNote>
          ) : null}
          {vault.sync.value?.reached === false ? (
            <StatusNote icon="no-net" role="status">
              <p>
                <strong>{say('today-offline')}</strong> {say('today-offline-rest')}
              </p>
            </StatusNote>
          ) : null}
          <DateDoubt />
          <Visits now={now.value} />
          <ToDo now={now.value} />
        </div>
        <div class="day-column">
          <ThisTablet now={now.value} />
          <You />
        </div>
      </div>
    </AppFrame>
  );
}

/** The visits of one day, in their order. */
export function visitsOf(cases: readonly CaseView[], now: number): readonly Planned[] {
  const all = cases.flatMap((family) =>
    [...family.visits]
      .sort((one, other) => one.at - other.at)
      .map((visit, i) => ({ visit, family, nth: i + 1 }))
      .filter(({ visit }) => isSameDay(visit.at, now) || isBegunToday(visit, now)),
  );
  return all.sort((one, other) => one.visit.at - other.visit.at);
}

function isBegunToday({ started_at }: VisitView, now: number): boolean {
  return started_at !== null && isSameDay(started_at, now);
}

function Visits({ now }: { readonly now: number }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const adding = useSignal(false);
  const visits = visitsOf(vault.cases.value, now);
  const next = visits.find(({ visit }) => visit.started_at === null);
  const add = (): void => {
    adding.value = true;
  };
  return (
    <section aria-labelledby="today-visits">
      <div class="head-row">
        <h2 id="today-visits" class="section-title">
          {say('today-visits')}
        </h2>
        {visits.length === 0 ? null : (
          <Button kind="bare" icon="plus" press={add}>
            {say('today-add-visit')}
          </Button>
        )}
      </div>
      {visits.length === 0 ? (
        <Nothing icon="today" words={say('today-no-visits')}>
          <div class="row">
            <Button icon="plus" press={add}>
              {say('today-add-visit')}
            </Button>
            <LinkButton icon="family" to="/families">
              {say('today-families')}
            </LinkButton>
          </div>
        </Nothing>
      ) : (
        <ul aria-labelledby="today-visits">
          {visits.map((one) => (
            <Visit key={one.visit.visit} planned={one} isNext={one === next} say={say} />
          ))}
        </ul>
      )}
      {adding.value ? (
        <AddVisit
          family={null}
          close={() => {
            adding.value = false;
          }}
        />
      ) : null}
    </section>
  );
}

/** Only the next visit has the filled button. */
function Visit(props: { readonly planned: Planned; readonly isNext: boolean; readonly say: Say }): JSX.Element {
  const { isNext, say } = props;
  const { family, nth, visit } = props.planned;
  const to = isNext ? `/visit/${family.case}` : `/families/${family.case}`;
  return (
    <li class="card visit">
      <time dateTime={new Date(visit.at).toISOString()}>{timeOf(visit.at, say.language)}</time>
      <span class="grow">
        <strong>{isolated(family.label ?? say('families-shut-label'))}</strong>
        <span>
          {visit.started_at === null
            ? say('today-visit-number', { n: nth })
            : say('today-begun', { time: timeOf(visit.started_at, say.language) })}
        </span>
        <small>{spokenBy(family.languages, say)}</small>
      </span>
      <LinkButton to={to} trailing="next" kind={isNext ? 'main' : 'plain'}>
        {isNext ? say('today-start-visit') : say('today-open')}
      </LinkButton>
    </li>
  );
}

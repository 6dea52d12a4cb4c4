// What waits for the worker: links in a list, the label first and then the reason.
import type { JSX } from 'preact';
import type { CaseView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { LinkRow, Nothing } from '../../parts/lists';
import type { IconName } from '../../parts/icon';
import { clockOf, dateOf } from '../../words/dates';
import { useSay, type Say } from '../../words/say';
import { isLate } from '../films/film-words';

const DAY_MS = 24 * 3_600_000;
/** What goes within a week is named. */
const SOON_MS = 7 * DAY_MS;

interface Task {
  readonly key: string;
  readonly to: string;
  readonly title: string;
  readonly why: string;
  readonly icon: IconName;
  readonly tint?: 'clay' | 'river' | 'warn';
}

export function ToDo({ now }: { readonly now: number }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const tasks = vault.cases.value.flatMap((family) => tasksOf(family, now, say));
  return (
    <section aria-labelledby="today-todo">
      <h2 id="today-todo" class="section-title">
        {say('today-todo')}
      </h2>
      {tasks.length === 0 ? (
        <Nothing icon="check" words={say('today-nothing')} />
      ) : (
        <ul class="card flush" aria-labelledby="today-todo">
          {tasks.map(({ icon, key, tint, title, to, why }) => (
            <li key={key}>
              <LinkRow to={to} title={title} second={why} icon={icon} {...(tint === undefined ? {} : { tint })} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What is to be done about one family, the pressing things first. */
export function tasksOf(family: CaseView, now: number, say: Say): readonly Task[] {
  const to = `/families/${family.case}`;
  if (family.label === null) {
    const [title, why] = [say('today-shut'), say(family.shut === 'lease' ? 'today-shut-lease' : 'today-shut-why')];
    return family.sealed > 0 ? [{ key: `${family.case}/shut`, to, title, why, icon: 'lock' }] : [];
  }
  const { label } = family;
  const faults = faultTasks(family, label, say);
  const asks = askTasks(family, label, now, say);
  return [...lateTasks(family, label, now, say), ...asks, ...faults, ...goingTasks(family, label, now, say)];
}

function lateTasks({ case: id, films }: CaseView, label: string, now: number, say: Say): readonly Task[] {
  const late = films.filter((film) => isLate(film, now));
  const first = late.reduce((soonest, film) => Math.min(soonest, film.due_at), now);
  if (late.length === 0) return [];
  const days = Math.floor((now - first) / DAY_MS);
  const title = say('today-overdue', { label, days });
  return [{ key: `${id}/late`, to: `/families/${id}`, title, why: say('today-overdue-why'), icon: 'warn', tint: 'warn' }];
}

/** Somebody came in while this member filmed, and nobody has asked them yet. */
function askTasks({ case: id, films }: CaseView, label: string, now: number, say: Say): readonly Task[] {
  const to = `/families/${id}`;
  return films
    .filter(({ came_in }) => came_in.length > 0)
    .map(({ at, came_in, film }) => {
      const told = { day: dateOf(at, now, say.language), moments: came_in.map(clockOf).join(', ') };
      const [title, why] = [say('today-came-in', { label }), say('today-came-in-why', told)];
      return { key: `${film}/came-in`, to, title, why, icon: 'person', tint: 'clay' };
    });
}

function faultTasks({ case: id, films }: CaseView, label: string, say: Say): readonly Task[] {
  const mine = films.filter((film) => film.mine);
  const about = { to: '/films', tint: 'warn' } as const;
  const tasks: Task[] = [];
  if (mine.some(({ status }) => status === 'damaged')) {
    const [title, why] = [say('today-damaged', { label }), say('films-damaged')];
    tasks.push({ ...about, key: `${id}/damaged`, title, why, icon: 'warn' });
  }
  if (mine.some(({ fault, status }) => status !== 'damaged' && fault !== null)) {
    const [title, why] = [say('today-refused', { label }), say('today-refused-why')];
    tasks.push({ ...about, key: `${id}/refused`, title, why, icon: 'server' });
  }
  return tasks;
}

/** Films that go by themselves within a week, by the day on which the first of them goes. */
function goingTasks({ case: id, films }: CaseView, label: string, now: number, say: Say): readonly Task[] {
  const going = films.filter((film) => {
    const stays = ['deleted', 'empty', 'hidden'].includes(film.status);
    return !stays && film.due_at >= now - DAY_MS && film.due_at < now + SOON_MS;
  });
  const first = going.reduce((soonest, film) => Math.min(soonest, film.due_at), now + SOON_MS);
  const n = going.length;
  if (n === 0) return [];
  const title = say('today-goes', { label, n, day: dateOf(first, now, say.language) });
  const days = Math.floor((startOf(first) - startOf(now)) / DAY_MS + 0.5);
  const why = days <= 0 ? say('today-goes-today', { n }) : say('today-goes-why', { days, n });
  return [{ key: `${id}/goes`, to: `/families/${id}`, title, why, icon: 'clock', tint: 'warn' }];
}

function startOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

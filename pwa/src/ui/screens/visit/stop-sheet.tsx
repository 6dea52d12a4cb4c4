// The sheet of the corner: stop for today, or delete today's film.  One tap stops; one tap and a question delete.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Deletion, VisitDayView } from '../../../vault/api';
import { useDesk, useView } from '../../desk';
import { Button } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { Sheet } from '../../parts/sheet';
import { isSameDay } from '../../words/dates';
import { useSay } from '../../words/say';
import { WhoAsks } from './who-asks';

type Step = 'ask' | 'who' | 'sure' | 'stopped' | Deletion['where'];

/** The family that the screen is about; else the one that was filmed last today. */
function useCase(): string | null {
  const { route, vault } = useDesk();
  const [place, id] = route.way.value;
  if ((place === 'visit' || place === 'families') && id !== undefined && id !== 'new') return id;
  const now = Date.now();
  const films = vault.cases.value.flatMap((family) => family.films.map((film) => ({ ...film, of: family.case })));
  const today = films.filter((film) => isSameDay(film.at, now)).sort((one, other) => other.at - one.at);
  return today[0]?.of ?? null;
}

export function StopSheet({ close }: { readonly close: () => void }): JSX.Element {
  const say = useSay();
  const id = useCase();
  return (
    <Sheet title={say('visit-stop-what')} close={close}>
      {id === null ? <p>{say('visit-stop-nothing')}</p> : <OfCase id={id} />}
    </Sheet>
  );
}

function OfCase({ id }: { readonly id: string }): JSX.Element {
  const say = useSay();
  const visit = useView('visit', { case: id }).value;
  return visit === null ? <p role="status">{say('visit-opening')}</p> : <Choices visit={visit} />;
}

function Choices({ visit }: { readonly visit: VisitDayView }): JSX.Element {
  const { vault } = useDesk();
  const say = useSay();
  const doing = useDoing();
  const step = useSignal<Step>('ask');
  const who = useSignal<string | null>(null);
  const film = useSignal(visit.film);
  if (step.value === 'ask') film.value = visit.film;
  const stop = (): void => {
    doing.run(async () => {
      await vault.ask('visit.end', { case: visit.case });
      step.value = 'stopped';
    });
  };
  const remove = (): void => {
    const gone = film.value;
    if (gone === null) return;
    doing.run(async () => {
      const ask = { case: visit.case, film: gone.film, person: who.value };
      step.value = (await vault.ask('film.delete', ask)).where;
    });
  };
  return (
    <>
      {step.value === 'ask' ? (
        <div class="visit-equal">
          <Button icon="hand" press={stop}>
            {say('visit-stop-today')}
          </Button>
          {film.value === null ? null : (
            <Button
              icon="bin"
              press={() => {
                step.value = film.value?.sent === true ? 'who' : 'sure';
              }}
            >
              {say('visit-delete')}
            </Button>
          )}
        </div>
      ) : null}
      {step.value === 'who' ? (
        <WhoAsks
          persons={visit.persons}
          choose={(person) => {
            who.value = person;
            step.value = 'sure';
          }}
        />
      ) : null}
      {step.value === 'sure' ? (
        <>
          <p>{say('visit-sure')}</p>
          <div class="visit-equal">
            <Button press={remove}>{say('visit-sure-delete')}</Button>
            <Button
              press={() => {
                step.value = 'ask';
              }}
            >
              {say('visit-sure-keep')}
            </Button>
          </div>
        </>
      ) : null}
      <div role="status">
        {step.value === 'stopped' ? <p>{say('visit-stop-done')}</p> : null}
        {step.value === 'everywhere' ? <p>{say('visit-deleted')}</p> : null}
        {step.value === 'device' ? <p>{say('visit-deleted-here')}</p> : null}
      </div>
      <Fault doing={doing} />
    </>
  );
}

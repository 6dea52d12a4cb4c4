// After the film: keep it or delete it, with equal answers.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../desk';
import { AppFrame } from '../../frame/app-frame';
import { Button } from '../../parts/button';
import { codeOf, Fault, useDoing } from '../../parts/doing';
import { ErrorNote, StatusNote } from '../../parts/note';
import { lengthOf } from '../../words/dates';
import { useSay } from '../../words/say';
import type { Code, Deletion } from '../../../vault/api';
import type { Ended } from '../film/roll';
import { Trial, type StepProps } from '../visit';
import { Calm } from './calm';
import { WhoAsks } from './who-asks';

type Step = 'ask' | 'sure' | 'kept' | 'later' | Deletion['where'];

export function After({ ended, roll, visit }: StepProps & { readonly ended: Ended }): JSX.Element {
  const { route, vault } = useDesk();
  const say = useSay();
  const doing = useDoing();
  const step = useSignal<Step>('ask');
  const who = useSignal<string | null>(null);
  const closed = useSignal(false);
  const failed = useSignal<Code | null>(null);
  useEffect(() => {
    ended.closed.then(
      () => {
        closed.value = true;
      },
      (fault: unknown) => {
        failed.value = codeOf(fault);
      },
    );
  }, [ended]);
  const keep = (): void => {
    doing.run(async () => {
      await ended.closed;
      await vault.ask('film.keep', { film: ended.film });
      step.value = 'kept';
    });
  };
  // Nothing was decided: the film waits here as long as if nobody had touched the screen.
  const later = (): void => {
    doing.run(async () => {
      await ended.closed;
      step.value = 'later';
    });
  };
  // What was talked over for minutes may have been sent by then, and goes on somebody's word alone.
  const sent = visit.film?.film === ended.film && visit.film.sent;
  const remove = (): void => {
    doing.run(async () => {
      // A film that could not be closed can be deleted too.
      await ended.closed.catch(() => undefined);
      const ask = { case: visit.case, film: ended.film, person: who.value };
      step.value = (await vault.ask('film.delete', ask)).where;
    });
  };
  const go = (place: string): void => {
    roll.clear();
    route.go(place);
  };
  const isGone = step.value === 'device' || step.value === 'everywhere';
  const isOver = isGone || step.value === 'kept' || step.value === 'later';
  const where = closed.value ? say('visit-stopped') : say('visit-closing');
  return (
    <AppFrame side="together" title={say('visit-after')} beside={<Trial />}>
      <Calm>
        <p role="status">{isOver ? '' : where}</p>
        {failed.value === null ? null : <ErrorNote code={failed.value} />}
        {step.value === 'ask' ? (
          <>
            <p class="visit-question">{say('visit-keep-or-delete')}</p>
            <div class="visit-equal">
              <Button press={keep}>{say('visit-keep')}</Button>
              <Button
                press={() => {
                  step.value = 'sure';
                }}
              >
                {say('visit-delete')}
              </Button>
              <Button press={later}>{say('visit-ask-later')}</Button>
            </div>
          </>
        ) : null}
        {step.value === 'sure' && sent && who.value === null ? (
          <WhoAsks
            persons={visit.persons}
            choose={(person) => {
              who.value = person;
            }}
          />
        ) : null}
        {step.value === 'sure' && (!sent || who.value !== null) ? (
          <>
            <p class="visit-question">{say('visit-sure')}</p>
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
        {isGone ? (
          <StatusNote role="status" icon="bin">
            <p>{say(step.value === 'device' ? 'visit-deleted-here' : 'visit-deleted')}</p>
          </StatusNote>
        ) : null}
        {step.value === 'kept' ? (
          <StatusNote role="status">
            <p>{say('visit-kept', { length: lengthOf(ended.ms, say.language) })}</p>
          </StatusNote>
        ) : null}
        {step.value === 'later' ? (
          <StatusNote role="status">
            <p>{say('visit-undecided')}</p>
          </StatusNote>
        ) : null}
        <p role="status" class="hint">
          {doing.busy && !closed.value ? say('visit-closing') : ''}
        </p>
        <Fault doing={doing} />
        {isOver ? (
          <div class="visit-equal">
            <Button
              icon="film"
              press={() => {
                go(`/visit/${visit.case}${ended.came_in ? '' : '/ready'}`);
              }}
            >
              {say('film-part-2')}
            </Button>
            <Button
              press={() => {
                go(`/families/${visit.case}`);
              }}
            >
              {say('film-enough')}
            </Button>
          </div>
        ) : null}
      </Calm>
    </AppFrame>
  );
}

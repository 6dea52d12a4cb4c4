// The visit: who is here → each person's answer → ready → film → after.  The steps done are kept for the day.
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { VisitDayView } from '../../vault/api';
import { useDesk, useView } from '../desk';
import { AppFrame } from '../frame/app-frame';
import { Chip } from '../parts/lists';
import { useSay } from '../words/say';
import { FilmingScreen } from './film/filming';
import type { Roll } from './film/roll';
import { Stopped } from './film/stopped';
import type { ScreenProps } from './screen';
import { After } from './visit/after';
import { AskPerson } from './visit/ask';
import { Ready } from './visit/ready';
import { Who } from './visit/who';

/** What every step of a visit is given. */
export interface StepProps {
  readonly visit: VisitDayView;
  readonly roll: Roll;
  /** Goes to a step of this visit. */
  readonly go: (step: string) => void;
}

export function Visit({ rest }: ScreenProps): JSX.Element {
  const { locks, roll, route, vault } = useDesk();
  const say = useSay();
  const [id = '', step = '', person = ''] = rest;
  const visit = useView('visit', { case: id }).value;
  // What refused a film is told where it was asked for, and asked anew the next time.
  useEffect(() => {
    if (step !== 'ready') roll.forget();
  }, [roll, step]);
  useEffect(
    () => () => {
      // Whoever comes back sees what room there is then.
      roll.forgetRoom();
      // Behind the screen lock or the cover it waits: a call that ends a film may take longer than the lock.
      if (vault.door.value.stage !== 'open' || locks.covered.value) return;
      roll.clear();
      roll.forget();
    },
    [locks, roll, vault],
  );
  const running = roll.running.value;
  const ended = roll.ended.value?.case === id ? roll.ended.value : null;
  if (running !== null) return <FilmingScreen roll={roll} running={running} />;
  if (visit === null) {
    return (
      <AppFrame side="together" title={say('visit-title')} back={{ to: '/', words: say('visit-back') }}>
        <p role="status">{say('visit-opening')}</p>
      </AppFrame>
    );
  }
  const go = (to: string): void => {
    route.go(`/visit/${id}${to}`);
  };
  const props = { visit, roll, go };
  if (ended !== null) {
    const cut = ended.reason !== 'stop' && ended.reason !== 'limit';
    return cut && step !== 'after' ? <Stopped {...props} ended={ended} /> : <After {...props} ended={ended} />;
  }
  if (step === 'ask') return <AskPerson {...props} person={person} />;
  if (step === 'ready') return <Ready {...props} />;
  return <Who {...props} />;
}

/** Said on every screen of a visit of this release. */
export function Trial(): JSX.Element {
  const say = useSay();
  return <Chip kind="warn">{say('frame-trial')}</Chip>;
}

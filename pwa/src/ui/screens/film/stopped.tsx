// The film stopped by itself: what happened, what is safe, and how to go on.
import type { JSX } from 'preact';
import { useDesk } from '../../desk';
import { AppFrame } from '../../frame/app-frame';
import { Button } from '../../parts/button';
import { clockOf } from '../../words/dates';
import { useSay } from '../../words/say';
import { Trial, type StepProps } from '../visit';
import { Calm } from '../visit/calm';
import type { Ended } from './roll';

export function Stopped({ ended, go, roll, visit }: StepProps & { readonly ended: Ended }): JSX.Element {
  const { vault } = useDesk();
  const say = useSay();
  return (
    <AppFrame side="together" title={say('film-stopped')} beside={<Trial />}>
      <Calm>
        <div role="alert" class="stack">
          <p class="visit-question">{say(`film-stopped-${ended.reason}`, { time: clockOf(ended.ms) })}</p>
          <p>{say('film-stopped-safe')}</p>
          {ended.reason === 'full' ? (
            <p>
              {say('film-stopped-full-next')} <span class="code">{FULL}</span>
            </p>
          ) : null}
          {ended.reason === 'battery' ? <p>{say('film-stopped-battery-next')}</p> : null}
          {ended.reason === 'camera' ? <p>{say('film-stopped-camera-next')}</p> : null}
        </div>
        <div class="visit-equal">
          <Button
            icon="film"
            press={() => {
              // The first part is kept; its question comes with the end of the last part.
              void ended.closed.then(() => vault.ask('film.keep', { film: ended.film })).catch(() => undefined);
              roll.clear();
              go(ended.came_in ? '' : '/ready');
            }}
          >
            {say('film-part-2')}
          </Button>
          <Button
            press={() => {
              go('/after');
            }}
          >
            {say('film-enough')}
          </Button>
        </div>
        {visit.film?.state === 'closing' ? <p role="status">{say('visit-closing')}</p> : null}
      </Calm>
    </AppFrame>
  );
}

const FULL = '(storage-full)';

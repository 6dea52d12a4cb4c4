// After a crash: what the tablet was filming when it went off, told once, before anything else.
import type { JSX } from 'preact';
import type { CutFilm } from '../../../vault/api';
import { useDesk } from '../../desk';
import { AppFrame } from '../../frame/app-frame';
import { Button } from '../../parts/button';
import { StatusNote } from '../../parts/note';
import { lengthOf, timeOf } from '../../words/dates';
import { useSay } from '../../words/say';

export function Cut({ films }: { readonly films: readonly CutFilm[] }): JSX.Element {
  const { route, vault } = useDesk();
  const say = useSay();
  const go = (place: string): void => {
    void vault.ask('cut.seen', undefined);
    route.go(place);
  };
  const [first] = films;
  const safe = films.some((one) => one.state === 'safe');
  return (
    <AppFrame side="yours" title={say('film-cut')}>
      <div class="stack">
        {films.map((one) => (
          <StatusNote key={one.film} kind={one.state === 'damaged' ? 'warn' : 'info'} role="status">
            <p>
              <strong>{say('film-cut-off', { time: timeOf(one.at, say.language) })}</strong>
            </p>
            <p>
              {one.state === 'safe' ? say('film-cut-safe', { length: lengthOf(one.ms, say.language) }) : null}
              {one.state === 'closing' ? say('film-cut-closing') : null}
              {one.state === 'damaged' ? say('film-cut-damaged') : null}
            </p>
          </StatusNote>
        ))}
        <div class="row">
          <Button
            icon="film"
            press={() => {
              go('/films');
            }}
          >
            {say('film-cut-see')}
          </Button>
          {safe && first !== undefined ? (
            <Button
              press={() => {
                go(`/visit/${first.case}/ready`);
              }}
            >
              {say('film-part-2')}
            </Button>
          ) : null}
          <Button
            press={() => {
              go('/');
            }}
          >
            {say('film-cut-go-on')}
          </Button>
        </div>
      </div>
    </AppFrame>
  );
}

// Between a together screen and one of the worker's own: nothing of the other side shows before the screen is turned.
import type { JSX } from 'preact';
import { Button } from '../parts/button';
import { useSay } from '../words/say';

export function SideTurn({ turned }: { readonly turned: () => void }): JSX.Element {
  const say = useSay();
  return (
    <main class="side-turn" data-stage="open">
      <h1>{say('frame-turn')}</h1>
      <Button kind="main" icon="eye" press={turned}>
        {say('frame-turned')}
      </Button>
    </main>
  );
}

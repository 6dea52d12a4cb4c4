// Which build of the app is here, and whether a newer one waits.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useDesk } from '../../desk';
import { atRest } from '../../rest';
import { Button } from '../../parts/button';
import { useDoing } from '../../parts/doing';
import { useSay } from '../../words/say';

/** So many letters tell two builds apart. */
const SHORT = 8;

export function Version(): JSX.Element {
  const say = useSay();
  const desk = useDesk();
  const { files } = desk;
  const doing = useDoing();
  const looked = useSignal(false);
  const build = files.files.value?.build ?? null;
  const waits = files.updateWaits.value;
  return (
    <div class="stack wide">
      {build === null ? null : <p>{say('settings-version', { build: build.slice(0, SHORT) })}</p>}
      <p role="status">{waits ? say('settings-update') : looked.value ? say('settings-newest') : ''}</p>
      {waits ? (
        <Button
          unavailable={atRest(desk) ? null : say('settings-update')}
          press={() => {
            files.takeOver();
          }}
        >
          {say('settings-update-now')}
        </Button>
      ) : (
        <Button
          doing={doing}
          work={async () => {
            await files.check();
            looked.value = true;
          }}
        >
          {say('settings-check')}
        </Button>
      )}
    </div>
  );
}

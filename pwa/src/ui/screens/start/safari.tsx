// What stands where a browser's own tab would lose films, instead of what could not be done there.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Button } from '../../parts/button';
import { StatusNote } from '../../parts/note';
import { useSay } from '../../words/say';
import { InstallSteps } from './install';

export function SafariNote(): JSX.Element {
  const say = useSay();
  const shown = useSignal(false);
  return (
    <>
      <StatusNote kind="warn" icon="tablet">
        <p>{say('start-safari')}</p>
      </StatusNote>
      <Button
        expanded={shown.value}
        press={() => {
          shown.value = !shown.value;
        }}
      >
        {say('start-safari-how')}
      </Button>
      {shown.value ? <InstallSteps /> : null}
    </>
  );
}

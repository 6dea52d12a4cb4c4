// A second device of whoever is in waits: on the first one they vouch for it themselves.
import type { JSX } from 'preact';
import { useDesk } from '../../desk';
import { Button } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { StatusNote } from '../../parts/note';
import { useSay } from '../../words/say';

export function SecondDevice(): JSX.Element | null {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const own = vault.people.value.members.find((one) => one.me);
  const waits = own?.waits ?? null;
  if (own === undefined || waits === null || !own.endorsable || !own.further) return null;
  return (
    <StatusNote kind="warn" icon="tablet">
      <p>{say('settings-second')}</p>
      <Button
        doing={doing}
        work={async () => {
          await vault.ask('members.endorse', { device: waits });
        }}
      >
        {say('settings-second-agree')}
      </Button>
      <Fault doing={doing} />
    </StatusNote>
  );
}

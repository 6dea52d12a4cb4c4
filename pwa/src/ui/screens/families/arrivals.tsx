// What came to a family after its time, for its supervisor: a tablet that joined later, and what a tablet sent after it
// was taken off the service.  Nothing of either counts by itself.
import type { JSX } from 'preact';
import type { LateView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { Button } from '../../parts/button';
import { Fault, useDoing, Wait } from '../../parts/doing';
import { StatusNote } from '../../parts/note';
import { dayOf, timeOf } from '../../words/dates';
import { useSay } from '../../words/say';

/** A member's new tablet: it sees the family once the supervisor lets it in. */
export function LetIn(props: {
  readonly family: string;
  readonly device: string;
  readonly name: string | null;
}): JSX.Element {
  const { device, family } = props;
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const name = props.name ?? say('films-somebody');
  return (
    <StatusNote kind="warn" icon="tablet">
      <div class="stack">
        <p>
          <strong>{say('families-stranger', { name })}</strong> {say('families-stranger-why', { name })}
        </p>
        <Button doing={doing} work={() => vault.ask('case.let-in', { case: family, device })}>
          {say('families-let-in')}
        </Button>
        <Wait doing={doing} words={say('families-letting-in')} />
        <Fault doing={doing} />
      </div>
    </StatusNote>
  );
}

/** What a tablet sent after it was taken off the service. */
export function CameLate({ family, late }: { readonly family: string; readonly late: LateView }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const { device, entries, films, last_at } = late;
  const name = late.name ?? say('films-somebody');
  return (
    <StatusNote kind="warn" icon="warn">
      <div class="stack">
        <p>
          <strong>{say('families-late', { n: entries, name })}</strong>{' '}
          {films === 0 ? '' : `${say('families-late-films', { n: films })} `}
          {last_at === null
            ? ''
            : `${say('families-late-newest', { day: dayOf(last_at, say.language), time: timeOf(last_at, say.language) })} `}
          {say('families-late-safe')}
        </p>
        <p>{say('families-late-why', { name })}</p>
        <Button doing={doing} work={() => vault.ask('case.admit', { case: family, device })}>
          {say('families-admit')}
        </Button>
        <Wait doing={doing} words={say('families-admitting')} />
        <Fault doing={doing} />
      </div>
    </StatusNote>
  );
}

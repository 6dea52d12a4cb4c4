// A2, joining by a link or a code: five words to keep, six words to read out.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DoorView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { Fault, useDoing, Wait } from '../../parts/doing';
import { WordsList } from '../../parts/lists';
import { ErrorNote, StatusNote } from '../../parts/note';
import { useSay } from '../../words/say';
import { SafariNote } from './safari';

export function Join(props: {
  readonly fragment: string;
  readonly phrase: Signal<readonly string[] | null>;
  /** Where a member of this tablet is at work: puts the link away. */
  readonly putAway: (() => void) | null;
}): JSX.Element {
  const say = useSay();
  const { install, vault } = useDesk();
  const [reading, joining] = [useDoing(), useDoing()];
  const link = useSignal<{ readonly service: string; readonly role: number } | null>(null);
  const { fragment, phrase, putAway } = props;
  useEffect(() => {
    reading.run(async () => {
      link.value = await vault.ask('join.read', { fragment });
    });
  }, []);
  const told = link.value;
  if (told === null) {
    return (
      <BareFrame title={say('start-join')} stage="join">
        <Wait doing={reading} words={say('start-join-reading')} />
        <Fault doing={reading} />
      </BareFrame>
    );
  }
  return (
    <BareFrame title={say('start-join-title', { service: told.service })} stage="join">
      {install.wouldLoseFilms ? (
        <SafariNote />
      ) : (
        <>
          <p>{say(`start-join-role-${told.role}`)}</p>
          <p>{say('start-join-why')}</p>
          <Button
            kind="main"
            doing={joining}
            work={async () => {
              const made = await vault.ask('join.begin', { fragment });
              phrase.value = made.phrase;
            }}
          >
            {say('start-join-begin')}
          </Button>
          {putAway === null ? null : <Button press={putAway}>{say('lock-another-not')}</Button>}
          <Wait doing={joining} words={say('start-join-making')} />
          <Fault doing={joining} />
        </>
      )}
    </BareFrame>
  );
}

/** The device has asked and waits for an admin's yes. */
/** `over` lets go of the link, which is of no use any more. */
export function Joining({ door, over }: { readonly door: DoorView; readonly over: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  return (
    <BareFrame title={say('start-join-title', { service: door.service ?? '' })} stage="joining">
      <p>{say('start-six-why')}</p>
      <WordsList label={say('start-six-list')} words={door.words ?? []} />
      <p>{say('start-six-room')}</p>
      <p role="status">{say('start-six-waiting')}</p>
      <Button
        doing={doing}
        work={async () => {
          await vault.ask('join.start-again', undefined);
          over();
          vault.restart();
        }}
      >
        {say('start-six-stop')}
      </Button>
      <Fault doing={doing} />
    </BareFrame>
  );
}

/** The admin said that the words differ, or the link is over. */
export function Refused({ over }: { readonly over: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const code = vault.door.value.fault;
  return (
    <BareFrame title={say('start-refused-title')} stage="refused">
      {code === null ? (
        <StatusNote kind="warn" role="alert">
          <p>{say('start-refused')}</p>
        </StatusNote>
      ) : (
        <ErrorNote code={code} />
      )}
      <Button
        kind="main"
        doing={doing}
        work={async () => {
          await vault.ask('join.start-again', undefined);
          over();
          vault.restart();
        }}
      >
        {say('start-refused-again')}
      </Button>
      <Fault doing={doing} />
    </BareFrame>
  );
}

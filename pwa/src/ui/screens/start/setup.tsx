// A1, setting a service up: seven questions, one a page, with the keys in between.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { SetupAnswers, SetupView } from '../../../vault/api';
import { useDesk, useView } from '../../desk';
import { BareFrame } from '../../frame/bare-frame';
import { Fault, useDoing, Wait } from '../../parts/doing';
import { useSay } from '../../words/say';
import { Cards } from './cards';
import { Found, Keys } from './keys';
import { FIRST_ANSWERS, QUESTIONS, Questions } from './questions';
import { Supervisor } from './supervisor';

/** From the link to the keys. */
export function SetUp(props: {
  readonly fragment: string;
  /** Where the five words are put, to be shown before anything else. */
  readonly phrase: Signal<readonly string[] | null>;
}): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const read = useSignal(false);
  const view = useView('setup', undefined).value;
  const { fragment, phrase } = props;
  useWarning();
  useEffect(() => {
    doing.run(async () => {
      await vault.ask('setup.read', { fragment });
      read.value = true;
    });
  }, []);
  if (!read.value || view === null) {
    return (
      <BareFrame title={say('start-setup')} stage="setup">
        <Wait doing={doing} words={say('start-setup-reading')} />
        <Fault doing={doing} />
      </BareFrame>
    );
  }
  const go = (answers: SetupAnswers, step: number): Promise<void> => vault.ask('setup.keep', { answers, step });
  const answers = view.answers ?? FIRST_ANSWERS;
  if (view.step <= QUESTIONS) return <Questions key={view.step} answers={answers} step={view.step} go={go} />;
  return (
    <Keys
      fragment={fragment}
      answers={answers}
      made={(words) => {
        phrase.value = words;
      }}
      back={() => void go(answers, QUESTIONS)}
    />
  );
}

/** The keys are made; the service is started with them. */
export function SettingUp(): JSX.Element {
  useWarning();
  return <Found />;
}

/** The service is there, and its root waits here: the supervisor, then the cards. */
export function Finishing({ service }: { readonly service: string }): JSX.Element {
  const view: SetupView | null = useView('setup', undefined).value;
  const cards = useSignal(false);
  useWarning();
  if (!cards.value) {
    return (
      <Supervisor
        next={() => {
          cards.value = true;
        }}
      />
    );
  }
  return <Cards service={service} shownBefore={view?.cards_shown ?? false} />;
}

/** Whoever leaves is asked first, in the browser's own words. */
function useWarning(): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => {
      removeEventListener('beforeunload', ask);
    };
  }, []);
}

// Between the questions and the supervisor: the first admin's keys are made, and the service is started with them.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { SetupAnswers } from '../../../vault/api';
import { useDesk, useView } from '../../desk';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { Fault, useDoing, Wait } from '../../parts/doing';
import { Field, Form } from '../../parts/field';
import { useSay } from '../../words/say';

/** Asks for a name and makes the keys; `made` is given the five words. */
export function Keys(props: {
  readonly fragment: string;
  readonly answers: SetupAnswers;
  readonly made: (phrase: readonly string[]) => void;
  readonly back: () => void;
}): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const name = useSignal('');
  const { answers, fragment } = props;
  const title = say('start-keys-title');
  return (
    <BareFrame title={title} stage="setup">
      <p>{say('start-keys-why', { service: answers.service })}</p>
      <Form
        label={title}
        doing={doing}
        work={async () => {
          const { phrase } = await vault.ask('setup.keys', { fragment, answers, name: name.value.trim() });
          props.made(phrase);
        }}
      >
        <Field label={say('start-keys-name')} value={name} />
        <div class="row">
          <Button icon="back" press={props.back}>
            {say('start-back')}
          </Button>
          <Button kind="main" type="submit" doing={doing}>
            {say('start-keys-make')}
          </Button>
        </div>
        <Wait doing={doing} words={say('start-keys-making')} />
      </Form>
    </BareFrame>
  );
}

/** The keys are made and their words are on paper: nothing was sent yet. */
export function Found(): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const phase = useView('setup', undefined).value?.phase ?? null;
  return (
    <BareFrame title={say('start-found-title')} stage="setting-up">
      <p>{say('start-found-why')}</p>
      <Button kind="main" doing={doing} work={() => vault.ask('setup.found', undefined)}>
        {say('start-found')}
      </Button>
      <Wait doing={doing} words={say('start-founding')} />
      <Fault doing={doing} />
      {doing.fault !== null && phase === 'keys' ? <BeginAgain /> : null}
    </BareFrame>
  );
}

/** The server took nothing and will not: these keys can be let go of. */
function BeginAgain(): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  return (
    <>
      <p>{say('start-again-why')}</p>
      <Button
        doing={doing}
        work={async () => {
          await vault.ask('setup.start-again', undefined);
          vault.restart();
        }}
      >
        {say('start-again')}
      </Button>
      <Fault doing={doing} />
    </>
  );
}

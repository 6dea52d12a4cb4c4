// One person's answer of today, on a page of its own: two people's answers are never side by side.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { VisitPerson } from '../../../vault/api';
import { useDesk } from '../../desk';
import { AppFrame } from '../../frame/app-frame';
import { AnswerSet } from '../../parts/answers';
import { Button } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { useSay } from '../../words/say';
import { Trial, type StepProps } from '../visit';
import { nameOf } from './person';

export function AskPerson({ go, person, visit }: StepProps & { readonly person: string }): JSX.Element {
  const { route, vault } = useDesk();
  const say = useSay();
  const doing = useDoing();
  // What was pressed, until the vault tells it or refuses it.
  const pressed = useSignal<VisitPerson['answer']>(null);
  useEffect(() => {
    pressed.value = null;
  }, [person]);
  const asked = visit.persons.find((one) => one.person === person);
  if (asked === undefined) {
    route.replace(`/visit/${visit.case}`);
    return <p role="status">{say('visit-opening')}</p>;
  }
  const answer = pressed.value ?? asked.answer;
  const name = nameOf(asked, say);
  const here = visit.persons.filter((one) => one.here);
  const place = here.findIndex((one) => one.person === person) + 1;
  const next = (): void => {
    // The vault's word on who is left may be a moment behind what was just pressed.
    const [left] = visit.gate.ask.filter((one) => one !== person);
    go(left === undefined || answer !== 'yes' ? '/ready' : `/ask/${left}`);
  };
  return (
    <AppFrame
      side="together"
      title={say('visit-your-word', { name })}
      back={{ to: `/visit/${visit.case}`, words: say('visit-back') }}
      beside={<Trial />}
      sign="person"
      step={{ words: say('visit-place', { place, of: here.length }), nth: place, of: here.length }}
    >
      <p class="visit-question" id="visit-question">
        {say('visit-question')}
      </p>
      <AnswerSet
        label={say('visit-question')}
        chosen={answer}
        answers={[
          { value: 'yes', words: say('visit-yes') },
          { value: 'no', words: say('visit-no') },
          { value: 'later', words: say('visit-later') },
        ]}
        choose={(value) => {
          pressed.value = value;
          doing.run(async () => {
            try {
              await vault.ask('visit.answer', { case: visit.case, person, answer: value });
            } catch (fault) {
              pressed.value = null;
              throw fault;
            }
          });
        }}
      />
      <Fault doing={doing} />
      {answer === null ? null : (
        <div class="row">
          <p role="status">{say(`visit-said-${answer}`)}</p>
          <Button trailing="next" press={next}>
            {say('visit-next')}
          </Button>
        </div>
      )}
    </AppFrame>
  );
}

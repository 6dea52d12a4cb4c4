// Who is in the room, or may walk in?
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PersonWord } from '../../../vault/api';
import { useDesk } from '../../desk';
import { AppFrame } from '../../frame/app-frame';
import { Button, LinkButton } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { Icon } from '../../parts/icon';
import { Sheet } from '../../parts/sheet';
import { useSay } from '../../words/say';
import { Trial, type StepProps } from '../visit';
import { nameOf } from './person';

const WORDS: readonly PersonWord[] = ['mum', 'dad', 'child', 'grandparent', 'adult', 'interpreter', 'voice'];

export function Who({ go, visit }: StepProps): JSX.Element {
  const { vault } = useDesk();
  const say = useSay();
  const doing = useDoing();
  const adding = useSignal(false);
  const here = visit.persons.filter((one) => one.here).map((one) => one.person);
  const set = (persons: readonly string[]): void => {
    doing.run(() => vault.ask('visit.here', { case: visit.case, persons }));
  };
  const next = (): void => {
    const [first] = visit.gate.ask;
    go(first === undefined ? '/ready' : `/ask/${first}`);
  };
  return (
    <AppFrame
      side="together"
      title={say('visit-who')}
      back={{ to: `/families/${visit.case}`, words: say('visit-back') }}
      beside={<Trial />}
    >
      <ul class="visit-people" aria-label={say('visit-people')}>
        {visit.persons.map((one) => (
          <li key={one.person}>
            <button
              type="button"
              class="visit-person"
              aria-pressed={one.here}
              onClick={() => {
                set(one.here ? here.filter((person) => person !== one.person) : [...here, one.person]);
              }}
            >
              <Icon name="person" />
              <span class="grow">{nameOf(one, say)}</span>
              <small>
                {one.here ? <Icon name="check" /> : null}
                {one.here ? say('visit-here') : say('visit-not-here')}
              </small>
            </button>
            {one.here && one.answer !== null ? (
              <LinkButton kind="bare" icon="again" to={`/visit/${visit.case}/ask/${one.person}`}>
                {say('visit-ask-again', { name: nameOf(one, say) })}
              </LinkButton>
            ) : null}
          </li>
        ))}
      </ul>
      <div class="row">
        <Button
          icon="plus"
          press={() => {
            adding.value = true;
          }}
        >
          {say('visit-add')}
        </Button>
        <Button kind="main" trailing="next" press={next} unavailable={here.length === 0 ? say('visit-nobody') : null}>
          {say('visit-next')}
        </Button>
      </div>
      <Fault doing={doing} />
      {adding.value ? (
        <Sheet
          title={say('visit-add-who')}
          close={() => {
            adding.value = false;
          }}
        >
          <div class="visit-words">
            {WORDS.map((word) => (
              <Button
                key={word}
                press={() => {
                  adding.value = false;
                  doing.run(async () => {
                    const { person } = await vault.ask('visit.add', { case: visit.case, word });
                    await vault.ask('visit.here', { case: visit.case, persons: [...here, person] });
                  });
                }}
              >
                {say(`visit-word-${word}`)}
              </Button>
            ))}
          </div>
        </Sheet>
      ) : null}
    </AppFrame>
  );
}

// The first five questions of a set-up, one a page.  Nothing is made before the last is answered.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { SetupAnswers } from '../../../vault/api';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { useDoing } from '../../parts/doing';
import { Field, Form, Tick } from '../../parts/field';
import { Chip } from '../../parts/lists';
import { LANGUAGES, useSay } from '../../words/say';
import { TongueChoice } from './tongue';

export const QUESTIONS = 5;
export const FIRST_ANSWERS: SetupAnswers = { service: '', phone: '', days: 60, offline_days: 7, languages: ['en'] };
const DAYS_MOST = 365;

interface Typed {
  readonly service: Signal<string>;
  readonly phone: Signal<string>;
  readonly days: Signal<string>;
  readonly offline: Signal<string>;
  readonly languages: Signal<readonly string[]>;
}

const TITLES = ['name', 'phone', 'days', 'offline', 'languages'] as const;

export function Questions(props: {
  readonly answers: SetupAnswers;
  readonly step: number;
  /** Keeps the answers and goes to that step. */
  readonly go: (answers: SetupAnswers, step: number) => Promise<void>;
}): JSX.Element {
  const say = useSay();
  const doing = useDoing();
  const { answers, step } = props;
  const typed: Typed = {
    service: useSignal(answers.service),
    phone: useSignal(answers.phone),
    days: useSignal(String(answers.days)),
    offline: useSignal(String(answers.offline_days)),
    languages: useSignal(answers.languages),
  };
  const wrong = useSignal(false);
  const told = (): SetupAnswers => ({
    ...{ service: typed.service.value.trim(), phone: typed.phone.value.trim(), languages: typed.languages.value },
    ...{ days: Number(typed.days.value), offline_days: Number(typed.offline.value) },
  });
  const title = say(`start-${TITLES[step - 1] ?? 'name'}-title`);
  return (
    <BareFrame title={title} stage="setup" beside={<Chip>{say('start-step', { n: step })}</Chip>}>
      <Form
        label={title}
        doing={doing}
        work={async () => {
          const days = step === 4 ? typed.offline.value : typed.days.value;
          wrong.value = (step === 3 || step === 4) && !isDays(days);
          if (!wrong.value) await props.go(told(), step + 1);
        }}
      >
        <Question step={step} typed={typed} wrong={wrong.value ? say('start-days-wrong') : null} />
        <div class="row">
          {step === 1 ? null : (
            <Button
              icon="back"
              press={() => {
                doing.run(() => props.go(told(), step - 1));
              }}
            >
              {say('start-back')}
            </Button>
          )}
          <Button kind="main" type="submit" trailing="next">
            {say('start-go-on')}
          </Button>
        </div>
      </Form>
      {step === 1 ? <TongueChoice /> : null}
    </BareFrame>
  );
}

function Question(props: { readonly step: number; readonly typed: Typed; readonly wrong: string | null }): JSX.Element {
  const say = useSay();
  const { step, typed, wrong } = props;
  switch (step) {
    case 1:
      return <Field label={say('start-name')} value={typed.service} hint={say('start-name-hint')} />;
    case 2:
      return (
        <Field
          label={say('start-phone')}
          value={typed.phone}
          inputMode="tel"
          required={false}
          hint={say('start-phone-hint')}
        />
      );
    case 3:
      return (
        <Field
          label={say('start-days')}
          value={typed.days}
          inputMode="numeric"
          hint={say('start-days-hint')}
          wrong={wrong}
        />
      );
    case 4:
      return (
        <Field
          label={say('start-days')}
          value={typed.offline}
          inputMode="numeric"
          hint={say('start-offline-hint')}
          wrong={wrong}
        />
      );
    default:
      return <Languages chosen={typed.languages} />;
  }
}

function Languages({ chosen }: { readonly chosen: Signal<readonly string[]> }): JSX.Element {
  const say = useSay();
  return (
    <fieldset class="stack">
      <legend class="heard-only">{say('start-languages-title')}</legend>
      {LANGUAGES.map((one) => (
        <Tick
          key={one}
          label={say(`start-language-${one}`)}
          on={chosen.value.includes(one)}
          change={(on) => {
            // English is what every screen falls back to.
            const wanted = LANGUAGES.filter((other) => (other === one ? on : chosen.value.includes(other)));
            chosen.value = wanted.includes('en') ? wanted : ['en', ...wanted];
          }}
        />
      ))}
      <small class="hint">{say('start-languages-hint')}</small>
    </fieldset>
  );
}

function isDays(text: string): boolean {
  const days = Number(text);
  return /^[0-9]+$/u.test(text.trim()) && days >= 1 && days <= DAYS_MOST;
}

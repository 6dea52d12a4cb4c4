// What is said of a family: a label of no real name, what the work is for, the languages, when it is to end.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { CaseView, FamilyFacts } from '../../../vault/api';
import { useDesk } from '../../desk';
import { Button } from '../../parts/button';
import { DayField, isoDayOf } from '../../parts/day';
import { Field, Tick } from '../../parts/field';
import { useSay } from '../../words/say';
import { drawLabel, SPOKEN } from './family-words';

/** Half a year: how long the work is taken to last where nobody has planned it, ms. */
const PLANNED_MS = 183 * 24 * 3_600_000;

export interface FactsDraft {
  readonly label: Signal<string>;
  readonly purpose: Signal<FamilyFacts['purpose']>;
  readonly languages: Signal<readonly string[]>;
  readonly ends: Signal<string>;
}

/** What is typed, begun with what the family has, or with a label that is drawn. */
export function useFacts(family: CaseView | null): FactsDraft {
  const say = useSay();
  const { vault } = useDesk();
  const label = useMemo(() => family?.label ?? drawLabel(labelsOf(vault.cases.value), say), []);
  const ends_at = family === null ? Date.now() + PLANNED_MS : family.ends_at;
  return {
    label: useSignal(label),
    purpose: useSignal<FamilyFacts['purpose']>(family?.purpose ?? 'help'),
    languages: useSignal<readonly string[]>(family?.languages ?? []),
    ends: useSignal(ends_at === null ? '' : isoDayOf(ends_at)),
  };
}

/** The facts as they are sent; the last day counts whole. */
export function factsIn({ ends, label, languages, purpose }: FactsDraft): FamilyFacts {
  const end = new Date(`${ends.value}T23:59:00`).getTime();
  const ends_at = Number.isNaN(end) ? null : end;
  return { label: label.value.trim(), purpose: purpose.value, languages: languages.value, ends_at };
}

export function labelsOf(cases: readonly CaseView[]): ReadonlySet<string> {
  return new Set(cases.map(({ label }) => (label ?? '').toLowerCase()));
}

export function FactsFields(props: { readonly draft: FactsDraft; readonly own: string | null }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const { ends, label, languages, purpose } = props.draft;
  const taken = labelsOf(vault.cases.value.filter((one) => one.label !== props.own));
  const wrong = taken.has(label.value.trim().toLowerCase()) ? say('families-label-taken') : null;
  const toggle = (tag: string, on: boolean): void => {
    languages.value = on ? [...languages.value, tag] : languages.value.filter((one) => one !== tag);
  };
  return (
    <>
      <div class="label-row">
        <Field
          label={say('families-label')}
          value={label}
          hint={say('families-label-hint')}
          maxLength={40}
          wrong={wrong}
        />
        <Button
          icon="again"
          press={() => {
            label.value = drawLabel(taken, say);
          }}
        >
          {say('families-another')}
        </Button>
      </div>
      <fieldset class="field">
        <legend>{say('families-purpose')}</legend>
        <div class="row">
          {PURPOSES.map((one) => (
            <label key={one} class="tick">
              <input
                type="radio"
                name="purpose"
                checked={purpose.value === one}
                onChange={() => {
                  purpose.value = one;
                }}
              />
              <span>{say(`families-purpose-${one}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset class="field">
        <legend>{say('families-which-languages')}</legend>
        <div class="row">
          {SPOKEN.map((tag) => (
            <Tick
              key={tag}
              label={say(`families-language-${tag}`)}
              on={languages.value.includes(tag)}
              change={(on) => {
                toggle(tag, on);
              }}
            />
          ))}
        </div>
      </fieldset>
      <DayField label={say('families-when-ends')} value={ends} open={say('families-ends-open')} />
    </>
  );
}

const PURPOSES = ['help', 'assessment'] as const;

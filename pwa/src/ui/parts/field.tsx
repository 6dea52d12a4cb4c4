// Things that somebody types or chooses, each with its label, its hint and what is wrong with it.
import type { Signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Fault, type Doing } from './doing';

export interface FieldProps {
  readonly label: string;
  readonly value: Signal<string>;
  readonly hint?: string;
  /** What is wrong with what was typed; null where nothing is. */
  readonly wrong?: string | null;
  readonly inputMode?: 'text' | 'numeric' | 'tel' | 'search';
  readonly type?: 'text' | 'password' | 'search';
  readonly pattern?: string;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly lines?: boolean;
}

/** A line of text, or several. */
export function Field(props: FieldProps): JSX.Element {
  const id = useId();
  const { hint, inputMode = 'text', label, maxLength = 200, required = true, type = 'text', value, wrong = null } = props;
  const told = [hint === undefined ? '' : `${id}-hint`, wrong === null ? '' : `${id}-wrong`].filter((one) => one !== '');
  const common = {
    id,
    required,
    maxLength,
    inputMode,
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: false,
    'aria-invalid': wrong === null ? undefined : true,
    'aria-describedby': told.length === 0 ? undefined : told.join(' '),
    value: value.value,
    onInput: (event: { readonly currentTarget: { readonly value: string } }): void => {
      value.value = event.currentTarget.value;
    },
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {props.lines === true ? (
        <textarea {...common} dir="auto" />
      ) : (
        <input {...common} {...oneKind(type)} dir="auto" pattern={props.pattern} />
      )}
      {hint === undefined ? null : (
        <small class="hint" id={`${id}-hint`}>
          {hint}
        </small>
      )}
      {wrong === null ? null : (
        <small id={`${id}-wrong`} role="alert">
          {wrong}
        </small>
      )}
    </div>
  );
}

/** The library's types want the kind spelled out; every kind that a field may have takes the same attributes. */
function oneKind(type: NonNullable<FieldProps['type']>): { readonly type: 'text' } {
  return { type } as { readonly type: 'text' };
}

/** A choice out of a list. */
export function Choice(props: {
  readonly label: string;
  readonly value: Signal<string>;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly hint?: string;
  readonly required?: boolean;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        required={props.required ?? true}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        value={props.value.value}
        onChange={(event) => {
          props.value.value = event.currentTarget.value;
        }}
      >
        {props.options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {props.hint === undefined ? null : (
        <small class="hint" id={`${id}-hint`}>
          {props.hint}
        </small>
      )}
    </div>
  );
}

/** A box to tick. */
export function Tick(props: {
  readonly label: ComponentChildren;
  readonly on: boolean;
  readonly change: (on: boolean) => void;
}): JSX.Element {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={props.on}
        onChange={(event) => {
          props.change(event.currentTarget.checked);
        }}
      />
      <span>{props.label}</span>
    </label>
  );
}

/** A form that sends nothing by itself; what failed stands at its end. */
export function Form(props: {
  readonly label: string;
  readonly doing: Doing;
  readonly work: () => Promise<void>;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <form
      class="stack wide"
      aria-label={props.label}
      onSubmit={(event) => {
        event.preventDefault();
        props.doing.run(props.work);
      }}
    >
      {props.children}
      <Fault doing={props.doing} />
    </form>
  );
}

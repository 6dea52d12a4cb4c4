// Small parts that every screen uses: a heading that takes the focus, a field with its label, an error in words.
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { AmanatError } from '../vault/api';
import { sentenceOf } from './sentences';

/** The one h1 of a screen; it takes the focus when the screen comes. */
export function Title({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** Puts the focus on the heading of the screen, where the button that had it is gone. */
export function focusTitle(): void {
  document.querySelector('h1')?.focus();
}

/** A button.  While `doing` is busy it keeps the focus, and a press does nothing. */
export function Press(props: {
  readonly doing: Doing;
  readonly children: ComponentChildren;
  readonly main?: boolean;
  readonly press?: () => Promise<void>;
}): JSX.Element {
  const { children, doing, main = false, press } = props;
  return (
    <button
      type={press === undefined ? 'submit' : 'button'}
      class={main ? 'main' : undefined}
      aria-disabled={doing.busy}
      onClick={() => {
        if (press !== undefined) doing.run(press);
      }}
    >
      {children}
    </button>
  );
}

/** What is under way, read out politely; it is there before it says anything, or nobody would hear it. */
export function Wait({ doing, words }: { readonly doing: Doing; readonly words: string }): JSX.Element {
  return <p role="status">{doing.busy ? words : ''}</p>;
}

/** A line of text that somebody types. */
export function Field(props: {
  readonly label: string;
  readonly value: Signal<string>;
  readonly hint?: string;
  readonly inputMode?: 'text' | 'numeric' | 'tel';
  readonly required?: boolean;
}): JSX.Element {
  const id = useId();
  const { hint, inputMode = 'text', label, required = true, value } = props;
  return (
    <p>
      <label for={id}>{label}</label>
      <input
        id={id}
        inputMode={inputMode}
        pattern={inputMode === 'numeric' ? '[1-9][0-9]{0,4}' : undefined}
        required={required}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={200}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
      {hint === undefined ? null : <small class="hint" id={`${id}-hint`}>{hint}</small>}
    </p>
  );
}

/** A choice out of a list. */
export function Choice(props: {
  readonly label: string;
  readonly value: Signal<string>;
  readonly options: readonly (readonly [value: string, words: string])[];
}): JSX.Element {
  const id = useId();
  return (
    <p>
      <label for={id}>{props.label}</label>
      <select
        id={id}
        required
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
    </p>
  );
}

/** Words in their order; no browser may translate them. */
export function WordList({ label, words }: { readonly label: string; readonly words: readonly string[] }): JSX.Element {
  return (
    <ol class="words" aria-label={label} lang="en" translate={false}>
      {words.map((word, i) => (
        <li key={i}>{word}</li>
      ))}
    </ol>
  );
}

/** One thing at a time that may fail: what is under way, and why it failed. */
export interface Doing {
  readonly busy: boolean;
  readonly fault: string | null;
  run(work: () => Promise<void>): void;
}

export function useDoing(): Doing {
  const busy = useSignal(false);
  const fault = useSignal<string | null>(null);
  return {
    busy: busy.value,
    fault: fault.value,
    run: (work) => {
      if (busy.value) return;
      busy.value = true;
      fault.value = null;
      void work()
        .catch((failed: unknown) => {
          fault.value = sentenceOf(failed instanceof AmanatError ? failed.code : 'store-failed');
        })
        .finally(() => {
          busy.value = false;
        });
    },
  };
}

/** What went wrong, said once and read out at once. */
export function Fault({ doing }: { readonly doing: Doing }): JSX.Element | null {
  return doing.fault === null ? null : <p role="alert">{doing.fault}</p>;
}

/** A form that sends nothing by itself. */
export function Form(props: {
  readonly label: string;
  /** The label is shown as a heading too. */
  readonly headed?: boolean;
  readonly doing: Doing;
  readonly work: () => Promise<void>;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <form
      aria-label={props.label}
      onSubmit={(event) => {
        event.preventDefault();
        props.doing.run(props.work);
      }}
    >
      {props.headed === true ? <h3>{props.label}</h3> : null}
      {props.children}
      <Fault doing={props.doing} />
    </form>
  );
}

// Equal answers: same size, same edge, no fill, fixed order, none preset and none focused.  A tap marks, another tap
// changes; nothing goes on by itself.
import type { JSX } from 'preact';
import { Icon } from './icon';

export interface Answer<T extends string> {
  readonly value: T;
  readonly words: string;
}

/** The question names the group; the answer that was given is pressed. */
export function AnswerSet<T extends string>(props: {
  readonly label: string;
  readonly answers: readonly Answer<T>[];
  readonly chosen: T | null;
  readonly choose: (value: T) => void;
  readonly small?: boolean;
}): JSX.Element {
  return (
    <div role="group" aria-label={props.label} class={props.small === true ? 'answers small' : 'answers'}>
      {props.answers.map(({ value, words }) => (
        <button
          key={value}
          type="button"
          class="answer"
          aria-pressed={props.chosen === value}
          onClick={() => {
            props.choose(value);
          }}
        >
          {props.chosen === value ? <Icon name="check" /> : null}
          <span>{words}</span>
        </button>
      ))}
    </div>
  );
}

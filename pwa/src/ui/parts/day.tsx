// A day, chosen by its number, month and year in the words of the screen: what a browser offers for a date speaks the
// browser's language and not the app's.
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { digitsOf, monthsOf } from '../words/dates';
import { useSay } from '../words/say';

/** So many years ahead can be chosen. */
const YEARS = 5;

/** The day as it is kept: "2026-11-28". */
export function isoDayOf(at: number): string {
  const date = new Date(at);
  return isoOf(date.getFullYear(), date.getMonth() + 1, date.getDate());
}

/** The last day of the month stands for a day that the month does not have. */
function isoOf(year: number, month: number, day: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(Math.min(day, daysIn(year, month)))}`;
}

function daysIn(year: number, month: number): number {
  return new Date(year, month, 0).getDate();
}

function upTo(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** `open` is what stands for no day at all; where it is not told, there is always one. */
export function DayField(props: {
  readonly label: string;
  readonly value: Signal<string>;
  readonly open?: string;
}): JSX.Element {
  const say = useSay();
  const { label, open, value } = props;
  const told = value.value === '' ? isoDayOf(Date.now()) : value.value;
  const [year = 0, month = 1, day = 1] = told.split('-').map(Number);
  const now = new Date().getFullYear();
  const numbers = (of: readonly number[]): Options => of.map((n) => [String(n), digitsOf(n, say.language)]);
  const days = numbers(upTo(1, daysIn(year, month)));
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <div class="day-field">
        <Part
          label={say('frame-day')}
          chosen={value.value === '' ? '' : String(day)}
          options={open === undefined ? days : [['', open], ...days]}
          choose={(text) => {
            value.value = text === '' ? '' : isoOf(year, month, Number(text));
          }}
        />
        {value.value === '' ? null : (
          <>
            <Part
              label={say('frame-month')}
              chosen={String(month)}
              options={monthsOf(say.language).map((name, i) => [String(i + 1), name])}
              choose={(text) => {
                value.value = isoOf(year, Number(text), day);
              }}
            />
            <Part
              label={say('frame-year')}
              chosen={String(year)}
              options={numbers(upTo(Math.min(now, year), Math.max(now + YEARS, year)))}
              choose={(text) => {
                value.value = isoOf(Number(text), month, day);
              }}
            />
          </>
        )}
      </div>
    </fieldset>
  );
}

type Options = readonly (readonly [value: string, words: string])[];

function Part(props: {
  readonly label: string;
  readonly chosen: string;
  readonly options: Options;
  readonly choose: (value: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <span>
      <label for={id}>{props.label}</label>
      <select
        id={id}
        value={props.chosen}
        onChange={(event) => {
          props.choose(event.currentTarget.value);
        }}
      >
        {props.options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </span>
  );
}

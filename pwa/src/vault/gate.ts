// The gate: whether the camera may open for those who are here.  An answer counts on the day on which it was given.
import type { RoleInFilm } from './api/visit';

/** Somebody who may be in the film. */
export interface Asked {
  readonly person: string;
  readonly here: boolean;
  /** Today's answer; null where there is none of today. */
  readonly answer: 'yes' | 'no' | 'later' | null;
}

/** Where the gate stands; `ask` names those who are still to be asked. */
export interface Gate {
  readonly state: 'nobody' | 'ask' | 'closed' | 'open';
  readonly ask: readonly string[];
}

/** An answer as the ledger has it. */
export interface Answer {
  readonly answer: 'yes' | 'no' | 'later';
  readonly at: number;
}

/** Whether both times lie on one day of this device's calendar. */
export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

/** The answer if it was given today. */
export function ofToday(answer: Answer | undefined, now: number): Answer['answer'] | null {
  return answer !== undefined && isSameDay(answer.at, now) ? answer.answer : null;
}

/**
 * A no or a later closes it at once, whoever is still to be asked: to go on asking would show the others, by the answer
 * that follows, what one of them said.
 */
export function gateOf(persons: readonly Asked[]): Gate {
  const here = persons.filter((one) => one.here);
  if (here.length === 0) return { state: 'nobody', ask: [] };
  if (here.some((one) => one.answer === 'no' || one.answer === 'later')) return { state: 'closed', ask: [] };
  const ask = here.filter((one) => one.answer === null).map((one) => one.person);
  return { state: ask.length > 0 ? 'ask' : 'open', ask };
}

/** What a person's word stands for in the film; the event knows no more. */
export const ROLE_OF_WORD: Readonly<Record<string, RoleInFilm>> = {
  mum: 'adult',
  dad: 'adult',
  grandparent: 'adult',
  adult: 'adult',
  child: 'child',
  interpreter: 'bystander',
  voice: 'voice_only',
};

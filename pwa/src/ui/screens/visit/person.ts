// A person of the visit in words: "Mum", "Child 2".
import type { VisitPerson } from '../../../vault/api';
import type { Say } from '../../words/say';

export function nameOf({ number, word }: Pick<VisitPerson, 'number' | 'word'>, say: Say): string {
  const name = say(`visit-word-${word}`);
  return number === 0 ? name : say('visit-numbered', { name, number });
}

// Who of the family asks that a film goes: a film of which something was sent goes on their word alone.
import type { JSX } from 'preact';
import type { VisitPerson } from '../../../vault/api';
import { Button } from '../../parts/button';
import { useSay } from '../../words/say';
import { nameOf } from './person';

export function WhoAsks(props: {
  readonly persons: readonly VisitPerson[];
  readonly choose: (person: string) => void;
}): JSX.Element {
  const say = useSay();
  const { choose, persons } = props;
  return (
    <>
      <p>{say('visit-who-asks')}</p>
      <div class="visit-words">
        {persons.map((one) => (
          <Button
            key={one.person}
            press={() => {
              choose(one.person);
            }}
          >
            {nameOf(one, say)}
          </Button>
        ))}
      </div>
    </>
  );
}

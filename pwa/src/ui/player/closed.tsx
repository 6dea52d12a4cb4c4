// In place of a picture that may not be shown, or cannot: what happened, what is safe, what to do.
import type { JSX } from 'preact';
import type { Code, ReelView } from '../../vault/api';
import { Button } from '../parts/button';
import { sentenceOf, StatusNote } from '../parts/note';
import { timeOf } from '../words/dates';
import { useSay, type Say } from '../words/say';

/** A code of the vault; or what is wrong between the page and the film. */
export type Why = Code | 'no-way' | 'broken';

const DAMAGE: readonly Why[] = ['seal-tag', 'seal-truncated', 'seal-empty-last', 'seal-trailing', 'manifest-digest'];
/** After these nobody opens the film again by pressing. */
const FINAL: readonly Why[] = ['share-stopped', 'share-destroyed', 'right-role', 'right-case', 'right-revoked'];
/** Sentences that name their code themselves, or are no error. */
const WITHOUT_CODE: readonly Why[] = ['share-stopped', 'share-destroyed', 'seal-no-key', 'no-way', 'broken'];

export function Closed(props: {
  readonly why: Why;
  readonly reel: Pick<ReelView, 'stopped_at' | 'worker'>;
  readonly again: () => void;
}): JSX.Element {
  const { again, reel, why } = props;
  const say = useSay();
  const calm = why === 'share-stopped' || why === 'share-destroyed';
  return (
    <div class="stack wide">
      <StatusNote kind={calm ? 'info' : 'warn'} icon={calm ? 'shield' : 'warn'} role="alert">
        <p>
          {sentence(why, reel, say)} <CodeOf why={why} />
        </p>
      </StatusNote>
      {FINAL.includes(why) ? null : (
        <Button icon="again" press={again}>
          {say('play-open-again')}
        </Button>
      )}
    </div>
  );
}

/** The code by which somebody who is asked for help knows what happened. */
function CodeOf({ why }: { readonly why: Why }): JSX.Element | null {
  return WITHOUT_CODE.includes(why) ? null : <span class="code">({why})</span>;
}

function sentence(why: Why, { stopped_at, worker }: Pick<ReelView, 'stopped_at' | 'worker'>, say: Say): string {
  if (DAMAGE.includes(why)) return say('play-closed-damaged');
  if (why.startsWith('manifest-') || why.startsWith('event-')) return say('play-closed-unproven');
  switch (why) {
    case 'no-way':
      return say('play-no-way');
    case 'broken':
      return say('play-broken');
    case 'share-stopped':
      return stopped_at === null
        ? say('play-closed-stopped-early')
        : say('play-closed-stopped', { time: timeOf(stopped_at, say.language) });
    case 'share-destroyed':
      return say('play-closed-destroyed');
    case 'seal-no-key':
      return worker === null
        ? say('play-closed-no-key-nobody', { code: why })
        : say('play-closed-no-key', { worker, code: why });
    case 'film-not-fetched':
    case 'server-unreachable':
    case 'right-missing':
      return say('play-closed-not-fetched');
    default:
      return sentenceOf(why, say);
  }
}

/** The same for a row of the inbox. */
export function ClosedLine({ why, worker }: { readonly why: Code; readonly worker: string | null }): JSX.Element {
  const say = useSay();
  return (
    <span class="play-fault">
      {sentence(why, { stopped_at: null, worker }, say)} <CodeOf why={why} />
    </span>
  );
}

// The cover: plain paper, a large clock and nothing else.  A tap anywhere leads to the lock.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useDesk, useNow } from '../../desk';
import { timeOf } from '../../words/dates';
import { useSay } from '../../words/say';

export function CoverScreen(): JSX.Element {
  const say = useSay();
  const { locks } = useDesk();
  const now = useNow(1_000);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus();
  }, []);
  return (
    <main class="cover" data-stage="covered">
      <h1>
        <button
          ref={button}
          class="cover-button"
          onClick={() => {
            locks.covered.value = false;
          }}
        >
          <time>{timeOf(now.value, say.language)}</time>
          <span class="heard-only">{say('lock-uncover')}</span>
        </button>
      </h1>
    </main>
  );
}

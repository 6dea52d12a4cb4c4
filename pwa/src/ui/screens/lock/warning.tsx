// Half a minute before the screen lock falls: one sentence and one button, over whatever is there.  What is half
// written is sealed when it comes.
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useDesk, useNow } from '../../desk';
import { Button } from '../../parts/button';
import { WARNING_MS } from '../../page-locks';
import { useSay } from '../../words/say';

export function LockWarning(): JSX.Element | null {
  const { vault } = useDesk();
  const now = useNow(1_000);
  const at = vault.locks.value?.locks_at ?? null;
  const left = at === null ? Infinity : at - now.value;
  return left > WARNING_MS ? null : <Warning seconds={Math.max(0, Math.ceil(left / 1000))} />;
}

function Warning({ seconds }: { readonly seconds: number }): JSX.Element {
  const say = useSay();
  const { locks } = useDesk();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    void locks.sealing.run();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      role="alertdialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        locks.stay();
      }}
    >
      <div class="stack">
        <h2 id={id}>{say('lock-soon')}</h2>
        <p aria-live="off">{say('lock-in', { seconds })}</p>
        <Button kind="main" press={locks.stay}>
          {say('lock-stay')}
        </Button>
      </div>
    </dialog>
  );
}

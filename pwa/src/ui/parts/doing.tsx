// One thing at a time that may fail: what is under way, and why it failed, in words.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { AmanatError, type Code } from '../../vault/api';
import { ErrorNote } from './note';

export interface Doing {
  readonly busy: boolean;
  /** The code of what failed last; null where nothing did. */
  readonly fault: Code | null;
  run(work: () => Promise<void>): void;
  /** Forgets what failed. */
  clear(): void;
}

/** What a rejection is called on the screen. */
export function codeOf(fault: unknown): Code {
  return fault instanceof AmanatError ? fault.code : 'store-failed';
}

export function useDoing(): Doing {
  const busy = useSignal(false);
  const fault = useSignal<Code | null>(null);
  return {
    busy: busy.value,
    fault: fault.value,
    run: (work) => {
      if (busy.value) return;
      busy.value = true;
      fault.value = null;
      void work()
        .catch((failed: unknown) => {
          fault.value = codeOf(failed);
        })
        .finally(() => {
          busy.value = false;
        });
    },
    clear: () => {
      fault.value = null;
    },
  };
}

/** What went wrong, said once and read out at once. */
export function Fault({ doing }: { readonly doing: Doing }): JSX.Element | null {
  return doing.fault === null ? null : <ErrorNote code={doing.fault} />;
}

/** What is under way, read out politely; it is there before it says anything, or nobody would hear it. */
export function Wait({ doing, words }: { readonly doing: Doing; readonly words: string }): JSX.Element {
  return (
    <p role="status" class="hint">
      {doing.busy ? words : ''}
    </p>
  );
}

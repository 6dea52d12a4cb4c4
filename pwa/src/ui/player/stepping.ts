// The stepping worker as the page has it: one film, one worker, single pictures by their number.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { StepAnswer, StepQuestion } from '../../media/step-messages';
import { MEDIA_WORKER, scriptUrl } from '../trusted';
import type { PageVault } from '../vault';

/** Whether single pictures can be shown: not yet, now, or never in this browser. */
export type Steps = 'coming' | 'ready' | 'none';

interface Waiting {
  readonly told: (frame: VideoFrame | null) => void;
}

export class Stepping {
  readonly #worker: Worker;
  readonly #steps: Signal<Steps> = signal('coming');
  readonly #waiting = new Map<number, Waiting>();
  #times = new Float64Array(0);
  #rotation: 0 | 90 | 180 | 270 = 0;
  #next = 1;

  /** Reads the film, which is open, through a port of its own. */
  constructor(film: string, vault: PageVault) {
    this.#worker = new Worker(scriptUrl(MEDIA_WORKER), { type: 'module', name: 'media' });
    this.#worker.onmessage = (event: MessageEvent<StepAnswer>) => {
      this.#hear(event.data);
    };
    this.#worker.onerror = () => {
      this.#steps.value = 'none';
    };
    const { port1, port2 } = new MessageChannel();
    this.#worker.postMessage({ kind: 'open', port: port1 } satisfies StepQuestion, [port1]);
    vault.ask('reel.serve', { film, port: port2 }, [port2]).catch(() => {
      this.#steps.value = 'none';
    });
  }

  get steps(): ReadonlySignal<Steps> {
    return this.#steps;
  }

  /** When each picture is shown, s; empty until steps are ready. */
  get times(): Float64Array {
    return this.#times;
  }

  /** How far pictures are turned to stand upright, degrees clockwise. */
  get rotation(): 0 | 90 | 180 | 270 {
    return this.#rotation;
  }

  /** A picture, which the caller closes; null where another was asked for meanwhile, or it cannot be shown. */
  show(index: number): Promise<VideoFrame | null> {
    const id = this.#next++;
    return new Promise((told) => {
      this.#waiting.set(id, { told });
      this.#worker.postMessage({ kind: 'show', id, index } satisfies StepQuestion);
    });
  }

  close(): void {
    this.#worker.terminate();
    for (const { told } of this.#waiting.values()) told(null);
    this.#waiting.clear();
  }

  #hear(answer: StepAnswer): void {
    if (answer.kind === 'ready') {
      this.#times = answer.index.times;
      this.#rotation = answer.rotation;
      this.#steps.value = this.#times.length > 0 ? 'ready' : 'none';
      return;
    }
    if (answer.kind === 'fault' && answer.id === null) this.#steps.value = 'none';
    if (answer.id === null) return;
    this.#waiting.get(answer.id)?.told(answer.kind === 'picture' ? answer.frame : null);
    this.#waiting.delete(answer.id);
  }
}

// The vault's side of the door: answers questions, and tells those who watch when something may have changed.
import { AmanatError, type Code } from '../sync/errors';
import type { Channel, Handlers, Name, Of, Question, Reply, Tells, Watchable } from './api';

/** How a view is made; asked anew after each change. */
export type ViewMakers = { readonly [V in Watchable]: (of: Of<V>) => Promise<Tells<V>> };

/** Those who watch, told at most once for many changes that come together. */
export class Changes {
  readonly #watchers = new Set<() => void>();
  #told = true;

  /** Something that is shown may have changed. */
  readonly happened = (): void => {
    if (!this.#told) return;
    this.#told = false;
    queueMicrotask(() => {
      this.#told = true;
      for (const watcher of [...this.#watchers]) watcher();
    });
  };

  add(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** What a fault is called outside; one that is no AmanatError is a fault of this program or of the browser. */
export function faultOf(fault: unknown): { readonly code: Code; readonly detail: string } {
  if (fault instanceof AmanatError) return { code: fault.code, detail: fault.detail };
  return { code: 'store-failed', detail: fault instanceof Error ? fault.name : 'unknown' };
}

/** Serves a channel until its page goes. */
export function serve(channel: Channel, handlers: Handlers, views: ViewMakers, changes: Changes): void {
  const stops = new Map<number, () => void>();
  const say = (reply: Reply): void => {
    channel.postMessage(reply, []);
  };
  channel.onmessage = (event: MessageEvent<Question>) => {
    const question = event.data;
    if ('stop' in question) {
      stops.get(question.id)?.();
      stops.delete(question.id);
    } else if ('watch' in question) {
      const make = (): Promise<unknown> => made(views, question.watch, question.of);
      stops.set(question.id, watched(question.id, make, changes, say));
    } else {
      void answered(handlers, question.call, question.ask)
        .then((value) => {
          say({ id: question.id, value });
        })
        .catch((fault: unknown) => {
          say({ id: question.id, fault: faultOf(fault) });
        });
    }
  };
}

async function answered(handlers: Handlers, name: Name, ask: unknown): Promise<unknown> {
  // Page and vault are one build: what the page sends under a name is what Handlers says of it.
  return (handlers as Record<Name, (ask: unknown) => Promise<unknown>>)[name](ask);
}

async function made(views: ViewMakers, name: Watchable, of: unknown): Promise<unknown> {
  // One build, as above: what the page watches under a name is what Views says of it.
  return (views as Record<Watchable, (of: unknown) => Promise<unknown>>)[name](of);
}

/** Makes the view now and after changes, one at a time, and tells it when it differs from the one before. */
function watched(
  id: number,
  make: () => Promise<unknown>,
  changes: Changes,
  say: (reply: Reply) => void,
): () => void {
  const ended = new AbortController();
  let running = false;
  let again = false;
  let last = '';
  const once = async (): Promise<void> => {
    again = false;
    try {
      const value = await make();
      const spelled = JSON.stringify(value);
      if (!ended.signal.aborted && spelled !== last) say({ id, value });
      last = spelled;
    } catch (fault) {
      say({ id, fault: faultOf(fault) });
    }
  };
  const run = async (): Promise<void> => {
    running = true;
    await once();
    while (again && !ended.signal.aborted) await once();
    running = false;
  };
  const changed = (): void => {
    again = true;
    if (!running) void run();
  };
  const stop = changes.add(changed);
  changed();
  return () => {
    ended.abort();
    stop();
  };
}

// The one door between the page and the vault worker: what the page may ask, and what it may watch.  Nothing else
// crosses, and no key ever does.  Bytes cross as transferables.  Each part of the door has its file in api/.
import { AmanatError, refuse, type Code } from '../sync/errors';
import type { CaseView, FamilyHandlers } from './api/families';
import type { FilmingHandlers } from './api/filming';
import type { LockHandlers, LockView } from './api/locks';
import type { NoteHandlers, NotePlace, NotesView } from './api/notes';
import type { PeopleHandlers, PeopleView } from './api/people';
import type { InboxView, PlayHandlers, ReelView } from './api/play';
import type { ServiceHandlers, ServiceView } from './api/service';
import type { DoorView, SetupView, StartHandlers, WelcomeView } from './api/start';
import type { SyncHandlers, SyncView } from './api/sync';
import type { LooksView, TabletHandlers, TabletView } from './api/tablet';
import type { CutFilm, RoomView, VisitDayView, VisitHandlers } from './api/visit';

export { AmanatError } from '../sync/errors';
export type { Code } from '../sync/errors';
export type * from './api/families';
export type * from './api/filming';
export type * from './api/locks';
export type * from './api/notes';
export type * from './api/people';
export type * from './api/play';
export type * from './api/service';
export type * from './api/start';
export type * from './api/sync';
export type * from './api/tablet';
export type * from './api/visit';

/** A view: what it is asked about (undefined where there is but one of it), and what it tells. */
export interface View<Of, Tells> {
  readonly of: Of;
  readonly tells: Tells;
}

/** What the page can watch; the vault tells each anew when it may have changed. */
export interface Views {
  readonly door: View<undefined, DoorView>;
  readonly lock: View<undefined, LockView>;
  readonly people: View<undefined, PeopleView>;
  readonly cases: View<undefined, readonly CaseView[]>;
  readonly sync: View<undefined, SyncView>;
  readonly inbox: View<undefined, InboxView>;
  /** A film by its id; null where this member has none of that id. */
  readonly reel: View<string, ReelView | null>;
  readonly notes: View<NotePlace, NotesView>;
  readonly service: View<undefined, ServiceView | null>;
  readonly looks: View<undefined, LooksView>;
  readonly tablet: View<undefined, TabletView | null>;
  readonly visit: View<{ readonly case: string }, VisitDayView | null>;
  readonly room: View<undefined, RoomView | null>;
  /** Films that were cut short and are not told yet. */
  readonly cut: View<undefined, readonly CutFilm[]>;
  readonly setup: View<undefined, SetupView>;
  readonly welcome: View<undefined, WelcomeView>;
}

export type Watchable = keyof Views;
export type Of<V extends Watchable> = Views[V]['of'];
export type Tells<V extends Watchable> = Views[V]['tells'];

/** What the page can ask.  Every rejection is an AmanatError with a code. */
export interface Handlers
  extends
    StartHandlers,
    LockHandlers,
    PeopleHandlers,
    ServiceHandlers,
    TabletHandlers,
    FamilyHandlers,
    FilmingHandlers,
    NoteHandlers,
    PlayHandlers,
    SyncHandlers,
    VisitHandlers {}

export type Name = keyof Handlers;
export type Ask<N extends Name> = Parameters<Handlers[N]>[0];
export type Told<N extends Name> = Awaited<ReturnType<Handlers[N]>>;

/** From the page. */
export type Question =
  | { readonly id: number; readonly call: Name; readonly ask: unknown }
  | { readonly id: number; readonly watch: Watchable; readonly of: unknown }
  | { readonly id: number; readonly stop: true };

/** From the vault. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: { readonly code: Code; readonly detail: string } };

/** The end of a channel: a worker, or a port. */
export interface Channel {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

interface Waiting {
  readonly told: (value: unknown) => void;
  readonly refused: (fault: AmanatError) => void;
}

/** The page's side of the door. */
export class Vault {
  readonly #channel: Channel;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.onmessage = (event: MessageEvent<Reply>) => {
      this.#hear(event.data);
    };
  }

  /** Asks once; what is in `transfer` belongs to the vault afterwards. */
  ask<N extends Name>(name: N, ask: Ask<N>, transfer: Transferable[] = []): Promise<Told<N>> {
    const id = this.#next++;
    return new Promise((told, refused) => {
      this.#waiting.set(id, {
        told: (value) => {
          this.#waiting.delete(id);
          told(value as Told<N>);
        },
        refused: (fault) => {
          this.#waiting.delete(id);
          refused(fault);
        },
      });
      this.#channel.postMessage({ id, call: name, ask } satisfies Question, transfer);
    });
  }

  /** Tells a view now and after each change, until the returned stop is called. */
  watch<V extends Watchable>(view: V, of: Of<V>, told: (value: Tells<V>) => void): () => void {
    const id = this.#next++;
    this.#waiting.set(id, {
      told: (value) => {
        told(value as Tells<V>);
      },
      // A view that fails once is told again at the next change.
      refused: () => undefined,
    });
    this.#channel.postMessage({ id, watch: view, of } satisfies Question, []);
    return () => {
      this.#waiting.delete(id);
      this.#channel.postMessage({ id, stop: true } satisfies Question, []);
    };
  }

  /** The worker is gone: every question that waits is answered with `unlock-locked`. */
  ended(): void {
    for (const { refused } of [...this.#waiting.values()]) refused(refuse('unlock-locked'));
    this.#waiting.clear();
  }

  #hear(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if ('fault' in reply) waiting?.refused(new AmanatError(reply.fault.code, reply.fault.detail));
    else waiting?.told(reply.value);
  }
}

// The one door between the page and the vault worker: what the page may ask, and what it may watch.  Nothing else
// crosses, and no key ever does.  Bytes cross as transferables.
import { AmanatError, refuse, type Code } from '../sync/errors';

export { AmanatError } from '../sync/errors';

/** Where the vault stands; the page shows one screen for each. */
export type Stage =
  | 'starting'
  | 'new'
  | 'joining'
  | 'refused'
  | 'locked'
  | 'open'
  | 'revoked'
  | 'elsewhere'
  | 'broken';

/** What the page knows of the vault as a whole. */
export interface DoorView {
  readonly stage: Stage;
  /** The service's name as far as it is known here. */
  readonly service: string | null;
  /** Six words to read out, while this device waits to be let in. */
  readonly words: readonly string[] | null;
  /** Whether this page still holds the root key of a service that was just set up. */
  readonly root_held: boolean;
  /** Why the vault cannot start. */
  readonly fault: Code | null;
}

/** One member of the service, or one device that waits for an endorsement. */
export interface MemberView {
  readonly member: string;
  readonly name: string | null;
  readonly role: number;
  readonly me: boolean;
  /** A device of theirs that waits for somebody's endorsement. */
  readonly waits: string | null;
  /** Whether this device may give it. */
  readonly endorsable: boolean;
}

/** A device that asks to join by a link made here. */
export interface EnrolView {
  readonly enrol: string;
  readonly name: string;
  readonly role: number;
}

/** Who is in the service, as this device may know. */
export interface PeopleView {
  readonly role: number | null;
  readonly members: readonly MemberView[];
  readonly waiting: readonly EnrolView[];
  /** Endorsed supervisors, for whom opens a family. */
  readonly supervisors: readonly MemberView[];
}

/** Where a film is, in the one word that the page has for it. */
export type FilmStatus =
  | 'filming'
  | 'closing'
  | 'empty'
  | 'tablet'
  | 'sending'
  | 'server'
  | 'elsewhere'
  | 'deleted'
  | 'damaged';

export interface FilmView {
  readonly film: string;
  readonly at: number;
  readonly due_at: number;
  readonly ms: number;
  readonly status: FilmStatus;
  /** Bytes that the server has acknowledged, of all; null where nothing is being sent. */
  readonly sent: { readonly bytes: number; readonly of: number } | null;
  /** Why the server does not take it. */
  readonly fault: Code | null;
}

/** Somebody who may be in a film, and their newest answer. */
export interface PersonView {
  readonly person: string;
  readonly role: 'child' | 'adult' | 'voice_only' | 'bystander' | 'worker' | null;
  readonly answer: 'yes' | 'no' | 'later' | null;
}

/** One family, folded from its ledger. */
export interface CaseView {
  readonly case: string;
  readonly label: string | null;
  readonly persons: readonly PersonView[];
  readonly films: readonly FilmView[];
  /** Events that this device cannot open. */
  readonly sealed: number;
}

/** This device against the server. */
export interface SyncView {
  /** Whether the last contact reached the server; null before the first. */
  readonly reached: boolean | null;
  readonly running: boolean;
  /** Things that wait to be sent, films among them. */
  readonly waiting: number;
  readonly films_waiting: number;
  /** What the server refused last, though it was reached. */
  readonly fault: Code | null;
  /** When filming is possible on this device; null where it is. */
  readonly film_ready_at: number | null;
}

/** What the page can watch; the vault tells each anew when it may have changed. */
export interface Views {
  readonly door: DoorView;
  readonly people: PeopleView;
  readonly cases: readonly CaseView[];
  readonly sync: SyncView;
}

/** One of the three recovery cards: words to write down, and the text of its QR. */
export interface CardView {
  readonly root: readonly string[];
  readonly recovery: readonly string[];
  readonly text: string;
}

/** Why a film ended, as the page can tell. */
export type Ending = 'stop' | 'full' | 'call' | 'camera' | 'limit';

/** What the page can ask.  Every rejection is an AmanatError with a code. */
export interface Handlers {
  /** Makes root, first admin, recovery and cards and sets the service up; `fragment` is the set-up link's. */
  'setup.begin'(ask: {
    readonly fragment: string;
    readonly service: string;
    readonly name: string;
    readonly phone: string;
    readonly days: number;
  }): Promise<{ readonly phrase: readonly string[]; readonly cards: readonly CardView[] }>;
  /** Forgets the root key. */
  'setup.finish'(): Promise<void>;
  /** What a join link says; throws `enrol-link`, `enrol-root`. */
  'join.read'(ask: { readonly fragment: string }): Promise<{ readonly service: string; readonly role: number }>;
  'join.begin'(ask: { readonly fragment: string }): Promise<{ readonly phrase: readonly string[] }>;
  /** Wipes a device that was not let in, so that it can start again. */
  'join.start-again'(): Promise<void>;
  unlock(ask: { readonly words: string }): Promise<void>;
  lock(): Promise<void>;
  /** Somebody touched the screen, or it went out of sight. */
  touched(ask: { readonly visible: boolean }): Promise<void>;
  'members.invite'(ask: { readonly name: string; readonly role: number }): Promise<{ readonly link: string }>;
  'members.let-in'(ask: { readonly enrol: string; readonly words: string }): Promise<void>;
  'members.differ'(ask: { readonly enrol: string }): Promise<void>;
  'members.endorse'(ask: { readonly device: string }): Promise<void>;
  'case.open'(ask: { readonly label: string; readonly supervisor: string | null }): Promise<{ readonly case: string }>;
  'person.add'(ask: { readonly case: string; readonly role: 'child' | 'adult' }): Promise<void>;
  'person.answer'(ask: {
    readonly case: string;
    readonly person: string;
    readonly answer: 'yes' | 'no' | 'later';
  }): Promise<void>;
  /** The gate: everybody who is here has said yes; the camera opens only after it. */
  'film.open'(ask: {
    readonly case: string;
    readonly persons: readonly string[];
  }): Promise<{ readonly film: string; readonly due_at: number }>;
  /** Seals one batch of the journal; `chunk` is transferred. */
  'film.append'(ask: {
    readonly film: string;
    readonly chunk: Uint8Array<ArrayBuffer>;
    readonly ms: number;
    readonly frames: number;
  }): Promise<void>;
  'film.finish'(ask: { readonly film: string; readonly reason: Ending }): Promise<void>;
  'sync.now'(): Promise<void>;
}

export type Name = keyof Handlers;
export type Ask<N extends Name> = Parameters<Handlers[N]>[0];
export type Told<N extends Name> = Awaited<ReturnType<Handlers[N]>>;

/** From the page. */
export type Question =
  | { readonly id: number; readonly call: Name; readonly ask: unknown }
  | { readonly id: number; readonly watch: keyof Views }
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
  watch<V extends keyof Views>(view: V, told: (value: Views[V]) => void): () => void {
    const id = this.#next++;
    this.#waiting.set(id, {
      told: (value) => {
        told(value as Views[V]);
      },
      // A view that fails once is told again at the next change.
      refused: () => undefined,
    });
    this.#channel.postMessage({ id, watch: view } satisfies Question, []);
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

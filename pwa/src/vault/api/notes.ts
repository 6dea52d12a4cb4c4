// Notes about a family, or about one of its films: written and spoken.
import type { Code } from '../../sync/errors';

/** Where notes stand: on a family's page, or on a film of it. */
export interface NotePlace {
  readonly case: string;
  readonly film: string | null;
}

/** One change of a text, in UTF-16 code units: at `at`, `remove` units go and `insert` comes. */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** What was spoken, beside or in place of what was written. */
export interface VoiceView {
  readonly clip: string;
  readonly ms: number;
  /** Whether the whole sealed copy is on this device. */
  readonly here: boolean;
  /** Whether it was deleted, everywhere. */
  readonly gone: boolean;
}

/** One note. */
export interface NoteView {
  readonly note: string;
  readonly text: string;
  /** How many updates of others and of earlier days are in `text`; goes back with `note.type`. */
  readonly rev: number;
  /** How many calls of `note.type` are in `text`. */
  readonly typed: number;
  readonly voice: VoiceView | null;
  /** When its author began it, by the author's clock, ms; null where the note does not say so. */
  readonly made_at: number | null;
  /** The moment of the film that it is about, ms. */
  readonly at: number | null;
  /** Who began it. */
  readonly author: { readonly name: string | null; readonly me: boolean };
  /**
   * What became of what this member wrote: `tablet` is here alone, `sent` stands in the server's order; null where they
   * wrote nothing of this note.
   */
  readonly state: 'tablet' | 'sent' | null;
  /** The service's time of the newest part of it that was sent, ms. */
  readonly sent_at: number | null;
  /** Members who have written on this page since all of it was on their device. */
  readonly seen_by: readonly string[];
  /** Members whose device has sent words of this note within the last minutes. */
  readonly writing_too: readonly string[];
  /** Updates that were passed over because their author may not have made them. */
  readonly refused: number;
}

/** The notes of one place, newest first. */
export interface NotesView {
  /**
   * Why none can be read or written: the film is `closing`, it is `gone`, or its key or the family's is not here
   * (`no-key`); null where all is well.
   */
  readonly closed: 'closing' | 'gone' | 'no-key' | null;
  readonly notes: readonly NoteView[];
  /** Why the last words could not be sealed; they are kept in memory and tried again. */
  readonly fault: Code | null;
}

/** Writing and speaking. */
export interface NoteHandlers {
  /** A new note's id; nothing is written before its first word. */
  'note.new'(ask: NotePlace & { readonly at: number | null }): Promise<{ readonly note: string }>;
  /** Types into a note; `rev` is that of the text that the splices were made on.  A pause seals it. */
  'note.type'(
    ask: NotePlace & { readonly note: string; readonly rev: number; readonly splices: readonly Splice[] },
  ): Promise<void>;
  /** Seals at once what was typed; ends when it is durable. */
  'note.seal'(): Promise<void>;
  /** Begins a voice note. */
  'voice.begin'(ask: NotePlace & { readonly at: number | null }): Promise<{ readonly clip: string }>;
  /** Takes what was spoken up to `ms`, a piece of a WebM file; `chunk` is transferred. */
  'voice.append'(ask: {
    readonly clip: string;
    readonly chunk: Uint8Array<ArrayBuffer>;
    readonly ms: number;
  }): Promise<void>;
  /** Seals the voice note; a second call changes nothing. */
  'voice.finish'(ask: { readonly clip: string }): Promise<void>;
  /** The plaintext of a voice note, whole; fetched where it is not here. */
  'voice.listen'(ask: { readonly clip: string }): Promise<{ readonly sound: Uint8Array<ArrayBuffer> }>;
}

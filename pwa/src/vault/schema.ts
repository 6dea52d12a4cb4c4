// What the vault keeps in IndexedDB, table by table.  No row holds plaintext of a film or a note, and none holds a key
// that is not wrapped: keys lie in the slot file (slots.ts).
//
// [Note: why sealed bytes are Blobs] Chromium keeps a Blob in a file of its own that goes when the row goes.  Arrays
// below 64 KiB stay inside the database's log for good: they were still on disk after delete and restart.
import type { Bytes } from '../sync/bytes';
import type { WrappedDsk } from './dsk';
import type { SealedPin } from './pin';

/** Why filming ended. */
export type Ending = 'stop' | 'full' | 'call' | 'camera' | 'crash' | 'limit';

/** The four things that the server acknowledges before a film is safe there. */
export type Ack = 'manifest' | 'header' | 'share' | 'payload';

/** One setting or counter of the vault itself. */
export interface MetaRow {
  readonly key: string;
  readonly value: unknown;
}

/** A wrap as it is kept; what is sealed goes from the disk with its row. */
export type Kept<Wrap extends { readonly sealed: Bytes }> = Omit<Wrap, 'sealed'> & { readonly sealed: Blob };

/** A member of this tablet: their number in the slot file (1–255), and the ways to their DSK. */
export interface MemberRow {
  readonly owner: number;
  readonly member: Bytes;
  readonly device: Bytes;
  /** At most two letters; null until the member's name was told here. */
  readonly initials: string | null;
  readonly wraps: readonly Kept<WrappedDsk>[];
  readonly pin: Kept<SealedPin> | null;
}

/** A film from the moment the camera may open to the commit of its finish. */
export interface FilmRow {
  readonly film: string;
  readonly case: string;
  readonly owner: number;
  readonly state: 'filming' | 'closing' | 'finished' | 'empty';
  /** SHA-256 of the `camera-opened` frame. */
  readonly gate: Bytes;
  readonly due_at: number;
  readonly opened_at: number;
  /** The epoch whose key opens header version 0. */
  readonly epoch: number;
  /** Progress, committed together with each journal record. */
  readonly ms: number;
  readonly frames: number;
  readonly bytes: number;
  readonly records: number;
  readonly reason: Ending | null;
  readonly lost_ms: number | null;
}

/**
 * One sealed record of a journal: `counter u64 || AES-256-GCM`; `length` counts its bytes of film, and is 0 where it
 * holds a mark.
 */
export interface JournalRow {
  readonly film: string;
  readonly counter: number;
  readonly length: number;
  readonly sealed: Blob;
}

/** A sealed object (film, voice note) that has a manifest, made here or pulled. */
export interface ClipRow {
  readonly clip: string;
  readonly case: string;
  readonly group: string;
  /** As in the manifest: 1 film, 2 clip, 3 still, 4 voice note. */
  readonly kind: number;
  readonly due_at: number;
  /** Bytes of the whole sealed payload. */
  readonly length: number;
  readonly container: 'mp4' | 'webm' | null;
  readonly acks: Readonly<Record<Ack, boolean>>;
  readonly made_here: boolean;
  /** Whether the whole payload lies in `parts`. */
  readonly local: boolean;
  readonly hidden: boolean;
}

/** One part of a sealed payload; every part but the last has PART_SIZE bytes. */
export interface PartRow {
  readonly clip: string;
  readonly index: number;
  readonly data: Blob;
}

/** A sealed header; version 0 never leaves the tablet. */
export interface HeaderRow {
  readonly clip: string;
  readonly version: number;
  readonly sealed: Blob;
}

export interface ManifestRow {
  readonly clip: string;
  readonly case: string;
  readonly group: string;
  readonly raw: Bytes;
}

/** Something that waits to be sent; `n` is given by the store. */
export interface OutboxRow {
  readonly n: number;
  readonly lane: 'records' | 'events' | 'clips';
  readonly kind: string;
  readonly case: string;
  /** What it is about: an id or a hash in hex. */
  readonly ref: string;
  readonly body: Blob | null;
  readonly made_at: number;
}

/** A frame at its place in the server's order; `sealed` is null where only its hash is left. */
export interface FrameRow {
  readonly case: string;
  readonly n: number;
  /** The service's time of the page that brought it, ms. */
  readonly at: number;
  readonly hash: Bytes;
  readonly device: Bytes;
  readonly seq: number;
  readonly group: string;
  readonly sealed: Blob | null;
}

/** A frame made here that has no place in the server's order yet. */
export interface PendingRow {
  readonly case: string;
  readonly device: string;
  readonly seq: number;
  readonly hash: Bytes;
  readonly group: string;
  readonly sealed: Blob;
}

/** The newest list of holds. */
export interface HoldsRow {
  readonly id: 'list';
  /** The server's time of the list. */
  readonly time: number;
  /** The device's time when it came. */
  readonly fetched_at: number;
  readonly groups: readonly string[];
}

/** A case as the vault keeps it beside its rolls and frames. */
export interface CaseRow {
  readonly case: string;
  /** Set while the share of the case waits to be sent. */
  readonly share_unsent: boolean;
}

/** Every table: its name and its row. */
export interface Tables {
  readonly meta: MetaRow;
  readonly members: MemberRow;
  readonly films: FilmRow;
  readonly journal: JournalRow;
  readonly clips: ClipRow;
  readonly parts: PartRow;
  readonly headers: HeaderRow;
  readonly manifests: ManifestRow;
  readonly outbox: OutboxRow;
  readonly certificates: { readonly seq: number; readonly raw: Bytes };
  readonly rolls: { readonly case: string; readonly seq: number; readonly raw: Bytes };
  readonly envelopes: { readonly case: string; readonly epoch: number; readonly raw: Bytes };
  readonly cases: CaseRow;
  readonly frames: FrameRow;
  readonly pending: PendingRow;
  readonly heads: { readonly case: string; readonly raw: Bytes };
  readonly cursors: { readonly case: string; readonly cursor: string };
  readonly tombstones: { readonly group: string; readonly raw: Bytes };
  readonly commands: { readonly command: string; readonly raw: Bytes };
  readonly holds: HoldsRow;
  readonly late: { readonly case: string; readonly hash: string; readonly sealed: Blob };
}

export type Table = keyof Tables;

/** The fields that make up a row's key, in order. */
export const KEY_FIELDS: { readonly [T in Table]: readonly (keyof Tables[T] & string)[] } = {
  meta: ['key'],
  members: ['owner'],
  films: ['film'],
  journal: ['film', 'counter'],
  clips: ['clip'],
  parts: ['clip', 'index'],
  headers: ['clip', 'version'],
  manifests: ['clip'],
  outbox: ['n'],
  certificates: ['seq'],
  rolls: ['case', 'seq'],
  envelopes: ['case', 'epoch'],
  cases: ['case'],
  frames: ['case', 'n'],
  pending: ['case', 'device', 'seq'],
  heads: ['case'],
  cursors: ['case'],
  tombstones: ['group'],
  commands: ['command'],
  holds: ['id'],
  late: ['case', 'hash'],
};

/** All tables, for the store that makes them. */
export const TABLES = Object.keys(KEY_FIELDS) as readonly Table[];

/** Bytes of a payload part: the most that one strict transaction was measured to carry safely. */
export const PART_SIZE = 1_048_576;

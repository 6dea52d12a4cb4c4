// What the films need of their case: who may open them, and a place in its ledger.  The vault's ledger supplies it.
import type { Bytes } from '../sync/bytes';
import type { CameraOpened, FilmFinished, FilmMarks } from '../sync/wire.gen';
import type { Table } from './schema';
import type { Writer } from './store';

/** A case as its newest verified roll and the newest certificate tell it. */
export interface FilmCase {
  readonly org: Bytes;
  readonly case: Bytes;
  readonly epoch: number;
  /** The epoch's X25519 recipient. */
  readonly recipient: Bytes;
  readonly chain_head: Bytes;
  /** The device that signs manifests here. */
  readonly device: Bytes;
}

/** A signed frame that is not stored yet. */
export interface NewFrame {
  /** SHA-256 of the whole frame. */
  readonly hash: Bytes;
  /** The tables that `put` writes. */
  readonly tables: readonly Table[];
  /** Stores the frame and what sends it. */
  put(tx: Writer): Promise<void>;
}

/** A film and its file key, which makes the key of what is written on it. */
export interface FilmKey {
  readonly film: Bytes;
  readonly file_key: Bytes;
}

/** An event that goes with its film: sealed under the film's key, shredded with it. */
export interface OfFilm {
  readonly event: FilmMarks;
  readonly film: FilmKey;
}

/** The case's books. */
export interface FilmBooks {
  /** Throws where the case has no verified roll here, or the unlocked member does not stand in it. */
  caseOf(id: Bytes): Promise<FilmCase>;
  /**
   * Makes the frame of `event` at this device's next place in the case, with those of `beside` behind it, and hands
   * them to `commit`, which stores all of them in one transaction.  No other frame of the case is made until `commit`
   * has ended; one that rejects leaves its place free.  The hash that it is told is the one of `event`.
   */
  write<T>(
    id: Bytes,
    event: CameraOpened | FilmFinished,
    commit: (frame: NewFrame) => Promise<T>,
    beside?: readonly OfFilm[],
  ): Promise<T>;
}

// The one pass over a film: journal → remux → Sealer → parts, and a read-back.  See [Note: one pass] in sync/seal.ts.
import { same, type Bytes } from '../sync/bytes';
import { AmanatError, refuse } from '../sync/errors';
import { Sealer } from '../sync/seal';
import type { Primitives } from '../sync/primitives';
import type { FilmProgress, RemuxedFilm, remuxFilm } from '../media/remux.ts';
import type { Entropy } from './entropy';
import type { StoredJournal } from './journal';
import { measurePayload, PayloadWriter, type Measured } from './payload-parts';
import type { Store } from './store';

/** A film whose payload lies in the store, checked. */
export interface SealedFilm {
  readonly fileKey: Bytes;
  readonly payload: Measured;
  readonly remuxed: RemuxedFilm;
}

/** What a pass works with. */
export interface PassPorts {
  readonly store: Store;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly remux: typeof remuxFilm;
}

/**
 * Seals the film of a journal into the parts of `clip`; null where no frame of it is whole.  A damaged journal gives
 * the film up to the damage.  Each attempt draws file key and nonce anew and drops what the one before it stored.
 * Throws `store-full` where there is no room, and `store-failed` where the read-back differs.
 */
export async function sealFilm(
  clip: string,
  journal: StoredJournal,
  progress: FilmProgress,
  ports: PassPorts,
): Promise<SealedFilm | null> {
  const expected = { ms: progress.ms, frames: progress.frames };
  for (let source = journal, mended = false; ; mended = true) {
    try {
      return await onePass(clip, await ports.remux(source, expected), ports);
    } catch (fault) {
      if (!(fault instanceof AmanatError)) throw fault;
      if (fault.code === 'film-empty') return null;
      if (fault.code !== 'film-journal' || mended) throw fault;
      source = await journal.sound();
    }
  }
}

async function onePass(clip: string, remuxed: RemuxedFilm, ports: PassPorts): Promise<SealedFilm> {
  const { entropy, primitives, store } = ports;
  const fileKey = entropy.fileKey();
  const sealer = await Sealer.create(fileKey, entropy.fileKey(), primitives);
  const writer = await PayloadWriter.begin(store, clip);
  for await (const bytes of remuxed.bytes()) await writer.push(await sealer.push(bytes));
  await writer.push(await sealer.finish());
  await writer.finish();
  const payload = { length: sealer.length, digest: sealer.digest };
  const stored = await measurePayload(store, clip, primitives);
  if (stored.length !== payload.length || !same(stored.digest, payload.digest)) {
    throw refuse('store-failed', 'the payload reads back differently');
  }
  return { fileKey, payload, remuxed };
}

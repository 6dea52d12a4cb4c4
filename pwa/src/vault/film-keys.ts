// The key of a film.  Opening takes the share, a key of this member, and the manifest: age authenticates no sender, so
// the manifest's signature and the frame that opened the camera are proven before anything else.  What comes out is
// kept nowhere but in the reel that is open.
import { same, type Bytes } from '../sync/bytes';
import { AmanatError, refuse } from '../sync/errors';
import { openHeader, openSealedHeader, readSealedHeader } from '../sync/header';
import { hexId, parseBase64url } from '../sync/ids';
import { checkFileKey, checkGate, checkManifest, checkShare, FILM } from '../sync/manifest';
import type { Primitives } from '../sync/primitives';
import { decode, SealedHeader, type Manifest } from '../sync/records';
import type { Books } from './books';
import { admittedIn } from './in-time';
import type { Keyring } from './keyring';
import type { Ledger } from './ledger';
import type { Store } from './store';

/** What a film's key is taken with. */
export interface FilmKeyPorts {
  readonly store: Store;
  readonly books: Books;
  readonly keyring: Keyring;
  readonly ledger: Ledger;
  readonly primitives: Primitives;
  readonly now: () => number;
}

/** The sealed header of this clip in this version; throws `header-tag` for another clip's, `header-version`. */
export function checkHeader(raw: Bytes, clip: Bytes, version: number): SealedHeader {
  const sealed = readSealedHeader(raw);
  if (!same(sealed.clip, clip)) throw refuse('header-tag');
  if (sealed.version !== version) throw refuse('header-version');
  return sealed;
}

/** The keys of films that lie here, or whose manifest and header were fetched. */
export class FilmOpening {
  readonly #ports: FilmKeyPorts;

  constructor(ports: FilmKeyPorts) {
    this.#ports = ports;
  }

  /**
   * The manifest of a film whose sender is proven: signed by a device that may make films, and named by the frame that
   * opened the camera in the case's ledger.  Throws `right-missing` where it is not here, `manifest-*`, `event-late`.
   */
  async manifest(film: string): Promise<Manifest> {
    const { books, primitives, store } = this.#ports;
    const row = await store.read(['manifests'], (tx) => tx.get('manifests', film));
    if (row === undefined) throw refuse('right-missing');
    const manifest = await checkManifest(row.raw, books.chain, primitives);
    if (hexId(manifest.clip) !== film || manifest.kind !== FILM) throw refuse('manifest-differs');
    await this.#checkGate(manifest);
    return manifest;
  }

  /**
   * The file key (16 B), if share, sealed header and case key all are the ones that belong to the manifest.  Throws
   * `film-not-fetched` where the share or a header is not here, `seal-no-key` where no key of this member opens it,
   * `manifest-share`, `manifest-file-key`, `header-*`.
   */
  async fileKey(manifest: Manifest): Promise<Bytes> {
    const { keyring, now, primitives } = this.#ports;
    const own = await keyring.film(manifest.clip);
    if (own !== null) {
      await checkFileKey(manifest, own.file_key, primitives);
      return own.file_key;
    }
    const share = await keyring.anyShare(manifest.group, now());
    if (share === null) throw refuse('film-not-fetched', 'its share is not lent here');
    await checkShare(manifest, share, primitives);
    const raw = await this.#header(manifest.clip);
    const { epoch } = decode(SealedHeader, raw);
    const header = await openSealedHeader(share, manifest, raw, primitives);
    const caseKey = await keyring.caseKey(manifest.case, epoch);
    if (caseKey === null) throw refuse('seal-no-key');
    const fileKey = await openHeader(header, caseKey, primitives).catch((fault: unknown) => {
      throw fault instanceof AmanatError && fault.code === 'header-no-match' ? refuse('seal-no-key') : fault;
    });
    await checkFileKey(manifest, fileKey, primitives);
    return fileKey;
  }

  /** The newest header that is here; version 0 is the journal's. */
  async #header(clip: Bytes): Promise<Bytes> {
    const rows = await this.#ports.store.read(['headers'], (tx) => tx.all('headers', { under: hexId(clip) }));
    const row = rows.at(-1);
    if (row === undefined || row.version === 0) throw refuse('film-not-fetched', 'its header is not here');
    const raw = new Uint8Array(await row.sealed.arrayBuffer());
    checkHeader(raw, clip, row.version);
    return raw;
  }

  async #checkGate(manifest: Manifest): Promise<void> {
    const { books, ledger, primitives } = this.#ports;
    const volume = await ledger.volume(manifest.case);
    // Among all of them: a gate that came late is there, and is refused for that.
    const entry = volume.entries.find(({ hash }) => same(hash, manifest.gate));
    if (entry?.event.kind !== 'camera-opened') throw refuse('manifest-gate');
    const { at, due_at, film } = entry.event;
    // The camera's device and the one that closed the film may differ: a colleague finishes what a crash has left.
    if (!same(parseBase64url(film, 16), manifest.group)) throw refuse('manifest-gate');
    const { n, raw } = await this.#frame(manifest.case, manifest.gate);
    await checkGate(manifest, raw, at, due_at, primitives);
    const author = books.chain.device(entry.device);
    if (n === null || author === null) return;
    const item = { n, hash: entry.hash, running: entry.hash, frame: null };
    if (volume.ledger.isLate(item, author.revoked_at_seq, admittedIn(volume.entries, books))) throw refuse('event-late');
  }

  /** The frame itself, and its number where it has one. */
  async #frame(id: Bytes, hash: Bytes): Promise<{ readonly n: number | null; readonly raw: Bytes }> {
    const under = { under: hexId(id) };
    const [frames, pending] = await this.#ports.store.read(['frames', 'pending'], (tx) =>
      Promise.all([tx.all('frames', under), tx.all('pending', under)]),
    );
    const numbered = frames.find((row) => same(row.hash, hash));
    const sealed = numbered?.sealed ?? pending.find((row) => same(row.hash, hash))?.sealed;
    if (sealed === undefined) throw refuse('manifest-gate');
    return { n: numbered?.n ?? null, raw: new Uint8Array(await sealed.arrayBuffer()) };
  }
}

// Listening to a voice note: what is not here is fetched whole, and checked before a sound of it is heard.
import { concat, same, type Bytes } from '../../sync/bytes';
import { refuse } from '../../sync/errors';
import { hexId, parseBase64url, parseHexId } from '../../sync/ids';
import { checkDigest, checkManifest, VOICE_NOTE } from '../../sync/manifest';
import type { Manifest } from '../../sync/records';
import { Opener } from '../../sync/seal';
import type { CaseKeys } from '../case-keys';
import { checkHeader, type FilmKeyPorts, type FilmOpening } from '../film-keys';
import type { Server, Signer } from '../http';
import { PayloadWriter, readPayload } from '../payload-parts';
import type { Notes } from './notes';

const ALL_ACKED = { manifest: true, header: true, share: true, payload: true };

/** What listening works with. */
export interface ListeningPorts extends FilmKeyPorts {
  readonly keys: CaseKeys;
  readonly opening: FilmOpening;
  readonly notes: Notes;
  readonly server: Server;
  /** The member's device. */
  readonly signer: Signer;
  readonly changed: () => void;
}

/** The voice notes that somebody listens to. */
export class Listening {
  readonly #ports: ListeningPorts;

  constructor(ports: ListeningPorts) {
    this.#ports = ports;
  }

  /**
   * The plaintext of a voice note, whole.  Throws `manifest-*` for an unproven sender, `share-*` where it was stopped
   * or destroyed, `seal-*` where it is damaged, and `server-unreachable` where what is missing cannot be fetched.
   */
  async listen(clip: string): Promise<Bytes> {
    const { primitives, store } = this.#ports;
    const id = parseHexId(clip);
    const known = await store.read(['clips'], (tx) => tx.get('clips', clip));
    if (known?.hidden === true) throw refuse('share-destroyed');
    if (known?.local !== true) await this.#fetch(id, known !== undefined);
    const manifest = await this.#manifest(id);
    await this.#checkGate(manifest);
    await this.#borrow(manifest);
    const opener = new Opener(await this.#ports.opening.fileKey(manifest), primitives, manifest.payload_len);
    const sealed = await readPayload(store, clip, 0, manifest.payload_len);
    checkDigest(manifest, sealed.length, await primitives.sha256(sealed));
    return concat(await opener.push(sealed), await opener.finish());
  }

  /** Manifest, header and payload of a voice note that is not here. */
  async #fetch(clip: Bytes, hasPapers: boolean): Promise<void> {
    const { books, changed, primitives, server, signer, store } = this.#ports;
    const name = hexId(clip);
    if (!hasPapers) {
      const { body: raw } = await server.ask('GET', `/v1/clips/${name}/manifest`, signer);
      const manifest = await checkManifest(raw, books.chain, primitives);
      if (!same(manifest.clip, clip) || manifest.kind !== VOICE_NOTE) throw refuse('manifest-differs');
      await this.#checkGate(manifest);
      const versions = (await server.ask('GET', `/v1/clips/${name}/headers`, signer)).body;
      const version = versions.length / 4;
      if (!Number.isInteger(version) || version === 0) throw refuse('right-missing');
      const { body: header } = await server.ask('GET', `/v1/clips/${name}/headers/${version}`, signer);
      checkHeader(header, clip, version);
      const place = { case: hexId(manifest.case), group: hexId(manifest.group) };
      const about = { kind: VOICE_NOTE, due_at: manifest.due_at, length: manifest.payload_len } as const;
      const rest = { container: 'webm', acks: ALL_ACKED, made_here: false, local: false, hidden: false } as const;
      await store.transact(['clips', 'headers', 'manifests'], async (tx) => {
        tx.put('manifests', { clip: name, ...place, raw });
        tx.put('headers', { clip: name, version, sealed: new Blob([header]) });
        tx.put('clips', { clip: name, ...place, ...about, ...rest });
      });
    }
    const { body } = await server.ask('GET', `/v1/clips/${name}/payload`, signer);
    const manifest = await this.#manifest(clip);
    checkDigest(manifest, body.length, await primitives.sha256(body));
    const writer = await PayloadWriter.begin(store, name);
    await writer.push(body);
    await writer.finish();
    await store.transact(['clips'], async (tx) => {
      const row = await tx.get('clips', name);
      // What was destroyed or hidden meanwhile does not come back.
      if (row === undefined || row.hidden) throw refuse('share-destroyed');
      tx.put('clips', { ...row, local: true });
    });
    changed();
  }

  /** The share, lent where no slot has it. */
  async #borrow(manifest: Manifest): Promise<void> {
    const { books, keyring, keys, now, server, signer } = this.#ports;
    if ((await keyring.anyShare(manifest.group, now())) !== null) return;
    const answer = await server.ask('POST', `/v1/shares/${hexId(manifest.group)}/lease`, signer);
    await keys.takeLease(manifest.group, answer.body, books.chain, manifest.due_at);
  }

  /** The checked manifest of a voice note that lies here. */
  async #manifest(clip: Bytes): Promise<Manifest> {
    const { books, primitives, store } = this.#ports;
    const row = await store.read(['manifests'], (tx) => tx.get('manifests', hexId(clip)));
    if (row === undefined) throw refuse('right-missing');
    const manifest = await checkManifest(row.raw, books.chain, primitives);
    if (!same(manifest.clip, clip) || manifest.kind !== VOICE_NOTE) throw refuse('manifest-differs');
    return manifest;
  }

  /** The manifest's gate is the very frame that says that this clip was spoken, and its author made the manifest. */
  async #checkGate(manifest: Manifest): Promise<void> {
    const film = same(manifest.group, manifest.clip) ? null : hexId(manifest.group);
    const place = { case: hexId(manifest.case), film };
    const open = await this.#ports.notes.open(place);
    if (typeof open === 'string') throw refuse(open === 'gone' ? 'share-destroyed' : 'unlock-locked', open);
    const gate = open.entries.find(({ hash }) => same(hash, manifest.gate));
    const fits =
      gate?.event.kind === 'voice-note' &&
      same(gate.device, manifest.device) &&
      same(parseBase64url(gate.event.clip, 16), manifest.clip);
    if (!fits) throw refuse('manifest-gate');
  }
}

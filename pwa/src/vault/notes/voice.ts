// Voice notes: spoken in the page, sealed here before anything of them touches the disk, sent like films.
//
// A voice note about a film lies under that film's share and is shredded with it; it has no slot of its own, so that no
// key of it outlives the film.  One about a family is a group of its own, with a share and a date of its own.
import { concat, same, type Bytes } from '../../sync/bytes';
import { refuse } from '../../sync/errors';
import { fileKeyCommit, sealHeader, shareCommit, writeHeader } from '../../sync/header';
import { base64url, hexId, parseBase64url, parseHexId } from '../../sync/ids';
import { buildManifest, DAY_MS, TRIAL, VOICE_NOTE } from '../../sync/manifest';
import type { Primitives } from '../../sync/primitives';
import { Sealer } from '../../sync/seal';
import { filledWebm } from '../../media/remux.ts';
import type { Ask, NotePlace } from '../api';
import type { Books } from '../books';
import type { Entropy } from '../entropy';
import type { FilmCase, FilmKey, NewFrame } from '../film-books';
import type { Keyring } from '../keyring';
import type { Ledger } from '../ledger';
import { measurePayload, PayloadWriter, type Measured } from '../payload-parts';
import type { ClipRow } from '../schema';
import { KIND } from '../slot';
import type { Slots } from '../slots';
import type { Store } from '../store';
import { settingsOf } from '../service-desk';
import type { Notes } from './notes';

const ACKS = { manifest: false, header: false, share: false, payload: false };
const NO_PARENT: Bytes = new Uint8Array(16);
/** The most that one voice note may hold: an hour of speech, far above what the page allows. */
const SOUND_TOP = 16 * 1024 * 1024;

/** What voice notes are made of. */
export interface VoicePorts {
  readonly store: Store;
  readonly slots: Slots;
  readonly books: Books;
  readonly keyring: Keyring;
  readonly ledger: Ledger;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
  readonly now: () => number;
  readonly notes: Notes;
  readonly wrote: () => void;
}

/** What is being spoken: in memory alone until it is sealed. */
interface Speaking {
  readonly place: NotePlace;
  readonly at: number | null;
  readonly made: number;
  readonly chunks: Bytes[];
  length: number;
  ms: number;
}

/** A share, and what it says of where it lies. */
interface Place {
  readonly case: Bytes;
  readonly film: FilmKey | null;
  readonly about: FilmCase;
  readonly group: Bytes;
  readonly share: Bytes;
  readonly due_at: number;
  /** Whether the server has S for certain. */
  readonly lent: boolean;
}

/** The voice notes of one session. */
export class VoiceNotes {
  readonly #ports: VoicePorts;
  readonly #speaking = new Map<string, Speaking>();
  readonly #finishing = new Map<string, Promise<void>>();

  constructor(ports: VoicePorts) {
    this.#ports = ports;
  }

  /** Throws what keeps a note from being written there. */
  async begin(ask: Ask<'voice.begin'>): Promise<{ readonly clip: string }> {
    const { entropy, notes, now } = this.#ports;
    const open = await notes.open(ask);
    if (typeof open === 'string') throw refuse(open === 'gone' ? 'share-destroyed' : 'unlock-locked', open);
    const clip = hexId(entropy.id());
    const place = { case: ask.case, film: ask.film };
    this.#speaking.set(clip, { place, at: ask.at, made: now(), chunks: [], length: 0, ms: 0 });
    return { clip };
  }

  async append({ chunk, clip, ms }: Ask<'voice.append'>): Promise<void> {
    const speaking = this.#speaking.get(clip);
    if (speaking === undefined) throw refuse('right-missing', 'nothing is being spoken');
    if (speaking.length + chunk.length > SOUND_TOP) throw refuse('store-full', 'the voice note is too long');
    speaking.chunks.push(chunk);
    speaking.length += chunk.length;
    speaking.ms = Math.max(speaking.ms, Math.round(ms));
  }

  /** Seals and stores it; what was spoken stays in memory where that fails, and can be finished again. */
  finish(clip: string): Promise<void> {
    const running = this.#finishing.get(clip);
    if (running !== undefined) return running;
    const finishing = this.#finish(clip).finally(() => {
      this.#finishing.delete(clip);
    });
    this.#finishing.set(clip, finishing);
    return finishing;
  }

  /** Finishes everything that is being spoken: a lock is about to fall. */
  async finishAll(): Promise<void> {
    await Promise.allSettled([...this.#speaking.keys()].map((clip) => this.finish(clip)));
  }

  /** After a crash: slots of a voice note whose event was never committed go, and what it had stored. */
  async tidy(): Promise<void> {
    const { slots, store } = this.#ports;
    for (const clip of await this.#stored()) {
      await store.transact(['clips', 'films', 'parts'], async (tx) => {
        const owned = (await tx.get('clips', clip)) !== undefined || (await tx.get('films', clip)) !== undefined;
        if (!owned && !this.#speaking.has(clip)) tx.dropUnder('parts', clip);
      });
    }
    const known = await store.read(['clips', 'films'], async (tx) => {
      const [clips, films] = [await tx.all('clips'), await tx.all('films')];
      return new Set([...clips.map((row) => row.clip), ...films.map((row) => row.film)]);
    });
    // A film's own slot is written while its row stands in `films`.
    for (const { group } of slots.list({ kind: KIND.film })) {
      if (!known.has(hexId(group))) this.#dropSlots(group);
    }
  }

  /** Whose parts lie here and belong to no clip that is known; of each only the first part is looked at. */
  #stored(): Promise<readonly string[]> {
    return this.#ports.store.read(['clips', 'parts'], async (tx) => {
      const known = new Set((await tx.all('clips')).map((row) => row.clip));
      const found: string[] = [];
      for (let after = ''; ; ) {
        const [part] = await tx.all('parts', { from: [after, Number.MAX_SAFE_INTEGER], limit: 1 });
        if (part === undefined) return found;
        after = part.clip;
        if (!known.has(after)) found.push(after);
      }
    });
  }

  async #finish(clip: string): Promise<void> {
    const speaking = this.#speaking.get(clip);
    if (speaking === undefined) return;
    if (speaking.length > 0) await this.#keep(parseHexId(clip), speaking);
    this.#speaking.delete(clip);
    this.#ports.wrote();
  }

  async #keep(clip: Bytes, speaking: Speaking): Promise<void> {
    const { entropy, ledger, notes, store } = this.#ports;
    const place = await this.#place(clip, speaking.place);
    const fileKey = entropy.fileKey();
    const payload = await this.#seal(hexId(clip), fileKey, concat(...speaking.chunks));
    const { at, made, ms } = speaking;
    // The note has the clip's id, so that a second try is the same note.
    await notes.describe(speaking.place, hexId(clip), { made, at, spoken: ms });
    const event = { kind: 'voice-note', clip: base64url(clip), doc: base64url(clip) } as const;
    const commit = async (frame: NewFrame): Promise<void> => {
      const manifest = await this.#manifest(clip, place, { fileKey, payload, gate: frame.hash });
      const header = await this.#header(clip, place, fileKey);
      await this.#takeSlots(place, fileKey);
      try {
        await store.transact(['clips', 'headers', 'manifests', ...frame.tables], async (tx) => {
          const name = hexId(clip);
          const row = { case: hexId(place.case), group: hexId(place.group) };
          tx.put('clips', clipRow(name, place, payload.length));
          tx.put('manifests', { clip: name, ...row, raw: manifest });
          tx.put('headers', { clip: name, version: 1, sealed: new Blob([header]) });
          await frame.put(tx);
        });
      } catch (fault) {
        if (place.film === null) this.#dropSlots(place.group);
        throw fault;
      }
    };
    if (place.film === null) await ledger.write(place.case, event, commit);
    else await ledger.writeOn(place.case, place.film, event, commit);
    for (const key of [fileKey, place.share]) key.fill(0);
  }

  async #place(clip: Bytes, { case: id, film }: NotePlace): Promise<Place> {
    const { entropy, keyring, ledger, notes, now, store } = this.#ports;
    const open = await notes.open({ case: id, film });
    if (typeof open === 'string') throw refuse(open === 'gone' ? 'share-destroyed' : 'unlock-locked', open);
    const about = await ledger.caseOf(open.case);
    const base = { case: open.case, film: open.film, about };
    if (open.film === null) {
      return { ...base, group: clip, share: entropy.key(), due_at: await this.#familyDate(open.case), lent: false };
    }
    const group = open.film.film;
    const share = await keyring.anyShare(group, now());
    if (share === null) throw refuse('unlock-locked', 'the share of the film is not here');
    const row = await store.read(['clips'], (tx) => tx.get('clips', hexId(group)));
    // Only the film's own tablet may have an S that the server lacks; to all others the server has lent it.
    const lent = row?.made_here !== true || row.acks.share;
    return { ...base, group, share, due_at: await this.#filmDate(open.case, group), lent };
  }

  /** The end of the work as planned, and the service's days after it; from now where the plan is over or unknown. */
  async #familyDate(id: Bytes): Promise<number> {
    const { ledger, now } = this.#ports;
    const settings = await settingsOf(this.#ports);
    if (settings === null) throw refuse('unlock-locked', 'the number of days is not known here');
    let ends_at: number | null = null;
    for (const { event } of await ledger.entries(id)) {
      if (event.kind === 'case-opened' || event.kind === 'case-changed') ends_at = event.ends_at;
    }
    return Math.max(ends_at ?? 0, now()) + settings.days * DAY_MS;
  }

  async #filmDate(id: Bytes, film: Bytes): Promise<number> {
    for (const { event } of await this.#ports.ledger.entries(id)) {
      if (event.kind === 'camera-opened' && same(parseBase64url(event.film, 16), film)) return event.due_at;
    }
    throw refuse('manifest-due', 'no event has opened this film');
  }

  async #seal(clip: string, fileKey: Bytes, sound: Bytes): Promise<Measured> {
    const { entropy, primitives, store } = this.#ports;
    const sealer = await Sealer.create(fileKey, entropy.fileKey(), primitives);
    const writer = await PayloadWriter.begin(store, clip);
    await writer.push(await sealer.push(filledWebm(sound)));
    await writer.push(await sealer.finish());
    await writer.finish();
    const stored = await measurePayload(store, clip, primitives);
    if (stored.length !== sealer.length || !same(stored.digest, sealer.digest)) {
      throw refuse('store-failed', 'the payload reads back differently');
    }
    return stored;
  }

  async #header(clip: Bytes, { about, group, share }: Place, fileKey: Bytes): Promise<Bytes> {
    const { entropy, primitives } = this.#ports;
    const header = await writeHeader(fileKey, [about.recipient], [entropy.key()], primitives);
    const content = { clip, version: 1, epoch: about.epoch, nonce: entropy.nonce(), header };
    return sealHeader(share, { ...about, group }, content, primitives);
  }

  async #manifest(
    clip: Bytes,
    { about, due_at, group, share }: Place,
    { fileKey, gate, payload }: { readonly fileKey: Bytes; readonly gate: Bytes; readonly payload: Measured },
  ): Promise<Bytes> {
    const { keyring, primitives } = this.#ports;
    const { seed } = await keyring.identity();
    const fields = {
      ...{ kind: VOICE_NOTE, flags: TRIAL, org: about.org, case: about.case, clip, group, gate, due_at },
      parent: same(clip, group) ? NO_PARENT : group,
      payload_len: payload.length,
      payload_digest: payload.digest,
      file_key_commit: await fileKeyCommit(fileKey, clip, primitives),
      share_commit: await shareCommit(group, share, primitives),
      chain_head: about.chain_head,
      device: about.device,
    };
    return buildManifest(seed, fields, primitives);
  }

  /** A note about a family has its share and its keys in slots of its own; one about a film has none. */
  async #takeSlots({ due_at, film, group, share }: Place, fileKey: Bytes): Promise<void> {
    if (film !== null) return;
    const { keyring, slots } = this.#ports;
    slots.change([
      await keyring.sealed({ kind: KIND.share, group, due_at }, share),
      await keyring.sealed({ kind: KIND.film, group, due_at }, concat(share, fileKey)),
    ]);
  }

  #dropSlots(group: Bytes): void {
    this.#ports.slots.change([], (slot) => same(slot.group, group));
  }
}

function clipRow(clip: string, { case: id, due_at, group, lent }: Place, length: number): ClipRow {
  return {
    ...{ clip, case: hexId(id), group: hexId(group), kind: VOICE_NOTE, due_at, length, container: 'webm' },
    acks: { ...ACKS, share: lent },
    ...{ made_here: true, local: true, hidden: false },
  };
}

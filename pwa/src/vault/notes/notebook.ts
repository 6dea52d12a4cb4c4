// The parts that notes are made of, joined: what is written, what is spoken, what is listened to.
import type { Bytes } from '../../sync/bytes';
import { AmanatError } from '../../sync/errors';
import { hexId } from '../../sync/ids';
import type { NotePlace, NotesView } from '../api';
import { FilmOpening } from '../film-keys';
import type { Keyring } from '../keyring';
import type { Slots } from '../slots';
import { Listening, type ListeningPorts } from './listening';
import { Notes, type NotePorts } from './notes';
import { notesOf } from './notes-view';
import { VoiceNotes } from './voice';

/** What the notebook works with. */
export interface NotebookPorts
  extends Omit<NotePorts, 'fileKey'>, Omit<ListeningPorts, 'notes' | 'opening' | keyof NotePorts> {
  readonly keyring: Keyring;
  readonly slots: Slots;
  readonly member: Bytes;
}

/** The notes of one session. */
export class Notebook {
  readonly notes: Notes;
  readonly voice: VoiceNotes;
  readonly listening: Listening;
  readonly #ports: NotebookPorts;
  readonly #opening: FilmOpening;

  constructor(ports: NotebookPorts) {
    this.#ports = ports;
    this.#opening = new FilmOpening(ports);
    this.notes = new Notes({ ...ports, fileKey: (film) => this.#fileKey(film) });
    this.voice = new VoiceNotes({ ...ports, notes: this.notes });
    this.listening = new Listening({ ...ports, opening: this.#opening, notes: this.notes });
  }

  view(place: NotePlace): Promise<NotesView> {
    return notesOf(place, { ...this.#ports, notes: this.notes });
  }

  /** Everything half-written and half-spoken is sealed: a lock is about to fall. */
  async sealAll(): Promise<void> {
    await Promise.all([this.voice.finishAll(), this.notes.sealAll()]);
  }

  /** The key of a film whose papers are here; null where it cannot be had. */
  async #fileKey(film: Bytes): Promise<Bytes | null> {
    try {
      return await this.#opening.fileKey(await this.#opening.manifest(hexId(film)));
    } catch (fault) {
      if (fault instanceof AmanatError) return null;
      throw fault;
    }
  }
}

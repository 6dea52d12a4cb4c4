// Deleting a film because somebody asks for it.  Before a byte of it was sent its keys and bytes go here, and that is
// all there was.  Once something was sent the family's decision and a `destroy` that names it go to the server, which
// alone can end the other copies.
import type { Bytes } from '../sync/bytes';
import { refuse } from '../sync/errors';
import { base64url, parseHexId } from '../sync/ids';
import type { Ask, Deletion } from './api';
import type { CameIn } from './came-in';
import type { Commands } from './commands';
import type { Filming } from './filming';
import type { Films } from './films';
import type { Ledger } from './ledger';
import type { Shredder } from './shred';
import type { Store } from './store';

/** Rows that name films whose shredding a crash may have cut short: the word was given before. */
const BEGUN = 'deleting/';
const AFTER = 'deleting0';

/** What deleting works with. */
export interface DeletingPorts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly commands: Commands;
  readonly shredder: Shredder;
  readonly films: Pick<Films, 'isLive' | 'rested'>;
  readonly filming: Filming;
  readonly cameIn: CameIn;
  readonly now: () => number;
  readonly wrote: () => void;
}

export class Deleting {
  readonly #ports: DeletingPorts;

  constructor(ports: DeletingPorts) {
    this.#ports = ports;
  }

  /** Whether something of a film may have left this tablet: acknowledged, or made elsewhere. */
  async wasSent(film: string): Promise<boolean> {
    const [clip, row] = await this.#ports.store.read(['clips', 'films'], (tx) =>
      Promise.all([tx.get('clips', film), tx.get('films', film)]),
    );
    // What is not closed, or cannot be, lies here alone.
    if (clip === undefined) return row === undefined;
    return !clip.made_here || Object.values(clip.acks).some(Boolean);
  }

  /** See VisitHandlers.  A film that is being closed is closed first: a finish would bring back what was shredded. */
  async deleteFilm(ask: Ask<'film.delete'>): Promise<Deletion> {
    const { cameIn, filming, films, now, wrote } = this.#ports;
    const id = parseHexId(ask.case);
    const film = parseHexId(ask.film);
    await films.rested(film);
    if (films.isLive(film)) throw refuse('film-not-ready', 'its camera is open');
    const sent = await this.wasSent(ask.film);
    if (sent) await this.#command(id, film, ask.person);
    const where = sent ? 'device' : 'everywhere';
    const told = { kind: 'film-deleted', film: base64url(film), reason: 'asked', where, at: now() } as const;
    await this.#ports.ledger.write(id, told, (frame) =>
      this.#ports.store.transact([...frame.tables, 'meta'], async (tx) => {
        tx.put('meta', { key: BEGUN + ask.film, value: ask.case });
        await frame.put(tx);
      }),
    );
    await this.#shred(ask.film);
    filming.settle(ask.film);
    await cameIn.settle(ask.film);
    wrote();
    return { where };
  }

  /** Ends what a crash cut short between the word and the deed. */
  async resume(): Promise<void> {
    const rows = await this.#ports.store.read(['meta'], (tx) => tx.all('meta', { from: BEGUN, to: AFTER }));
    for (const { key } of rows) await this.#shred(key.slice(BEGUN.length));
  }

  async #shred(film: string): Promise<void> {
    await this.#ports.shredder.shred(parseHexId(film));
    await this.#ports.store.transact(['meta'], async (tx) => {
      tx.drop('meta', BEGUN + film);
    });
  }

  /** The family's own request, and the command that rests on it. */
  async #command(id: Bytes, film: Bytes, who: string | null): Promise<void> {
    const { commands, ledger, now } = this.#ports;
    if (who === null) throw refuse('right-missing', 'who asks for it is not said');
    const person = base64url(parseHexId(who));
    const answer = { person, purpose: 'film', answer: 'no', asked_alone: null, at: now() } as const;
    const asked = await ledger.record(id, { kind: 'decision', ...answer });
    await commands.destroy(id, film, asked);
  }
}

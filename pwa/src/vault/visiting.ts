// What belongs to a visit on this device, joined once: who is here, filming, room for films, deleting, and what a crash
// has left.
import type { Bytes } from '../sync/bytes';
import { parseHexId } from '../sync/ids';
import { ROLES } from '../sync/records';
import { remuxFilm } from '../media/remux.ts';
import type { RoomView } from './api';
import { Ballast } from './ballast';
import { CameIn } from './came-in';
import type { Commands } from './commands';
import { CutFilms } from './cut-films';
import { Deleting } from './deleting';
import { Drawer } from './drawer';
import { Films } from './films';
import { Filming } from './filming';
import { isSafe, type Holdings } from './holdings';
import type { House } from './house';
import type { Keyring } from './keyring';
import type { Ledger } from './ledger';
import { ballastFor, LEAST_BYTES, longestFilm, SHORT } from './room';
import type { Shredder } from './shred';
import { SETTLING } from './slots';
import { Visits } from './visits';

/** What the visit's parts are made of. */
export interface VisitingPorts {
  readonly house: House;
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  readonly holdings: Holdings;
  readonly shredder: Shredder;
  readonly commands: Commands;
  readonly member: Bytes;
  readonly device: Bytes;
  readonly wrote: () => void;
}

export class Visiting {
  readonly films: Films;
  readonly filming: Filming;
  readonly visits: Visits;
  readonly deleting: Deleting;
  readonly cut: CutFilms;
  readonly cameIn: CameIn;
  readonly ballast: Ballast;
  readonly #ports: VisitingPorts;

  constructor(ports: VisitingPorts) {
    this.#ports = ports;
    const { holdings, house, keyring, ledger, member, shredder, wrote } = ports;
    const { books, changes, entropy, primitives, store } = house;
    const shared = { ...house, ...ports, changed: changes.happened };
    this.ballast = new Ballast({ ...shared, changed: changes.happened });
    const makeRoom = async (): Promise<boolean> => (await this.ballast.drop()) || freeOldest(house, holdings);
    this.films = new Films({ ...shared, books: ledger, remux: remuxFilm, makeRoom });
    const drawer = new Drawer(store, keyring, entropy, primitives);
    this.cameIn = new CameIn(drawer, entropy, store);
    const { ballast, cameIn, films } = this;
    this.filming = new Filming({ ...shared, films, ballast, cameIn });
    this.deleting = new Deleting({ ...shared, films, filming: this.filming, shredder, cameIn });
    this.visits = new Visits({ ...shared, drawer, filming: this.filming, deleting: this.deleting, wrote });
    const mine = (id: string): boolean => books.rolls(parseHexId(id)).has(member);
    this.cut = new CutFilms({ store, films: this.films, mine, changed: changes.happened });
  }

  /** Ends what a crash has cut short, then writes the ballast of those who film. */
  async begin(): Promise<void> {
    // A deletion that cannot be ended now is ended at the next unlock; the films behind it wait to be closed.
    await this.deleting.resume().catch(() => undefined);
    await this.#ports.holdings.tidy().catch(() => undefined);
    await this.cut.recover();
    await this.cameIn.tidy();
    const { device, house } = this.#ports;
    if (house.books.hasChain && house.books.chain.device(device)?.role === ROLES.field) this.ballast.keep();
  }

  end(): void {
    this.ballast.end();
  }

  async room(): Promise<RoomView> {
    const { made_at, now, running, slots } = this.#ports.house;
    const { ballast, free, minutes } = await this.ballast.room();
    // A film that begins now ends by the ballast as it stands, and that has the least whenever one begins.
    const can_close = ballast >= LEAST_BYTES ? ballast : Math.min(LEAST_BYTES, ballastFor(free + ballast));
    const full = can_close === 0 || minutes < 1;
    const fault = full ? 'store-full' : (await this.films.hasSlots()) ? null : 'slots-full';
    const left = SETTLING - Math.max(now() - made_at, running());
    const ready_at = slots.settled(now(), running()) ? null : Math.ceil(now() + left);
    const longest = longestFilm(can_close) / 60_000;
    return { minutes: Math.min(minutes, SHORT), more: minutes >= SHORT, longest, fault, ready_at };
  }
}

/** Drops the local copy of the film whose date comes first among those that are safe on the server. */
async function freeOldest({ store }: House, holdings: Holdings): Promise<boolean> {
  const clips = await store.read(['clips'], (tx) => tx.all('clips'));
  const [oldest] = clips
    .filter((clip) => clip.local && isSafe(clip))
    .sort((one, other) => one.due_at - other.due_at);
  if (oldest === undefined) return false;
  await holdings.dropLocal(parseHexId(oldest.clip));
  return true;
}

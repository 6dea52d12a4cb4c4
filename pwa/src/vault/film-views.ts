// One film as the page is shown it: what the ledger tells, held against what lies on this device.
import type { Code } from '../sync/errors';
import { parseHexId } from '../sync/ids';
import { BY_DATE } from '../sync/tombstone';
import { decode, ROLES, Tombstone } from '../sync/records';
import type { FilmCounts, FilmStatus, FilmView } from './api';
import type { Books } from './books';
import type { Sooner } from './commands';
import { isSafe } from './holdings';
import type { ClipRow, FilmRow } from './schema';
import type { FilmTale } from './tale';
import type { Uploader } from './uploader';

/** What lies on this device, by film. */
export interface Held {
  readonly clips: ReadonlyMap<string, ClipRow>;
  readonly films: ReadonlyMap<string, FilmRow>;
  /** Tombstones by group. */
  readonly buried: ReadonlyMap<string, Buried>;
  readonly sooner: ReadonlyMap<string, Sooner>;
  /** When somebody came in who is still to be asked, by film, ms. */
  readonly cameIn: ReadonlyMap<string, readonly number[]>;
}

/** When a group was destroyed, and whether by its date. */
export interface Buried {
  readonly at: number;
  readonly by_date: boolean;
}

/** What films are seen through. */
export interface FilmEyes {
  readonly books: Books;
  readonly uploader: Pick<Uploader, 'sentOf' | 'faultOf' | 'againAt'>;
  /** This device. */
  readonly device: string;
  /** The name of a member, by a device of theirs. */
  readonly nameOf: (device: string) => string | null;
  /** The member of a device, in hex. */
  readonly memberOf: (device: string) => string | null;
  readonly member: string;
}

/** What a tombstone tells. */
export function buriedIn(raw: Uint8Array<ArrayBuffer>): Buried {
  const { destroyed_at, kind } = decode(Tombstone, raw);
  return { at: destroyed_at, by_date: kind === BY_DATE };
}

/** Where there is no film about which anybody could be asked. */
const NOTHING_LEFT: readonly FilmStatus[] = ['deleted', 'empty', 'filming'];

/** One film of the case `id` (hex). */
export function filmView(tale: FilmTale, id: string, held: Held, eyes: FilmEyes): FilmView {
  const { film } = tale;
  const buried = held.buried.get(film);
  const clip = held.clips.get(film);
  const isOfSupervisor = (device: string): boolean => supervises(eyes.books, id, device);
  const status = statusOf(tale, isOfSupervisor, held, eyes);
  const sooner = held.sooner.get(film);
  const sent = status === 'sending' ? eyes.uploader.sentOf(film) : null;
  const told = tale.deleted === null ? null : { at: tale.deleted.at, why: tale.deleted.reason };
  const grave = buried === undefined ? null : { at: buried.at, why: buried.by_date ? 'date' : 'command' } as const;
  return {
    ...{ film, at: tale.at, due_at: Math.min(tale.due_at, sooner?.due_at ?? tale.due_at) },
    ...{ ms: tale.finished?.ms ?? held.films.get(film)?.ms ?? 0, status, sent },
    ...{ fault: faultOf(film, status, eyes), again_at: eyes.uploader.againAt(film) },
    ...{ by: eyes.nameOf(tale.device), mine: eyes.memberOf(tale.device) === eyes.member },
    here: clip?.local === true && !clip.hidden,
    sent_at: tale.sent?.at ?? null,
    seen: seenBy(tale, isOfSupervisor, eyes),
    deleted: status === 'deleted' ? (told?.why === 'asked' ? told : (grave ?? told)) : null,
    came_in: NOTHING_LEFT.includes(status) ? [] : (held.cameIn.get(film) ?? []),
    sooner_by: sooner === undefined ? null : eyes.nameOf(sooner.device),
  };
}

/** How many films are where; each counts once. */
export function countsOf(films: readonly FilmView[]): FilmCounts {
  const counts = { filmed: 0, tablet: 0, server: 0, supervisor: 0, deleted: 0, elsewhere: 0, damaged: 0 };
  for (const { status } of films) {
    const place = PLACES[status];
    if (place === null) continue;
    counts[place] += 1;
    counts.filmed += 1;
  }
  return counts;
}

/** Where a film counts; a camera that was opened and gave no picture made no film. */
const PLACES: Readonly<Record<FilmStatus, Exclude<keyof FilmCounts, 'filmed'> | null>> = {
  ...{ filming: 'tablet', closing: 'tablet', empty: null, tablet: 'tablet', sending: 'tablet', server: 'server' },
  ...{ supervisor: 'supervisor', elsewhere: 'elsewhere', hidden: 'elsewhere', deleted: 'deleted', damaged: 'damaged' },
} as const;

/** Whether a device is a supervisor's of that case, as chain and roll tell it. */
function supervises(books: Books, id: string, device: string): boolean {
  const known = books.chain.device(parseHexId(device));
  if (known?.active !== true || known.role !== ROLES.supervisor) return false;
  const roll = books.rolls(parseHexId(id)).newest;
  return roll?.members.some((row) => row.role === ROLES.supervisor && equal(row.member, known.member)) === true;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, i) => byte === other[i]);
}

function seenBy(tale: FilmTale, isOfSupervisor: (device: string) => boolean, eyes: FilmEyes): FilmView['seen'] {
  const last = new Map<string, { name: string | null; at: number }>();
  for (const { at, device } of tale.opened) {
    if (!isOfSupervisor(device)) continue;
    const member = eyes.memberOf(device) ?? device;
    if (at >= (last.get(member)?.at ?? 0)) last.set(member, { name: eyes.nameOf(device), at });
  }
  return [...last.values()];
}

function faultOf(film: string, status: FilmStatus, { uploader }: FilmEyes): Code | null {
  if (status === 'tablet' || status === 'sending') return uploader.faultOf(film);
  return status === 'damaged' ? (uploader.faultOf(film) ?? 'right-missing') : null;
}

/** One honest word: a film is on the server when the server has acknowledged all four parts, never before. */
function statusOf(
  tale: FilmTale,
  isOfSupervisor: (device: string) => boolean,
  { buried, clips, films }: Held,
  { device, uploader }: FilmEyes,
): FilmStatus {
  const { film } = tale;
  const [row, clip] = [films.get(film), clips.get(film)];
  if (buried.has(film) || (tale.deleted !== null && clip === undefined)) return 'deleted';
  if (row?.state === 'empty' || tale.finished?.ms === 0) return 'empty';
  if (clip?.hidden === true) return 'hidden';
  const canOpen = tale.canOpen.some((word) => isOfSupervisor(word.device));
  if (clip?.made_here === true) {
    if (isSafe(clip)) return canOpen ? 'supervisor' : 'server';
    // What arrived twice was not what the manifest names: the copy here is not whole.
    if (uploader.faultOf(film) === 'upload-digest') return 'damaged';
    const sent = uploader.sentOf(film);
    return sent !== null && sent.bytes > 0 ? 'sending' : 'tablet';
  }
  if (row?.state === 'filming') return 'filming';
  if (row?.state === 'closing') return 'closing';
  // What was sent of it before it was deleted here lies on the server until that says that it is gone.
  if (tale.sent !== null || tale.dropped) return canOpen ? 'supervisor' : 'server';
  // It was made and closed here, nobody deleted it, and it is not here.
  return tale.device === device && tale.finished !== null && clip === undefined ? 'damaged' : 'elsewhere';
}

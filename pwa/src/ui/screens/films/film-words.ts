// What the screens say of a film: its state, and beside it the one fact that goes with it.
import type { FilmView } from '../../../vault/api';
import { isSameDay, shortDateOf, timeOf } from '../../words/dates';
import { listed } from '../../words/isolated';
import type { Say } from '../../words/say';

/** A deletion is late when it should have happened longer ago, ms: a day, for a tablet that is off. */
const GRACE_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** Whether a film is still somewhere though its date is past. */
export function isLate(film: FilmView, now: number): boolean {
  return !['deleted', 'empty', 'filming', 'hidden'].includes(film.status) && now > film.due_at + GRACE_MS;
}

/** The words for where a film is. */
export function statusOf(film: FilmView, now: number, say: Say): string {
  if (isLate(film, now)) return say('films-status-late');
  const { sent, status } = film;
  if (status === 'sending' && sent !== null) {
    return say('films-status-sending-of', { sent: megabytes(sent.bytes), all: megabytes(sent.of) });
  }
  return say(`films-status-${status}`);
}

/** The fact beside the state; empty where there is none. */
export function besideOf(film: FilmView, now: number, reached: boolean, say: Say): string {
  switch (film.status) {
    case 'tablet':
      if (film.fault !== null && film.again_at !== null) return say('films-waits-again', { time: timeOf(film.again_at, say.language) });
      return reached ? say('films-waits-turn') : say('films-waits-internet');
    case 'sending':
      return reached ? leftOf(film.sent?.left_ms ?? null, say) : say('films-waits-internet');
    case 'server':
      return film.sent_at === null ? '' : whenOf(film.sent_at, now, say);
    case 'supervisor':
      return seenOf(film, say);
    case 'deleted':
      return film.deleted === null ? '' : `${shortDateOf(film.deleted.at, say.language)} ${timeOf(film.deleted.at, say.language)}`;
    case 'filming':
    case 'closing':
    case 'empty':
    case 'elsewhere':
    case 'hidden':
    case 'damaged':
      return '';
  }
}

/** The fact beside the state on the page of a family: when it goes, where nothing presses more. */
export function keptOf(film: FilmView, now: number, reached: boolean, say: Say): string {
  const isKept = film.status === 'server' || film.status === 'supervisor' || film.status === 'elsewhere';
  const day = shortDateOf(film.due_at, say.language);
  return isKept ? say('films-kept-until', { day }) : besideOf(film, now, reached, say);
}

/** "14:05" today, "22 Nov" on another day. */
export function whenOf(at: number, now: number, say: Say): string {
  return isSameDay(at, now) ? timeOf(at, say.language) : shortDateOf(at, say.language);
}

function seenOf({ seen }: FilmView, say: Say): string {
  const last = seen.reduce((newest, one) => Math.max(newest, one.at), 0);
  if (seen.length === 0) return say('films-not-seen');
  const names = listed(seen.map(({ name }) => name ?? say('films-somebody')));
  return say('films-seen-by', { names, day: shortDateOf(last, say.language) });
}

function leftOf(left_ms: number | null, say: Say): string {
  if (left_ms === null) return '';
  return left_ms < MINUTE_MS ? say('films-seconds-left') : say('films-minutes-left', { n: Math.ceil(left_ms / MINUTE_MS) });
}

/** Megabytes in whole numbers, and in tenths below ten. */
function megabytes(bytes: number): string {
  const all = bytes / 1_000_000;
  return all < 10 ? all.toFixed(1) : String(Math.round(all));
}

// The one spelling of an event's JSON, and where an event may stand.
//
// * An event has one spelling: no spaces, fields in the order of its kind, integers as digits.  What does not encode
//   to the very bytes it came from is refused, so that two readers never see two events in the same bytes.
// * An unknown field in a known kind is refused; an unknown kind is kept, passed on and not applied.
import { same, type Bytes } from './bytes';
import { refuse } from './errors';
import { Mismatch, encodeJson, isWellFormed, parseJson, text } from './json';
import { PLACES, READERS, type Event } from './wire.gen';

export * from './wire.gen';

export const DEPTH_TOP = 64;
export const KIND_TOP = 64;

/** An event of a kind that this version does not know: kept and passed on as it came, not applied. */
export interface UnknownEvent {
  readonly kind: null;
  readonly named: string;
  readonly raw: Bytes;
}

/** The one spelling of `event` (UTF-8); throws `event-json` where a value breaks its shape. */
export function encodeEvent(event: Event): Bytes {
  return guarded(() => encodeJson(readKnown(event.kind, event)));
}

/** The event in `raw`; throws `event-json`. */
export function decodeEvent(raw: Bytes): Event | UnknownEvent {
  return guarded(() => {
    const value = parseJson(raw);
    const kind = kindIn(value);
    if (!isKind(kind)) return unknown(kind, value, raw);
    const event = readKnown(kind, value);
    if (!same(encodeJson(event), raw)) throw new Mismatch();
    return event;
  });
}

/** Throws `event-group` where a kind does not belong to the group or the case that it was found in. */
export function checkPlace(event: Event, inCaseGroup: boolean, inServiceCase: boolean): void {
  const { group, service } = PLACES[event.kind];
  const fitsGroup = group === 'either' || (group === 'case') === inCaseGroup;
  if (!fitsGroup || (service && !inServiceCase)) throw refuse('event-group');
}

function guarded<T>(act: () => T): T {
  try {
    return act();
  } catch (fault) {
    if (fault instanceof Mismatch) throw refuse('event-json');
    throw fault;
  }
}

function isKind(kind: string): kind is Event['kind'] {
  return Object.hasOwn(READERS, kind);
}

function readKnown(kind: Event['kind'], value: unknown): Event {
  return READERS[kind](value);
}

function kindIn(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('kind' in value)) throw new Mismatch();
  if (typeof value.kind !== 'string') throw new Mismatch();
  return value.kind;
}

function unknown(kind: string, value: unknown, raw: Bytes): UnknownEvent {
  const named = text(kind, { least: 1, top: KIND_TOP, pattern: null });
  if (!isSound(value)) throw new Mismatch();
  return { kind: null, named, raw };
}

/** Whether lists and objects lie in each other at most DEPTH_TOP deep, and both languages can hold what is in them. */
function isSound(value: unknown): boolean {
  let level = [value].filter(isObject);
  for (let within = 0; within < DEPTH_TOP; within++) {
    const items = level.flatMap(inside);
    if (!items.every(isHeld)) return false;
    level = items.filter(isObject);
    if (level.length === 0) return true;
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isHeld(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'string' || isWellFormed(value);
}

function inside(value: object): unknown[] {
  const values: unknown[] = Object.values(value);
  return Array.isArray(value) ? values : [...values, ...Object.keys(value)];
}

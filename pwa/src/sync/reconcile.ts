// What to do at contact with the server: plan(local, remote) decides, a driver carries out and plans again.
//
// The order at contact: chain → own tombstones → holds → outbox → commands → pull.
//
// * I1 acknowledged means durable: only an answer of the server puts a part into `acked`; nothing is assumed.
// * I2 the last copy here goes only after payload, manifest, sealed header and share of the film are all acknowledged.
// * I3 what came and what went are asked for until both sides agree: an empty plan means there is nothing to do.
// * I4 a case's events are posted in their order, after the case itself; nothing of a ledger is ever dropped here.
// * I5 a group with a tombstone is shredded before anything else is sent, then its tombstone is posted back: that says
//   that nothing of it is left here.
// * I6 the plan holds ids, counts and times, never a key or a name.
// * I7 a revoked device pulls nothing; it sends what was signed before, then wipes itself.
// * I8 every action can be repeated: the same bytes again are no fault, so a lost answer costs one more try.
// * I9 what cannot be sent stays in the plan; the driver shows why.
//
// A film goes manifest (with the creation of its upload) → sealed header → share → payload → film-sent, so that a
// film that arrives can be opened.  Two lanes run side by side: clips, oldest promise first, and everything else.
// A driver does the actions of a lane in turn; where one fails it leaves out the later ones of the same subject.
// It plans again when both lanes are through, until the plan is empty.

const DAY_MS = 24 * 60 * 60 * 1000;
export const WIPE_AFTER_MS = 7 * DAY_MS;
/** Leases run 30 days and are renewed at contact, at most once a day. */
export const RENEW_BELOW_MS = 29 * DAY_MS;

/** An id as 32 hex digits, for a plan compares ids and opens nothing. */
export type HexId = string;

/** What a film consists of, in the order in which it is sent and fetched. */
export const PARTS = ['manifest', 'header', 'share', 'payload'] as const;
export type Part = (typeof PARTS)[number];

/** What a case consists of beside its events, in the order in which it is posted. */
export type Work = 'roll' | 'recovery' | 'envelopes' | 'share';

const SENDS = {
  manifest: 'create-upload',
  header: 'put-header',
  share: 'post-share',
  payload: 'send-payload',
} as const;
const FETCHES = {
  manifest: 'fetch-manifest',
  header: 'fetch-header',
  share: 'fetch-share',
  payload: 'fetch-payload',
} as const;
const POSTS = {
  roll: 'post-roll',
  recovery: 'post-recovery',
  envelopes: 'post-envelopes',
  share: 'post-case-share',
} as const;

/** What is done without a subject, and to a group, a case, a film or a command. */
export type Do =
  | 'fetch-chain'
  | 'post-certificates'
  | 'fetch-holds'
  | 'ask-cases'
  | 'wipe'
  | 'shred'
  | 'confirm'
  | 'renew-lease'
  | (typeof POSTS)[Work]
  | 'post-events'
  | 'pull-events'
  | (typeof SENDS)[Part]
  | (typeof FETCHES)[Part]
  | 'tell-sent'
  | 'drop-copy'
  | 'post-command';

export type Lane = 'clips' | 'records';

const CLIP_ACTIONS: readonly Do[] = ['create-upload', 'put-header', 'post-share', 'send-payload', 'fetch-payload'];

/** One thing to do; `subject` is the id that `do` is about, empty where there is none. */
export interface Action {
  readonly do: Do;
  readonly subject: HexId;
}

/** Where an action runs. */
export function laneOf(action: Action): Lane {
  return CLIP_ACTIONS.includes(action.do) ? 'clips' : 'records';
}

/** A finished film made here: what is acknowledged, whether its `film-sent` exists, whether a copy is here. */
export interface Film {
  readonly film: HexId;
  readonly group: HexId;
  readonly case: HexId;
  readonly due_at: number;
  readonly acked: ReadonlySet<Part>;
  readonly told: boolean;
  readonly copy: boolean;
}

/** A film of somebody else that this device is to have: what of it is here, and what of it is wanted. */
export interface Wanted {
  readonly film: HexId;
  readonly group: HexId;
  readonly due_at: number;
  readonly here: ReadonlySet<Part>;
  readonly wanted: ReadonlySet<Part>;
}

/** A group with a tombstone: whether everything of it here is shredded, and whether that was told. */
export interface Grave {
  readonly group: HexId;
  readonly shredded: boolean;
  readonly confirmed: boolean;
}

/** A case on this device: what waits to be posted, in order; frames that wait; the number it has pulled up to. */
export interface CaseState {
  readonly case: HexId;
  readonly work: readonly Work[];
  readonly frames: number;
  readonly n: number;
}

/** A share that this device holds for a time (ms). */
export interface Lease {
  readonly group: HexId;
  readonly until: number;
}

/** This device: ids, counts and times, gathered by the driver from its store. */
export interface Local {
  readonly cases: readonly CaseState[];
  readonly films: readonly Film[];
  readonly wanted: readonly Wanted[];
  readonly graves: readonly Grave[];
  readonly leases: readonly Lease[];
  readonly commands: readonly HexId[];
  readonly certificates: number;
  /** Whether a member's keys are at hand; the courier sends without them, but signs no new event. */
  readonly unlocked: boolean;
  readonly short_of_room: boolean;
  readonly revoked_at: number | null;
}

/** What this contact has told so far; a new contact starts with nothing but the time (ms). */
export interface Remote {
  readonly now_ms: number;
  readonly chain: boolean;
  readonly holds: boolean;
  /** The newest number of each case that is this device's to see; null: not asked yet. */
  readonly cases: readonly (readonly [HexId, number])[] | null;
}

/** A device with nothing to send and nothing to fetch. */
export const IDLE: Local = {
  cases: [],
  films: [],
  wanted: [],
  graves: [],
  leases: [],
  commands: [],
  certificates: 0,
  unlocked: true,
  short_of_room: false,
  revoked_at: null,
};

/** Whether the server has acknowledged everything that opening needs. */
export function isSafe(film: Film): boolean {
  return PARTS.every((part) => film.acked.has(part));
}

/** Everything to do now, in order; empty when both sides agree. */
export function plan(local: Local, remote: Remote): readonly Action[] {
  const actions = [
    ...chain(local, remote),
    ...graves(local),
    // A revoked device is told of no holds, and what it has leaves it all the same.
    ...(remote.holds || local.revoked_at !== null ? [] : [act('fetch-holds')]),
    ...cases(local),
    ...films(local),
    ...local.commands.map((command) => act('post-command', command)),
  ];
  if (local.revoked_at === null) return [...actions, ...pull(local, remote), ...room(local, remote)];
  const over = actions.length === 0 || remote.now_ms >= local.revoked_at + WIPE_AFTER_MS;
  return over ? [...actions, act('wipe')] : actions;
}

/**
 * `local` once the server was restored from a backup: what it had acknowledged is sent again where it is here.
 * The same bytes again are no fault, so what the backup still held costs nothing but the asking.
 */
export function afterRestart(local: Local): Local {
  return { ...local, films: local.films.map((film) => (film.copy ? { ...film, acked: new Set<Part>() } : film)) };
}

function act(what: Do, subject: HexId = ''): Action {
  return { do: what, subject };
}

function chain(local: Local, remote: Remote): readonly Action[] {
  const post = local.certificates > 0 && maySign(local);
  return [...(remote.chain ? [] : [act('fetch-chain')]), ...(post ? [act('post-certificates')] : [])];
}

function graves(local: Local): readonly Action[] {
  return local.graves.flatMap((grave) => [
    ...(grave.shredded ? [] : [act('shred', grave.group)]),
    ...(grave.confirmed ? [] : [act('confirm', grave.group)]),
  ]);
}

function cases(local: Local): readonly Action[] {
  return local.cases.flatMap((one) => [
    ...one.work.map((work) => act(POSTS[work], one.case)),
    ...(one.frames > 0 ? [act('post-events', one.case)] : []),
  ]);
}

function films(local: Local): readonly Action[] {
  const buried = new Set(local.graves.map((grave) => grave.group));
  const unopened = new Set(local.cases.filter((one) => one.work.includes('roll')).map((one) => one.case));
  const alive = [...local.films].sort(byPromise).filter((film) => !buried.has(film.group));
  return alive.flatMap((film) => {
    // Before its roll the server knows no case, and would know no film of it.
    const sending = film.copy && !unopened.has(film.case) ? PARTS.filter((part) => !film.acked.has(part)) : [];
    const telling = isSafe(film) && !film.told && maySign(local);
    return [...sending.map((part) => act(SENDS[part], film.film)), ...(telling ? [act('tell-sent', film.film)] : [])];
  });
}

/** What a revoked device signs now would only be late. */
function maySign(local: Local): boolean {
  return local.unlocked && local.revoked_at === null;
}

function pull(local: Local, remote: Remote): readonly Action[] {
  const buried = new Set(local.graves.map((grave) => grave.group));
  const short = local.leases.filter(
    (lease) => !buried.has(lease.group) && lease.until - remote.now_ms < RENEW_BELOW_MS,
  );
  const wanted = [...local.wanted].sort(byPromise).filter((one) => !buried.has(one.group));
  return [
    ...(remote.cases === null ? [act('ask-cases')] : []),
    ...moved(local, remote).map((id) => act('pull-events', id)),
    ...short.map((lease) => act('renew-lease', lease.group)),
    ...wanted.flatMap((one) => {
      const missing = PARTS.filter((part) => one.wanted.has(part) && !one.here.has(part));
      return missing.map((part) => act(FETCHES[part], one.film));
    }),
  ];
}

/** The cases that have more events than are here. */
function moved(local: Local, remote: Remote): readonly HexId[] {
  const here = new Map(local.cases.map((one) => [one.case, one.n]));
  return (remote.cases ?? []).filter(([id, n]) => n > (here.get(id) ?? 0)).map(([id]) => id);
}

/**
 * One copy at a time, the oldest promise first, until there is room again.  Only once this contact has asked for the
 * cases and pulled them: a server that was restored is noticed by then, and what it had acknowledged before counts no
 * more.
 */
function room(local: Local, remote: Remote): readonly Action[] {
  if (remote.cases === null || moved(local, remote).length > 0) return [];
  const safe = local.films.filter((film) => film.copy && film.told && isSafe(film)).sort(byPromise);
  return local.short_of_room ? safe.slice(0, 1).map((film) => act('drop-copy', film.film)) : [];
}

function byPromise(
  left: { readonly due_at: number; readonly film: HexId },
  right: { readonly due_at: number; readonly film: HexId },
): number {
  if (left.due_at !== right.due_at) return left.due_at - right.due_at;
  return left.film < right.film ? -1 : Number(left.film > right.film);
}

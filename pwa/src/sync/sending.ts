// Sending a film by tus: what the client does next, whatever the server or the network did.
//
// * What happened to a request without an answer is not known, so the server is asked (HEAD) before anything is sent.
// * A server that has lost an upload gets a new creation; a film whose bytes do not match gets one, then a person is
//   told.
// * Every answer leads on, to a later try, or to an error that is shown: nothing ends in silence.
// * A part is as large as takes about 7.5 s, between 1 and 16 MiB, so that a cut costs little.
//
// nextStep is the whole machine: it takes the step that was tried and its answer, and gives the next one.

export const MIB = 1024 * 1024;
export const SMALLEST = MIB;
export const LARGEST = 16 * MIB;
export const FIRST = 4 * MIB;
export const AIM_MS = 7_500;
export const FIRST_WAIT_MS = 1_000;
export const LONGEST_WAIT_MS = 60_000;
export const FULL_WAIT_MS = 5 * 60_000;
export const FRESH_SIGNATURES = 3;
export const CREATIONS = 3;
export const WRONG_DIGESTS = 2;

/**
 * One request: POST with the manifest, HEAD (how far is the server?), or PATCH with `length` bytes from `offset`.
 */
export type Try =
  | { readonly is: 'create' }
  | { readonly is: 'ask' }
  | { readonly is: 'send'; readonly offset: number; readonly length: number };

/**
 * What to do now: a request; the same after `ms`, sooner where the network comes back, with a `code` where a person
 * should know why; nothing, for the server has every byte; or show the message of `code`, for trying again changes
 * nothing and the film stays on the tablet.
 */
export type Step =
  | Try
  | { readonly is: 'wait'; readonly ms: number; readonly then: Try; readonly code: string | null }
  | { readonly is: 'finished' }
  | { readonly is: 'give-up'; readonly code: string };

/** What the client keeps of an upload, over restarts too; `url` is null before creation. */
export interface Progress {
  readonly length: number;
  readonly url: string | null;
  readonly offset: number;
  readonly size: number;
  readonly failures: number;
  readonly unsigned: number;
  readonly creations: number;
  readonly wrongDigests: number;
}

/**
 * What came back; `status` is null where nothing did, `code` where there was no problem+json.  `offset` and `url` are
 * the headers Upload-Offset and Location, `tookMs` the time from the first byte sent to the answer.
 */
export interface Answer {
  readonly status: number | null;
  readonly code: string | null;
  readonly offset: number | null;
  readonly url: string | null;
  readonly tookMs: number | null;
}

type Next = readonly [Progress, Step];

/** An upload of `length` bytes of which nothing has been sent. */
export function newProgress(length: number): Progress {
  return { length, url: null, offset: 0, size: FIRST, failures: 0, unsigned: 0, creations: 0, wrongDigests: 0 };
}

/** Where to go on after a start: the server is asked before it is believed to have or lack anything. */
export function firstStep(progress: Progress): Try {
  return progress.url === null ? { is: 'create' } : { is: 'ask' };
}

/** The progress after `answer` to `tried`, and what to do now. */
export function nextStep(progress: Progress, tried: Try, answer: Answer): Next {
  const { status, code } = answer;
  if (status === null) return later(smaller(progress, tried));
  if (status === 200 || status === 201 || status === 204) return well(progress, tried, answer);
  if (status === 401) return signAgain(progress, tried, code);
  if (status === 404 || status === 410) return lost(progress, tried, code);
  if (status === 409 && code === 'upload-offset') return [progress, { is: 'ask' }];
  if (status === 409 && code === 'upload-digest') return wrongDigest(progress);
  if (status === 403 && code === 'upload-quota') return full(progress, code);
  if (status === 507) return full(progress, 'upload-server-full');
  if (status === 408 || status === 425 || status === 429 || status >= 500) return later(progress);
  return [progress, giveUp(code)];
}

/** The size of the next part after one of `size` bytes took `tookMs`; `whole` is false after a cut. */
export function nextSize(size: number, tookMs: number, whole: boolean): number {
  const fitting = whole ? Math.floor((size * AIM_MS) / Math.max(tookMs, 1)) : 0;
  // Never more than double or less than half at once: one odd part says little of the line.
  const bounded = Math.min(Math.max(fitting, Math.floor(size / 2)), size * 2);
  return Math.min(Math.max(Math.floor(bounded / MIB) * MIB, SMALLEST), LARGEST);
}

function well(progress: Progress, tried: Try, answer: Answer): Next {
  if (tried.is === 'create') {
    if (answer.url === null) return [progress, giveUp(null)];
    const created = { ...progress, url: answer.url, failures: 0, unsigned: 0 };
    // 200 says that the upload was there already, and says nothing of how far it is.
    return answer.status === 201 ? [{ ...created, offset: 0 }, part(created, 0)] : [created, { is: 'ask' }];
  }
  const { offset, tookMs } = answer;
  if (offset === null || offset < 0 || offset > progress.length) return [progress, giveUp(null)];
  // An upload that moves is well: earlier trouble is forgotten.
  const creations = offset > progress.offset ? 0 : progress.creations;
  const told = tried.is === 'send' && tried.length === progress.size && tookMs !== null;
  const size = told ? nextSize(progress.size, tookMs, true) : progress.size;
  const moved = { ...progress, offset, size, failures: 0, unsigned: 0, creations };
  return [moved, part(moved, offset)];
}

function part(progress: Progress, offset: number): Step {
  const left = progress.length - offset;
  return left === 0 ? { is: 'finished' } : { is: 'send', offset, length: Math.min(progress.size, left) };
}

function smaller(progress: Progress, tried: Try): Progress {
  return tried.is === 'send' ? { ...progress, size: nextSize(progress.size, 0, false) } : progress;
}

function later(progress: Progress): Next {
  const ms = Math.min(FIRST_WAIT_MS * 2 ** Math.min(progress.failures, 10), LONGEST_WAIT_MS);
  const failed = { ...progress, failures: progress.failures + 1 };
  return [failed, { is: 'wait', ms, then: firstStep(failed), code: null }];
}

function full(progress: Progress, code: string): Next {
  return [progress, { is: 'wait', ms: FULL_WAIT_MS, then: firstStep(progress), code }];
}

function signAgain(progress: Progress, tried: Try, code: string | null): Next {
  if (progress.unsigned + 1 >= FRESH_SIGNATURES) return [progress, giveUp(code)];
  return [{ ...progress, unsigned: progress.unsigned + 1 }, tried];
}

function lost(progress: Progress, tried: Try, code: string | null): Next {
  if (tried.is === 'create' || progress.creations + 1 >= CREATIONS) return [progress, giveUp(code)];
  return [{ ...progress, url: null, offset: 0, creations: progress.creations + 1 }, { is: 'create' }];
}

function wrongDigest(progress: Progress): Next {
  if (progress.wrongDigests + 1 >= WRONG_DIGESTS) return [progress, giveUp('upload-digest')];
  return [{ ...progress, url: null, offset: 0, wrongDigests: progress.wrongDigests + 1 }, { is: 'create' }];
}

function giveUp(code: string | null): Step {
  return { is: 'give-up', code: code ?? 'server-answer' };
}

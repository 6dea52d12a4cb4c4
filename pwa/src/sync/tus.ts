// tus 1.0 with creation, termination and expiration: what both sides share.  What the client does next is
// sending.ts; what the server decides is amanat_sync/tus.py.  https://tus.io/protocols/resumable-upload
import type { Bytes } from './bytes';
import { base64url } from './ids';
import type { Answer } from './sending';

export const VERSION = '1.0.0';
export const OFFSET_TYPE = 'application/offset+octet-stream';
export const MANIFEST_LENGTH = 360;

const NUMBER = /^(?:0|[1-9][0-9]{0,14})$/;

/** How far an upload is. */
export type State = 'created' | 'receiving' | 'complete' | 'expired' | 'terminated' | 'digest-failed';

/** What moves an upload on. */
export type Happening = 'bytes' | 'whole' | 'digest-wrong' | 'expiry' | 'termination';

const OPEN: Readonly<Record<Happening, State>> = {
  bytes: 'receiving',
  whole: 'complete',
  'digest-wrong': 'digest-failed',
  expiry: 'expired',
  termination: 'terminated',
};

/** A state, what happens, the state after; what does not stand here leaves the state as it was. */
export const TRANSITIONS: Readonly<Record<State, Readonly<Partial<Record<Happening, State>>>>> = {
  created: OPEN,
  receiving: OPEN,
  complete: {},
  expired: { termination: 'terminated' },
  terminated: {},
  'digest-failed': {},
};

/** The state after `happening`. */
export function step(state: State, happening: Happening): State {
  return TRANSITIONS[state][happening] ?? state;
}

/** The Upload-Metadata that carries `manifest` (360 B). */
export function metadata(manifest: Bytes): string {
  if (manifest.length !== MANIFEST_LENGTH) throw new RangeError('a manifest has 360 bytes');
  // 360 is a multiple of 3, so base64 has no padding here.
  return `manifest ${base64url(manifest).replaceAll('-', '+').replaceAll('_', '/')}`;
}

/** The headers of a creation, but its signature. */
export function createHeaders(manifest: Bytes, length: number): Readonly<Record<string, string>> {
  return { 'tus-resumable': VERSION, 'upload-length': String(length), 'upload-metadata': metadata(manifest) };
}

/** The headers of a HEAD or DELETE, but its signature. */
export function askHeaders(): Readonly<Record<string, string>> {
  return { 'tus-resumable': VERSION };
}

/** The headers of a PATCH; upload-offset comes with its signature, content-length from the transport. */
export function sendHeaders(): Readonly<Record<string, string>> {
  return { 'tus-resumable': VERSION, 'content-type': OFFSET_TYPE };
}

/** What came back, as nextStep takes it; `header` gives a header by its name in lower case. */
export function answerOf(
  status: number,
  header: (name: string) => string | null,
  code: string | null,
  tookMs: number,
): Answer {
  const offset = header('upload-offset');
  return {
    status,
    code,
    offset: offset !== null && NUMBER.test(offset) ? Number(offset) : null,
    url: header('location'),
    tookMs,
  };
}

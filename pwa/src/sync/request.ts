// Signed requests: RFC 9421 in the one profile of docs/spec/request.md.
//
// The check refuses in this order: request-target (404), request-profile, request-key, request-created,
// request-restart, request-nonce, request-signature, request-digest.  The @authority comes from the settings,
// never from a Host header.
import { ascii, same, type Bytes } from './bytes';
import { refuse, type AmanatError } from './errors';
import { base64url, hex, parseBase64url } from './ids';
import { ed25519Verify } from './keys';
import type { Primitives } from './primitives';

export const TAG = 'amanat-1';
export const SKEW_S = 300;
export const NONCE_LENGTH = 16;
export const NONCES_KEPT_MS = 10 * 60 * 1000;
export const RESTART_SLACK_S = 5;

export const BARE = '("@method" "@authority" "@path" "@query")';
export const WITH_BODY = '("@method" "@authority" "@path" "@query" "content-digest")';
export const UPLOAD = '("@method" "@authority" "@path" "@query" "upload-offset" "content-length")';

const BODILESS: readonly string[] = ['GET', 'HEAD', 'DELETE', 'OPTIONS'];
const METHODS: readonly string[] = [...BODILESS, 'POST', 'PUT', 'PATCH'];
const READ: readonly string[] = [
  'signature-input',
  'signature',
  'content-digest',
  'content-length',
  'upload-offset',
  'transfer-encoding',
];
const TARGET = /^(?<path>(?:\/[a-z0-9-]+)+)(?<query>\?[A-Za-z0-9=&._-]*)?$/;
const NUMBER = /^(?:0|[1-9][0-9]{0,14})$/;
const INPUT = new RegExp(
  '^a=(?<params>(?<list>\\([^()]*\\));created=(?<created>0|[1-9][0-9]{0,14})' +
    ';nonce="(?<nonce>[A-Za-z0-9_-]{22})";keyid="(?<keyid>[0-9a-f]{32})";tag="amanat-1")$',
);
const SIGNATURE = /^a=:(?<raw>[A-Za-z0-9+/]{86}==):$/;
const DIGEST = /^sha-256=:(?<raw>[A-Za-z0-9+/]{43}=):$/;
const ORIGIN = /^(?<scheme>https?):\/\/(?<host>[^/:@?#]+|\[[0-9A-Fa-f:.]+\])(?::(?<port>[0-9]{1,5}))?\/?$/;
const DEFAULT_PORT: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** Where the bytes of a PATCH belong, and how many they are. */
export interface Patch {
  readonly offset: number;
  readonly length: number;
}

/** What a request says of itself; nothing in it is true before checkRequest has returned. */
export interface Claim {
  readonly keyid: string;
  readonly created: number;
  readonly nonce: Bytes;
  readonly base: Bytes;
  readonly signature: Bytes;
  readonly digest: Bytes | null;
  readonly bodyLength: number;
}

/** Who signs a request, and what is fresh in it: `created` in seconds, `nonce` 16 random bytes for each attempt. */
export interface Signing {
  readonly keyid: string;
  readonly seed: Bytes;
  readonly created: number;
  readonly nonce: Bytes;
}

/** What a request carries: nothing, a body, or a part of an upload. */
export interface Content {
  readonly body?: Bytes;
  readonly patch?: Patch;
}

export type Headers = Readonly<Record<string, string>>;
export type HeaderPairs = Iterable<readonly [string, string]>;

/** The nonces of the last 10 minutes, at most `capacity` of them. */
export class NonceWindow {
  readonly #capacity: number;
  readonly #until = new Map<string, number>();

  constructor(capacity = 250_000) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#until.size;
  }

  /** Whether this key has used this nonce within the last 10 minutes. */
  seen(keyid: string, nonce: Bytes, nowMs: number): boolean {
    return (this.#until.get(keyid + hex(nonce)) ?? -1) >= nowMs;
  }

  /** Remembers a nonce; throws `request-rate` rather than forget one that could be used again. */
  add(keyid: string, nonce: Bytes, nowMs: number): void {
    // Kept in the order of arrival, so the oldest come first; a clock set back only keeps some longer.
    for (const [oldest, until] of this.#until) {
      if (until >= nowMs) break;
      this.#until.delete(oldest);
    }
    if (this.#until.size >= this.#capacity) throw refuse('request-rate');
    this.#until.set(keyid + hex(nonce), nowMs + NONCES_KEPT_MS);
  }
}

/** The name of a key in requests: the first 16 bytes of its SHA-256 in hex. */
export async function keyidOf(publicKey: Bytes, primitives: Primitives): Promise<string> {
  return hex((await primitives.sha256(publicKey)).subarray(0, 16));
}

/** The @authority of `http(s)://host[:port]`: lower case, no default port; throws RangeError for another shape. */
export function authorityOf(origin: string): string {
  const { scheme, host, port } = ORIGIN.exec(origin)?.groups ?? {};
  if (scheme === undefined || host === undefined) throw new RangeError('an origin is http(s)://host[:port]');
  const named = host.toLowerCase();
  return port === undefined || port === DEFAULT_PORT[scheme] ? named : `${named}:${port}`;
}

/**
 * The headers that sign a request.  `target` is path and query exactly as sent.  With a body comes its
 * content-digest, with a patch its upload-offset; content-length is the transport's to send.
 */
export async function signRequest(
  method: string,
  authority: string,
  target: string,
  { keyid, seed, created, nonce }: Signing,
  { body, patch }: Content,
  primitives: Primitives,
): Promise<Headers> {
  const lines = linesOf(method, authority, target);
  let headers: Headers = {};
  let covered = BARE;
  if (patch !== undefined) {
    covered = UPLOAD;
    headers = { 'upload-offset': String(patch.offset) };
    lines.push(...uploadLines(patch));
  } else if (body !== undefined && body.length > 0) {
    covered = WITH_BODY;
    const digest = `sha-256=:${base64(await primitives.sha256(body))}:`;
    headers = { 'content-digest': digest };
    lines.push(`"content-digest": ${digest}`);
  }
  const fresh = `;created=${String(created)};nonce="${base64url(nonce)}"`;
  const params = `${covered}${fresh};keyid="${keyid}";tag="${TAG}"`;
  const signature = await primitives.ed25519Sign(seed, baseOf(lines, params));
  return { ...headers, 'signature-input': `a=${params}`, signature: `a=:${base64(signature)}:` };
}

/** What a request claims; header names are in lower case; throws `request-target`, `request-profile`. */
export function parseRequest(method: string, target: string, headers: HeaderPairs, authority: string): Claim {
  const lines = linesOf(method, authority, target);
  const once = onceOf(headers);
  const input = INPUT.exec(once.get('signature-input') ?? '')?.groups;
  const signature = SIGNATURE.exec(once.get('signature') ?? '')?.groups?.['raw'];
  if (input === undefined || signature === undefined) throw profile();
  if (!METHODS.includes(method) || once.has('transfer-encoding')) throw profile();
  const length = numberOf(once.get('content-length') ?? '0');
  let covered = BARE;
  let digest: Bytes | null = null;
  if (method === 'PATCH') {
    covered = UPLOAD;
    // Both must stand there to be signed, so an absent one breaks the profile.
    const offset = numberOf(once.get('upload-offset') ?? '');
    lines.push(...uploadLines({ offset, length: numberOf(once.get('content-length') ?? '') }));
  } else if (length > 0) {
    covered = WITH_BODY;
    const told = once.get('content-digest') ?? '';
    digest = bytesOf(DIGEST.exec(told)?.groups?.['raw']);
    lines.push(`"content-digest": ${told}`);
  }
  if (input['list'] !== covered || (length > 0 && BODILESS.includes(method))) throw profile();
  return {
    keyid: input['keyid'] ?? '',
    created: Number(input['created']),
    nonce: nonceOf(input['nonce'] ?? ''),
    base: baseOf(lines, input['params'] ?? ''),
    signature: bytesOf(signature),
    digest,
    bodyLength: length,
  };
}

/** Throws the first refusal of the list above that applies; remembers the nonce where none does. */
export async function checkRequest(
  claim: Claim,
  publicKey: Bytes | null,
  nowMs: number,
  startedMs: number,
  nonces: NonceWindow,
  primitives: Primitives,
): Promise<void> {
  if (publicKey === null || (await keyidOf(publicKey, primitives)) !== claim.keyid) throw refuse('request-key');
  if (Math.abs(claim.created * 1000 - nowMs) > SKEW_S * 1000) throw refuse('request-created');
  if (claim.created * 1000 < startedMs - RESTART_SLACK_S * 1000) throw refuse('request-restart');
  if (nonces.seen(claim.keyid, claim.nonce, nowMs)) throw refuse('request-nonce');
  if (!(await ed25519Verify(publicKey, claim.base, claim.signature, primitives))) throw refuse('request-signature');
  nonces.add(claim.keyid, claim.nonce, nowMs);
}

/** Throws `request-digest` unless the body's SHA-256 is the signed one; a request without a body has none. */
export function checkDigest(claim: Claim, bodyDigest: Bytes): void {
  if (claim.digest !== null && !same(claim.digest, bodyDigest)) throw refuse('request-digest');
}

function onceOf(headers: HeaderPairs): ReadonlyMap<string, string> {
  const once = new Map<string, string>();
  for (const [name, value] of headers) {
    if (!READ.includes(name)) continue;
    if (once.has(name)) throw profile();
    once.set(name, value);
  }
  return once;
}

function linesOf(method: string, authority: string, target: string): string[] {
  const match = TARGET.exec(target)?.groups;
  if (match === undefined) throw refuse('request-target');
  // RFC 9421, 2.2.7: "If the query string is absent from the request message, the component value is the
  // leading ? character alone."
  return [
    `"@method": ${method}`,
    `"@authority": ${authority}`,
    `"@path": ${match['path'] ?? ''}`,
    `"@query": ${match['query'] ?? '?'}`,
  ];
}

function uploadLines(patch: Patch): string[] {
  return [`"upload-offset": ${String(patch.offset)}`, `"content-length": ${String(patch.length)}`];
}

function baseOf(lines: readonly string[], params: string): Bytes {
  return ascii([...lines, `"@signature-params": ${params}`].join('\n'));
}

function profile(): AmanatError {
  return refuse('request-profile');
}

function numberOf(text: string): number {
  if (!NUMBER.test(text)) throw profile();
  return Number(text);
}

function nonceOf(text: string): Bytes {
  try {
    return parseBase64url(text, NONCE_LENGTH);
  } catch {
    throw profile();
  }
}

/** Base64 with padding (RFC 4648 section 4), as structured fields write bytes. */
function base64(raw: Uint8Array): string {
  const text = base64url(raw).replaceAll('-', '+').replaceAll('_', '/');
  return text + '='.repeat(-text.length & 3);
}

function bytesOf(text: string | undefined): Bytes {
  if (text === undefined) throw profile();
  try {
    return parseBase64url(text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'));
  } catch {
    throw profile();
  }
}

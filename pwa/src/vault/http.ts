// The only way to the server: one signed request, one answer.  What is asked, and in which order, is decided elsewhere.
import { concat, type Bytes } from '../sync/bytes';
import { AmanatError, isCode, refuse, type Code } from '../sync/errors';
import { decodeJson } from '../sync/json';
import type { Primitives } from '../sync/primitives';
import { keyidOf, signRequest, type Patch } from '../sync/request';
import { readProblem } from '../sync/wire.gen';
import type { TabletClock } from './clock';
import type { Entropy } from './entropy';

/** Whoever signs a request. */
export interface Signer {
  readonly keyid: string;
  /** The Ed25519 seed for this request; throws where the signer may not make it. */
  seedFor(method: string, path: string): Bytes;
}

/** What a request carries besides its target. */
export interface Cargo {
  readonly body?: Bytes;
  /** Bytes of an upload and their place in it; they are not part of the signature. */
  readonly part?: { readonly patch: Patch; readonly data: Blob };
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly body: Bytes;
  /** The code of problem+json; null for a success and for a refusal that is not one of ours. */
  readonly code: Code | null;
}

/** What a server works with. */
export interface ServerPorts {
  /** `https://host[:port]`. */
  readonly origin: string;
  readonly authority: string;
  readonly fetch: typeof fetch;
  readonly clock: TabletClock;
  readonly entropy: Entropy;
  readonly primitives: Primitives;
}

/** A server's clock that moved by more against ours, or was last heard longer ago, is news, ms. */
const NEWS_MS = 2_000;
const NEWS_AGAIN_MS = 60_000;
const ANSWER_MS = 30_000;
const PART_MS = 180_000;
/** Refusals that a fresh signature may mend, once the server's clock was heard. */
const SIGN_AGAIN: readonly (Code | null)[] = ['request-created', 'request-restart', 'request-nonce'];

/** A signer for the key of `seed`. */
export async function signerOf(seed: Bytes, primitives: Primitives): Promise<Signer> {
  const keyid = await keyidOf(await primitives.ed25519Public(seed), primitives);
  return { keyid, seedFor: () => seed };
}

/** The server of this service. */
export class Server {
  readonly #ports: ServerPorts;
  readonly #over: AbortSignal | null;
  #heard: { readonly offset: number; readonly at: number } | null = null;

  constructor(ports: ServerPorts, over: AbortSignal | null = null) {
    this.#ports = ports;
    this.#over = over;
  }

  /** The same server for somebody who may have to stop: once `over` is aborted no request of theirs is answered. */
  until(over: AbortSignal): Server {
    return new Server(this.#ports, over);
  }

  get origin(): string {
    return this.#ports.origin;
  }

  /** The answer to one request; rejects with `server-unreachable` where none came. */
  async send(method: string, target: string, signer: Signer | null, cargo: Cargo = {}): Promise<Answer> {
    const answer = await this.#once(method, target, signer, cargo);
    const again = signer !== null && answer.status === 401 && SIGN_AGAIN.includes(answer.code);
    return again ? this.#once(method, target, signer, cargo) : answer;
  }

  /** As `send`; rejects with the server's code, `server-answer` where it has none, for anything but a success. */
  async ask(method: string, target: string, signer: Signer | null, cargo: Cargo = {}): Promise<Answer> {
    const answer = await this.send(method, target, signer, cargo);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw refuse(answer.code ?? 'server-answer', `status ${answer.status}`);
  }

  /**
   * Opens an answer that goes on for as long as `ended` lets it; the bytes as they come.  Rejects with
   * `server-unreachable` where nobody answers, and with the server's code where it refuses.
   */
  async open(target: string, signer: Signer, ended: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const { fetch, origin } = this.#ports;
    const signature = await this.#sign('GET', target, signer, {});
    const patience = new AbortController();
    const timer = setTimeout(() => {
      patience.abort();
    }, ANSWER_MS);
    try {
      const signal = AbortSignal.any([ended, patience.signal]);
      const plain = { cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' } as const;
      const response = await fetch(origin + target, { ...plain, headers: signature, signal });
      const date = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(date)) await this.#hear(date);
      if (response.ok && response.body !== null) return response.body;
      const code = codeOf(response.status, new Uint8Array(await response.arrayBuffer()));
      throw refuse(code ?? 'server-answer', `status ${response.status}`);
    } catch (fault) {
      if (fault instanceof AmanatError) throw fault;
      throw refuse('server-unreachable', fault instanceof Error ? fault.name : '');
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * A range of bytes from `start` up to, not including, `end` of a target that has `length`, handed to `take` as they
   * come.  Rejects as `ask` does, and with `server-answer` where other bytes come than were asked for.
   */
  async fetchRange(
    target: string,
    signer: Signer,
    { start, end, length }: { readonly start: number; readonly end: number; readonly length: number },
    take: (bytes: Bytes) => void,
  ): Promise<void> {
    const cargo = { headers: { range: `bytes=${start}-${end - 1}` } };
    for (let tries = 1; ; tries++) {
      const response = await this.#fetched('GET', target, signer, cargo, PART_MS);
      if (response.status === 206) {
        if (response.headers.get('content-range') !== `bytes ${start}-${end - 1}/${length}`) throw refuse('server-answer');
        await unlessCut(() => pour(response, end - start, take));
        return;
      }
      const code = codeOf(response.status, await unlessCut(() => bytesOf(response)));
      if (response.status !== 401 || tries > 1 || !SIGN_AGAIN.includes(code)) {
        throw refuse(code ?? 'server-answer', `status ${response.status}`);
      }
    }
  }

  async #once(method: string, target: string, signer: Signer | null, cargo: Cargo): Promise<Answer> {
    const patience = cargo.part === undefined ? ANSWER_MS : PART_MS;
    const response = await this.#fetched(method, target, signer, cargo, patience);
    const raw = method === 'HEAD' ? new Uint8Array(0) : await unlessCut(() => bytesOf(response));
    const header = (name: string): string | null => response.headers.get(name);
    return { status: response.status, header, body: raw, code: codeOf(response.status, raw) };
  }

  /** The answer as soon as its headers are here. */
  async #fetched(
    method: string,
    target: string,
    signer: Signer | null,
    cargo: Cargo,
    patience: number,
  ): Promise<Response> {
    const { fetch, origin } = this.#ports;
    if (this.#over?.aborted === true) throw refuse('server-unreachable', 'it is not asked any more');
    const signature = signer === null ? {} : await this.#sign(method, target, signer, cargo);
    const body = cargo.part?.data ?? (cargo.body === undefined ? null : new Blob([cargo.body]));
    const response = await unlessCut(() =>
      fetch(origin + target, {
        method,
        headers: { ...cargo.headers, ...signature },
        body,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: this.#patience(patience),
      }),
    );
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) await this.#hear(date);
    return response;
  }

  #patience(ms: number): AbortSignal {
    const timeout = AbortSignal.timeout(ms);
    return this.#over === null ? timeout : AbortSignal.any([timeout, this.#over]);
  }

  /** Tells the clock; an answer that says nothing new is not worth a write to the disk. */
  async #hear(date: number): Promise<void> {
    const { clock } = this.#ports;
    const now = clock.clocks().device_ms;
    const known = this.#heard;
    const news = known === null || Math.abs(date - now - known.offset) > NEWS_MS || now - known.at > NEWS_AGAIN_MS;
    if (!news) return;
    this.#heard = { offset: date - now, at: now };
    await clock.heard(date);
  }

  #sign(method: string, target: string, signer: Signer, cargo: Cargo): Promise<Readonly<Record<string, string>>> {
    const { authority, clock, entropy, primitives } = this.#ports;
    const signing = {
      keyid: signer.keyid,
      seed: signer.seedFor(method, target.split('?')[0] ?? target),
      created: clock.created(),
      nonce: entropy.bytes(16),
    };
    const content = {
      ...(cargo.body === undefined ? {} : { body: cargo.body }),
      ...(cargo.part === undefined ? {} : { patch: cargo.part.patch }),
    };
    return signRequest(method, authority, target, signing, content, primitives);
  }
}

/** What `work` gives; `server-unreachable` where the connection was not there, or ended before the answer did. */
async function unlessCut<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof AmanatError) throw fault;
    // fetch rejects with TypeError where no answer came, and DOMException where the time was over.
    throw refuse('server-unreachable', fault instanceof Error ? fault.name : '');
  }
}

async function bytesOf(response: Response): Promise<Bytes> {
  return new Uint8Array(await response.arrayBuffer());
}

/** Hands the body on as it comes; it must have `size` bytes. */
async function pour(response: Response, size: number, take: (bytes: Bytes) => void): Promise<void> {
  let left = size;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    left -= next.value.length;
    if (left < 0) break;
    take(next.value);
  }
  if (left < 0) throw refuse('server-answer', 'more came than was asked for');
  if (left > 0) throw refuse('server-unreachable', 'the answer was cut');
}

function codeOf(status: number, raw: Bytes): Code | null {
  if (status < 400 || raw.length === 0) return null;
  try {
    const { code } = decodeJson(readProblem, raw, 'server-answer');
    return isCode(code) ? code : null;
  } catch (fault) {
    if (fault instanceof AmanatError) return null;
    throw fault;
  }
}

/** Records of one size out of an answer; throws `server-answer` where the last one is cut. */
export function equalRecords(raw: Bytes, size: number): Bytes[] {
  if (raw.length % size !== 0) throw refuse('server-answer');
  return Array.from({ length: raw.length / size }, (_, i) => raw.slice(i * size, (i + 1) * size));
}

/** Records as one body. */
export function joined(records: readonly Bytes[]): Bytes {
  return concat(...records);
}

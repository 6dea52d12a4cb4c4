// A film on its way to the server: manifest with the creation of its upload, sealed header, S, payload.
// sync/sending.ts decides what comes next; here it is carried out, and nothing counts as sent before the server has
// said so.
import { refuse, isCode, AmanatError, type Code } from '../sync/errors';
import { hexId, parseHexId } from '../sync/ids';
import { firstStep, newProgress, nextStep, type Answer as Told, type Progress, type Try } from '../sync/sending';
import { answerOf, askHeaders, createHeaders, sendHeaders } from '../sync/tus';
import type { Holdings } from './holdings';
import type { Server, Signer } from './http';
import type { Keyring } from './keyring';
import type { ClipRow } from './schema';
import type { Store } from './store';

/** A wait that is longer than this is left to the next contact, ms. */
const PATIENCE_MS = 4_000;
/** How long a refusal is left alone, ms: twice as long after each, up to the top. */
const AGAIN_MS = 60_000;
const AGAIN_TOP_MS = 30 * 60_000;
/** How much the newest part says of the line. */
const NEWEST = 0.4;

/** What sending works with. */
export interface UploaderPorts {
  readonly store: Store;
  readonly holdings: Holdings;
  readonly keyring: Keyring;
  readonly server: Server;
  /** The tablet's courier. */
  readonly signer: Signer;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly changed: () => void;
}

/** How far a film is at the server. */
export interface Sent {
  readonly bytes: number;
  readonly of: number;
  /** How long the rest takes at the pace of the last parts, ms; null before the first. */
  readonly left_ms: number | null;
}

/** A refusal, and when the film is tried again. */
interface Refused {
  readonly code: Code;
  readonly again_at: number;
  readonly times: number;
}

/** Sends the films of this tablet, whoever made them. */
export class Uploader {
  readonly #ports: UploaderPorts;
  readonly #sent = new Map<string, Sent>();
  readonly #refused = new Map<string, Refused>();
  /** When the server itself said how long to wait, ms. */
  #wait: number | null = null;
  /** Bytes a millisecond. */
  #pace: number | null = null;

  constructor(ports: UploaderPorts) {
    this.#ports = ports;
  }

  /** What the server has of a film that is being sent. */
  sentOf(clip: string): Sent | null {
    return this.#sent.get(clip) ?? null;
  }

  /** Why the server did not take a film, at the last try. */
  faultOf(clip: string): Code | null {
    return this.#refused.get(clip)?.code ?? null;
  }

  /** When a film that was refused is tried again, ms; null where it was not. */
  againAt(clip: string): number | null {
    return this.#refused.get(clip)?.again_at ?? null;
  }

  /** Whether the film may be tried: it was not refused, or its wait is over. */
  isDue(clip: string): boolean {
    return (this.againAt(clip) ?? 0) <= this.#ports.now();
  }

  /** When the next film that was refused is tried again, ms; null where none was. */
  nextAt(): number | null {
    const times = [...this.#refused.values()].map((one) => one.again_at);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** A person wants it tried at once. */
  tryNow(clip: string): void {
    const known = this.#refused.get(clip);
    if (known !== undefined) this.#refused.set(clip, { ...known, again_at: 0 });
  }

  /** Tells the server of the film and makes room for it there; acknowledged, its manifest is. */
  async create(clip: string): Promise<void> {
    await this.#noted(clip, async () => {
      await this.#run(clip, (progress) => progress.url !== null);
      await this.#ports.holdings.acknowledge(parseHexId(clip), 'manifest');
    });
  }

  async putHeader(clip: string): Promise<void> {
    await this.#noted(clip, async () => {
      const { holdings, server, signer, store } = this.#ports;
      const row = await store.read(['headers'], (tx) => tx.get('headers', [clip, 1]));
      if (row === undefined) throw refuse('right-missing', 'its header is not here');
      const body = new Uint8Array(await row.sealed.arrayBuffer());
      await server.ask('PUT', `/v1/clips/${clip}/headers/1`, signer, { body });
      await holdings.acknowledge(parseHexId(clip), 'header');
    });
  }

  async postShare(clip: string): Promise<void> {
    await this.#noted(clip, async () => {
      const { holdings, keyring, now, server, signer } = this.#ports;
      const { group } = await this.#row(clip);
      const share = (await keyring.share(parseHexId(group))) ?? (await keyring.anyShare(parseHexId(group), now()));
      if (share === null) throw refuse('right-missing', 'its share is not here');
      await server.ask('POST', `/v1/shares/${group}`, signer, { body: share });
      await holdings.acknowledge(parseHexId(clip), 'share');
    });
  }

  async sendPayload(clip: string): Promise<void> {
    await this.#noted(clip, async () => {
      await this.#run(clip, () => false);
      await this.#ports.holdings.acknowledge(parseHexId(clip), 'payload');
      this.#sent.delete(clip);
      await this.#ports.store.transact(['meta'], async (tx) => {
        tx.drop('meta', rowOf(clip));
      });
    });
  }

  /** Tries, as sending.ts says, until the film is whole at the server or `enough` says so. */
  async #run(clip: string, enough: (progress: Progress) => boolean): Promise<void> {
    const row = await this.#row(clip);
    let progress = await this.#progress(row);
    let step: ReturnType<typeof nextStep>[1] = firstStep(progress);
    for (;;) {
      if (step.is === 'finished') return;
      if (step.is === 'give-up') throw refuse(codeOf(step.code));
      if (step.is === 'wait') {
        if (step.ms > PATIENCE_MS) {
          this.#wait = step.code === null ? null : step.ms;
          throw refuse(step.code === null ? 'server-unreachable' : codeOf(step.code));
        }
        await this.#ports.sleep(step.ms);
        step = step.then;
        continue;
      }
      const answer = await this.#try(row, progress, step);
      [progress, step] = nextStep(progress, step, answer);
      await this.#keep(clip, progress);
      if (enough(progress)) return;
    }
  }

  async #try(row: ClipRow, progress: Progress, tried: Try): Promise<Told> {
    const { holdings, server, signer, store } = this.#ports;
    const began = performance.now();
    try {
      let answer;
      if (tried.is === 'create') {
        const manifest = await store.read(['manifests'], (tx) => tx.get('manifests', row.clip));
        if (manifest === undefined) throw refuse('right-missing', 'its manifest is not here');
        const headers = createHeaders(manifest.raw, row.length);
        answer = await server.send('POST', '/v1/uploads', signer, { headers });
      } else if (tried.is === 'ask') {
        answer = await server.send('HEAD', progress.url ?? '', signer, { headers: askHeaders() });
      } else {
        const { offset, length } = tried;
        const payload = await holdings.payload(parseHexId(row.clip));
        const part = { patch: { offset, length }, data: await payload.part(offset, offset + length) };
        answer = await server.send('PATCH', progress.url ?? '', signer, { part, headers: sendHeaders() });
        if (answer.status === 204) this.#measure(length, performance.now() - began);
      }
      return answerOf(answer.status, answer.header, answer.code, performance.now() - began);
    } catch (fault) {
      if (!(fault instanceof AmanatError && fault.code === 'server-unreachable')) throw fault;
      return { status: null, code: null, offset: null, url: null, tookMs: null };
    }
  }

  /** Runs `work` and keeps, for whoever looks, why it failed. */
  async #noted(clip: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#refused.delete(clip);
    } catch (fault) {
      if (fault instanceof AmanatError && fault.code !== 'server-unreachable') this.#note(clip, fault.code);
      throw fault;
    } finally {
      this.#ports.changed();
    }
  }

  #note(clip: string, code: Code): void {
    const times = (this.#refused.get(clip)?.times ?? 0) + 1;
    const ms = this.#wait ?? Math.min(AGAIN_MS * 2 ** Math.min(times - 1, 10), AGAIN_TOP_MS);
    this.#wait = null;
    this.#refused.set(clip, { code, times, again_at: this.#ports.now() + ms });
  }

  #measure(bytes: number, took_ms: number): void {
    const pace = bytes / Math.max(took_ms, 1);
    this.#pace = this.#pace === null ? pace : NEWEST * pace + (1 - NEWEST) * this.#pace;
  }

  async #row(clip: string): Promise<ClipRow> {
    const row = await this.#ports.store.read(['clips'], (tx) => tx.get('clips', clip));
    if (row === undefined) throw refuse('right-missing');
    return row;
  }

  async #progress(row: ClipRow): Promise<Progress> {
    const kept = await this.#ports.store.read(['meta'], (tx) => tx.get('meta', rowOf(row.clip)));
    return isProgress(kept?.value) ? kept.value : newProgress(row.length);
  }

  async #keep(clip: string, progress: Progress): Promise<void> {
    const left_ms = this.#pace === null ? null : Math.round((progress.length - progress.offset) / this.#pace);
    this.#sent.set(clip, { bytes: progress.offset, of: progress.length, left_ms });
    this.#ports.changed();
    await this.#ports.store.transact(['meta'], async (tx) => {
      tx.put('meta', { key: rowOf(clip), value: progress });
    });
  }
}

function rowOf(clip: string): string {
  return `upload/${hexId(parseHexId(clip))}`;
}

function isProgress(value: unknown): value is Progress {
  return typeof value === 'object' && value !== null && 'wrongDigests' in value;
}

function codeOf(code: string | null): Code {
  return code !== null && isCode(code) ? code : 'server-answer';
}

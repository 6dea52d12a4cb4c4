// What the small server keeps and exchanges.
import type { Bytes } from '../../src/sync/bytes';
import type { Rolls } from '../../src/sync/roll';

export interface Case {
  readonly rolls: Rolls;
  envelopes: { readonly to: string; readonly raw: Bytes }[];
  frames: Bytes[];
  restarts: Bytes[];
  recovery: Bytes | null;
}

export interface Clip {
  readonly raw: Bytes;
  readonly length: number;
  payload: Bytes;
  header: Bytes | null;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Bytes;
  readonly headers: ReadonlyMap<string, string>;
  readonly key: Bytes;
}

export type Answer = readonly [status: number, body?: Bytes | undefined, headers?: Record<string, string>];

/** What becomes of the next requests: they come through, do not arrive, or their answers do not. */
export type Line = 'whole' | 'dead' | 'answers-lost';

export function jsonOf(body: Bytes): unknown {
  return JSON.parse(new TextDecoder().decode(body));
}

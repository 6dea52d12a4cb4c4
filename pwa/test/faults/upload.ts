// A film by the real tus-js-client, each request signed afresh; for tests/faults, bundled there and never shipped.
import { Upload, type HttpRequest } from 'tus-js-client';
import { parseHex } from '../../src/sync/ids.ts';
import { signRequest, type Content } from '../../src/sync/request.ts';
import { createPrimitives } from '../../src/vault/primitives.ts';
import type { Bytes } from '../../src/sync/bytes.ts';

/** What to send, and who signs: keys in hex, as only a test may have them. */
export interface Wish {
  readonly origin: string;
  readonly keyid: string;
  readonly seed: string;
  /** The manifest in base64, as Upload-Metadata carries it. */
  readonly manifest: string;
  readonly chunk: number;
}

/** How it went: the client's own count of chunks that were acknowledged, and the upload's address. */
export interface Sent {
  readonly url: string;
  readonly chunks: number;
  readonly bytes: number;
}

/** More tries than a test has faults; the client counts anew after each chunk that arrived. */
const RETRIES = Array<number>(300).fill(100);

/**
 * The client's own rule, and 401: a browser repeats a request by itself, signature and all, where a connection that it
 * had used before breaks without an answer; the server has seen that nonce, and a fresh signature is what it asks for.
 */
function mayTryAgain(status: number): boolean {
  return status < 400 || status >= 500 || [401, 409, 423].includes(status);
}

/** Sends `source` of `length` bytes until the client says that everything arrived. */
export async function upload(wish: Wish, source: Blob | Buffer, length: number, random: () => Bytes): Promise<Sent> {
  const primitives = await createPrimitives();
  const signing = { keyid: wish.keyid, seed: parseHex(wish.seed) };
  const authority = new URL(wish.origin).host;
  let chunks = 0;

  const sign = async (request: HttpRequest): Promise<void> => {
    const method = request.getMethod();
    const content: Content = method === 'PATCH' ? { patch: patchOf(request) } : {};
    if (method === 'POST') request.setHeader('Upload-Metadata', `manifest ${wish.manifest}`);
    const fresh = { ...signing, created: Math.floor(Date.now() / 1000), nonce: random() };
    const target = new URL(request.getURL(), wish.origin).pathname;
    const headers = await signRequest(method, authority, target, fresh, content, primitives);
    for (const [name, value] of Object.entries(headers)) {
      // The client has set this one; a second would stand beside it.
      if (name !== 'upload-offset') request.setHeader(name, value);
    }
  };
  const patchOf = (request: HttpRequest): { offset: number; length: number } => {
    const offset = Number(request.getHeader('Upload-Offset'));
    return { offset, length: Math.min(wish.chunk, length - offset) };
  };

  return new Promise((resolve, reject) => {
    const sending: Upload = new Upload(source, {
      endpoint: `${wish.origin}/v1/uploads`,
      chunkSize: wish.chunk,
      retryDelays: RETRIES,
      onShouldRetry: (fault) => mayTryAgain(fault.originalResponse?.getStatus() ?? 0),
      storeFingerprintForResuming: false,
      onBeforeRequest: sign,
      onChunkComplete: () => {
        chunks += 1;
      },
      onSuccess: () => {
        resolve({ url: sending.url ?? '', chunks, bytes: length });
      },
      onError: reject,
    });
    sending.start();
  });
}

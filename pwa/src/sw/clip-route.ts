// A film for <video>: `/clip/<id>` answered out of the vault of the page that asks, range by range.  Nothing of it is
// kept here: the plaintext goes through memory alone, four frames at a time and only as fast as it is wanted.
import { AmanatError } from '../sync/errors';
import { RangeAsker, spanOf, type RangeAnswer, type Span } from '../sync/ranges';
import type { ClipWanted } from './messages';

const CLIP = /^\/clip\/([0-9a-f]{32})$/;
/** Plaintext that is asked for at once: four frames of a sealed payload. */
const STRIDE = 4 * 65_536;
const NOT_HERE = 404;

/** Whose pages may ask, as the worker's own `clients` gives them. */
export type Pages = Pick<Clients, 'get'>;

/** The film that a request is for; null where it is for none. */
export function filmOf(request: Request, origin: string): string | null {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== origin) return null;
  return CLIP.exec(url.pathname)?.[1] ?? null;
}

/** The answer for the page `client`; 404 where that page shows no such film, 416 for a range outside it. */
export async function answerClip(film: string, request: Request, client: string, pages: Pages): Promise<Response> {
  const page = await pages.get(client);
  if (page === undefined) return new Response(null, { status: NOT_HERE });
  const { port1, port2 } = new MessageChannel();
  const asker = new RangeAsker((question) => {
    port1.postMessage(question);
  });
  port1.onmessage = (event: MessageEvent<RangeAnswer>) => {
    asker.hear(event.data);
  };
  // A vault that was locked takes its port with it.
  port1.addEventListener('close', () => {
    asker.end();
  });
  page.postMessage({ kind: 'clip', film } satisfies ClipWanted, [port2]);
  try {
    const { length, type } = await asker.film();
    return partOf({ length, type }, request.headers.get('range'), asker, () => {
      port1.close();
    });
  } catch (fault) {
    port1.close();
    if (!(fault instanceof AmanatError)) throw fault;
    return new Response(null, { status: fault.code === 'payload-range' ? 416 : NOT_HERE, headers: NO_STORE });
  }
}

const NO_STORE = { 'cache-control': 'no-store' };

function partOf(
  { length, type }: { readonly length: number; readonly type: string },
  range: string | null,
  asker: RangeAsker,
  over: () => void,
): Response {
  const span = spanOf(range, length);
  const { start, end } = span ?? { start: 0, end: length };
  const headers = {
    ...NO_STORE,
    'accept-ranges': 'bytes',
    'content-length': String(end - start),
    'content-type': type,
    ...(span === null ? {} : { 'content-range': `bytes ${start}-${end - 1}/${length}` }),
  };
  return new Response(streamOf({ start, end }, asker, over), { status: span === null ? 200 : 206, headers });
}

/** The bytes of a span; each piece is asked for when it is wanted, up to a border of frames. */
export function streamOf({ end, start }: Span, asker: RangeAsker, over: () => void): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = Math.min(end, (Math.floor(at / STRIDE) + 1) * STRIDE);
        try {
          controller.enqueue(await asker.ask(at, next));
        } catch (fault) {
          over();
          throw fault;
        }
        at = next;
        if (at < end) return;
        controller.close();
        over();
      },
      cancel: over,
    },
    { highWaterMark: 0 },
  );
}

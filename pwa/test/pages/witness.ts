// A witness for tests/e2e/test_thread.py: it stands between the page and the camera's track, and writes down the number
// of every frame that the track delivers to the page.  It is bundled by the test and never shipped.
import { readNumber } from './barcode.ts';

declare global {
  var witness: { violations: string[]; stop(): Promise<(number | null)[]> };
}

const seen: Promise<number | null>[] = [];
const violations: string[] = [];

document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});

// The page reads its tracks through this alone; what it reads is handed on as it came.
interface Processor {
  readonly readable: ReadableStream<VideoFrame>;
}
type MakeProcessor = new (wish: { readonly track: MediaStreamTrack }) => Processor;
const Native = globalThis.MediaStreamTrackProcessor as unknown as MakeProcessor;
const Witnessed = function (wish: { readonly track: MediaStreamTrack }): Processor {
  const processor = new Native(wish);
  if (wish.track.kind !== 'video') return processor;
  const { readable } = processor;
  const getReader = readable.getReader.bind(readable);
  const tapped = (): ReadableStreamDefaultReader<VideoFrame> => {
    const reader = getReader();
    const read = reader.read.bind(reader);
    reader.read = async () => {
      const next = await read();
      if (!next.done) seen.push(readNumber(next.value));
      return next;
    };
    return reader;
  };
  Object.defineProperty(readable, 'getReader', { value: tapped });
  return processor;
};
Object.defineProperty(globalThis, 'MediaStreamTrackProcessor', { value: Witnessed });

globalThis.witness = { violations, stop: () => Promise.all(seen.splice(0)) };

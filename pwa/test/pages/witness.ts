// A witness for tests/e2e/test_thread.py: it stands beside the page, takes a clone of the camera's track that the page
// opens, and writes down the number of every frame.  It is bundled by the test and never shipped.
import { readNumber } from './barcode.ts';

declare global {
  var witness: { violations: string[]; stop(): Promise<(number | null)[]> };
}

const seen: Promise<number | null>[] = [];
const violations: string[] = [];
let watching: Promise<void> = Promise.resolve();
let clone: MediaStreamTrack | null = null;

async function watch(track: MediaStreamVideoTrack): Promise<void> {
  const frames = new MediaStreamTrackProcessor({ track, maxBufferSize: 64 }).readable.getReader();
  for (let next = await frames.read(); !next.done; next = await frames.read()) {
    seen.push(readNumber(next.value));
    next.value.close();
  }
}

document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});

const { mediaDevices } = navigator;
const open = mediaDevices.getUserMedia.bind(mediaDevices);
mediaDevices.getUserMedia = async (wish) => {
  const stream = await open(wish);
  const [track] = stream.getVideoTracks();
  if (track !== undefined) {
    clone = track.clone();
    watching = watch(clone as MediaStreamVideoTrack);
  }
  return stream;
};

globalThis.witness = {
  violations,
  stop: async () => {
    clone?.stop();
    await watching;
    return Promise.all(seen.splice(0));
  },
};

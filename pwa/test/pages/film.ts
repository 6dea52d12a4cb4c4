// A page that films, for tests/e2e/test_media.py; it is bundled by the test and never shipped.
import { recordFilm, type FilmCodec, type FilmSummary } from '../../src/media/record.ts';
import { remuxFilm, type FilmProgress, type JournalSource } from '../../src/media/remux.ts';
import { AmanatError } from '../../src/sync/errors.ts';
import { concat, type Bytes } from '../../src/sync/bytes.ts';
import { readNumber } from './barcode.ts';

/** What a film left behind: its journal in base64, and the numbers of the frames that were seen on the way. */
interface Filmed {
  readonly summary: Omit<FilmSummary, 'cause'>;
  readonly cause: string | null;
  readonly journal: string;
  readonly batches: readonly { readonly bytes: number; readonly at: number; readonly progress: FilmProgress }[];
  /** As the recorder read them from the camera's track. */
  readonly delivered: readonly (number | null)[];
  /** As a reader of its own saw them on a clone of that track, from before the film to after it. */
  readonly witnessed: readonly (number | null)[];
}

interface Wish {
  readonly frames: number;
  readonly codecs?: readonly FilmCodec[];
  readonly limitMs?: number;
  readonly maxBytes?: number;
  /** How the film ends: by `stop`, or by what happens to the camera or the sink. */
  readonly ending?: 'stop' | 'camera-ends' | 'microphone-ends' | 'page-hidden' | 'sink-refuses' | 'none';
  /** The sink takes each batch only after so many more frames have come. */
  readonly slowSink?: number;
  /** The microphone is there and never says anything. */
  readonly silent?: boolean;
}

async function film(wish: Wish): Promise<Filmed> {
  const stream = await open(wish.silent === true);
  const witness = new Witness(stream);
  await witness.awake;
  const delivered: Promise<number | null>[] = [];
  let waiting: { count: number; settle: () => void }[] = [];
  /** Settles when the recorder has been given so many frames, or will be given no more. */
  const frameNumber = async (count: number): Promise<void> => {
    const { promise, settle } = signal();
    if (delivered.length < count) {
      waiting.push({ count, settle });
      await Promise.race([promise, stopped.promise]);
    }
  };
  const stopped = signal();
  const batches: { bytes: number; at: number; progress: FilmProgress }[] = [];
  const journal: Bytes[] = [];
  const recording = await recordFilm(
    stream,
    async (chunk, progress) => {
      if (wish.ending === 'sink-refuses' && delivered.length >= wish.frames) throw new Error('no room');
      await frameNumber(delivered.length + (wish.slowSink ?? 0));
      batches.push({ bytes: chunk.length, at: performance.now(), progress });
      journal.push(chunk);
    },
    {
      ...(wish.codecs === undefined ? {} : { codecs: wish.codecs }),
      ...(wish.limitMs === undefined ? {} : { limitMs: wish.limitMs }),
      ...(wish.maxBytes === undefined ? {} : { maxBytes: wish.maxBytes }),
      observer: (frame) => {
        delivered.push(readNumber(frame));
        waiting = waiting.filter(({ count, settle }) => {
          if (delivered.length >= count) settle();
          return delivered.length < count;
        });
      },
    },
  );
  await Promise.race([frameNumber(wish.frames), recording.finished]);
  stopped.settle();
  if (wish.ending === 'camera-ends') end(stream.getVideoTracks());
  if (wish.ending === 'microphone-ends') end(stream.getAudioTracks());
  if (wish.ending === 'page-hidden') hide();
  if (wish.ending === undefined || wish.ending === 'stop') await recording.stop();
  const { cause, ...told } = await recording.finished;
  // Removes what hide() put in front of the document's own answer.
  Reflect.deleteProperty(document, 'visibilityState');
  const witnessed = await witness.stop();
  end(stream.getTracks());
  return {
    summary: told,
    cause: cause instanceof Error ? cause.message : null,
    journal: base64(concat(...journal)),
    batches,
    delivered: await Promise.all(delivered),
    witnessed,
  };
}

/** Remuxes a journal (base64), cut to `size` where given; gives the file or the code of the refusal. */
async function remux(journal: string, size?: number): Promise<object> {
  const bytes = Uint8Array.from(atob(journal), (letter) => letter.charCodeAt(0)).subarray(0, size);
  const source: JournalSource = { size: bytes.length, read: async (start, end) => bytes.slice(start, end) };
  try {
    const { bytes: pass, ...told } = await remuxFilm(source);
    const pieces: Bytes[] = [];
    for await (const piece of pass()) pieces.push(piece);
    return { ...told, file: base64(concat(...pieces)) };
  } catch (error) {
    return { code: error instanceof AmanatError ? error.code : String(error) };
  }
}

/** Plays a film; gives what the player says of it and the number it shows at each of the times (seconds). */
async function play(file: string, container: string, times: readonly number[]): Promise<object> {
  const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: `video/${container}` }));
  const video = document.createElement('video');
  video.muted = true;
  video.src = address;
  await happens(video, 'loadeddata');
  const numbers: (number | null)[] = [];
  for (const time of times) {
    video.currentTime = time;
    await happens(video, 'seeked');
    const frame = new VideoFrame(video);
    numbers.push(await readNumber(frame));
    frame.close();
  }
  const { duration, videoWidth: width, videoHeight: height } = video;
  URL.revokeObjectURL(address);
  return { duration, width, height, numbers };
}

function happens(video: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<void> {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, () => { resolve(); }, { once: true });
    video.addEventListener('error', () => { reject(new Error(video.error?.message ?? 'it does not play')); });
  });
}

/** The code with which filming is refused, or null where it is not. */
async function refusal(tracks: 'none' | 'ended' | 'no-codec'): Promise<string | null> {
  const stream = tracks === 'none' ? new MediaStream() : await open(false);
  if (tracks === 'ended') end(stream.getTracks());
  try {
    const recording = await recordFilm(stream, async () => undefined, tracks === 'no-codec' ? { codecs: [] } : {});
    await recording.stop();
    return null;
  } catch (error) {
    return error instanceof AmanatError ? error.code : String(error);
  } finally {
    end(stream.getTracks());
  }
}

/** Films `ms` long as a browser does that gives no frames one by one. */
async function plain(ms: number): Promise<object> {
  const own = ['MediaStreamTrackProcessor', 'VideoEncoder'].map((name) => {
    return [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const;
  });
  for (const [name] of own) Reflect.deleteProperty(globalThis, name);
  const stream = await open(false);
  try {
    const batches: { bytes: number; at: number; progress: FilmProgress }[] = [];
    const journal: Bytes[] = [];
    const began = performance.now();
    const recording = await recordFilm(stream, async (chunk, progress) => {
      batches.push({ bytes: chunk.length, at: performance.now() - began, progress });
      journal.push(chunk);
    });
    await new Promise((resolve) => setTimeout(resolve, ms));
    const { cause, ...summary } = await recording.stop();
    const told = { summary, cause: cause instanceof Error ? cause.message : null };
    return { ...told, batches, journal: base64(concat(...journal)) };
  } finally {
    end(stream.getTracks());
    for (const [name, one] of own) if (one !== undefined) Object.defineProperty(globalThis, name, one);
  }
}

/** Films a drawing that is turned from lying to standing on the way, as a tablet in the hand is. */
async function turn(frames: number): Promise<object> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 360];
  const stream = canvas.captureStream(30);
  const journal: Bytes[] = [];
  let seen = 0;
  const draw = (at: number): void => {
    const pen = canvas.getContext('2d');
    if (pen !== null) {
      pen.fillStyle = `hsl(${Math.round(at) % 360} 80% 50%)`;
      pen.fillRect(0, 0, canvas.width, canvas.height);
    }
    requestAnimationFrame(draw);
  };
  draw(0);
  const recording = await recordFilm(
    stream,
    async (chunk) => {
      journal.push(chunk);
    },
    {
      observer: () => {
        seen += 1;
        if (seen === frames) [canvas.width, canvas.height] = [360, 640];
      },
    },
  );
  const { cause, ...summary } = await recording.finished;
  end(stream.getTracks());
  return { summary, cause: cause instanceof Error ? cause.message : null, journal: base64(concat(...journal)) };
}

async function open(silent: boolean): Promise<MediaStream> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 }, audio: !silent });
  if (silent) {
    const context = new AudioContext();
    await context.suspend();
    for (const track of context.createMediaStreamDestination().stream.getTracks()) stream.addTrack(track);
  }
  return stream;
}

/** Reads a clone of the camera's track and does nothing else with it, so that it misses nothing. */
class Witness {
  readonly awake: Promise<void>;
  readonly #numbers: Promise<number | null>[] = [];
  readonly #track: MediaStreamVideoTrack;
  readonly #done: Promise<void>;

  constructor(stream: MediaStream) {
    const [track] = stream.getVideoTracks();
    if (track === undefined) throw new Error('the stream has no picture');
    this.#track = track.clone();
    const reader = new MediaStreamTrackProcessor({ track: this.#track, maxBufferSize: 30 }).readable.getReader();
    const awake = signal();
    this.awake = awake.promise;
    this.#done = (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        this.#numbers.push(readNumber(next.value));
        next.value.close();
        awake.settle();
      }
    })();
  }

  async stop(): Promise<(number | null)[]> {
    this.#track.stop();
    await this.#done;
    return Promise.all(this.#numbers);
  }
}

function signal(): { promise: Promise<void>; settle: () => void } {
  let settle = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

/** Ends tracks as the system does: `stop()` alone tells nobody. */
function end(tracks: readonly MediaStreamTrack[]): void {
  for (const track of tracks) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
}

/** Tells the page what a phone call or another app tells it. */
function hide(): void {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}

/** A page that waits for ever would only be ended by whoever runs the tests. */
const PATIENCE_MS = 120_000;

function inTime<Arguments extends unknown[], Answer>(
  work: (...args: Arguments) => Promise<Answer>,
): (...args: Arguments) => Promise<Answer> {
  return (...args) =>
    Promise.race([
      work(...args),
      new Promise<never>((_, reject) => {
        setTimeout(() => {
          reject(new Error('it hangs'));
        }, PATIENCE_MS);
      }),
    ]);
}

const pages = {
  film: inTime(film),
  plain: inTime(plain),
  play: inTime(play),
  refusal: inTime(refusal),
  remux: inTime(remux),
  turn: inTime(turn),
};
Object.assign(globalThis, { pages });

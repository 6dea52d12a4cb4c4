// The page of tests/e2e/test_vault_device.py: a camera, a vault worker, and nothing between them that is not under
// test.  It is bundled by the test and never shipped.
import { recordFilm, type FilmProgress, type RecordingHandle } from '../../src/media/record.ts';
import { type Bytes } from '../../src/sync/bytes.ts';
import { readNumber } from './barcode.ts';

interface Answer {
  readonly n: number;
  readonly result?: unknown;
  readonly code?: string;
}

/** How a film stands: what the camera gave, and what the vault has said to be durable. */
interface Standing {
  readonly film: string;
  readonly delivered: readonly (number | null)[];
  readonly durable: FilmProgress;
  readonly batches: number;
  readonly ended: string | null;
}

const worker = new Worker('worker.js', { type: 'module' });
const waiting = new Map<number, (answer: Answer) => void>();
const ready = new Promise<Answer>((resolve) => waiting.set(0, resolve));
let calls = 0;
worker.addEventListener('message', (event: MessageEvent<Answer>) => {
  waiting.get(event.data.n)?.(event.data);
  waiting.delete(event.data.n);
});

/** Asks the vault; throws an Error whose message is the code of a refusal. */
async function call(name: string, ...args: readonly unknown[]): Promise<unknown> {
  await ready;
  const n = ++calls;
  const answer = await new Promise<Answer>((resolve) => {
    waiting.set(n, resolve);
    const buffers = args.filter((one) => one instanceof Uint8Array).map((one) => (one as Bytes).buffer);
    worker.postMessage({ n, name, args }, buffers);
  });
  if (answer.code !== undefined) throw new Error(answer.code);
  return answer.result;
}

/** As `call`, with the code of a refusal as the answer. */
async function outcome(name: string, ...args: readonly unknown[]): Promise<string> {
  try {
    await call(name, ...args);
    return 'ok';
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

let recording: RecordingHandle | null = null;
let camera: MediaStream | null = null;
let standing: Standing | null = null;

/** Opens a film, then the camera, and films until `stopFilm`; ends with the first frame. */
async function startFilm(): Promise<string> {
  const film = (await call('openFilm')) as string;
  camera = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 }, audio: true });
  const delivered: (number | null)[] = [];
  const now = { film, delivered, durable: { ms: 0, frames: 0 }, batches: 0, ended: null as string | null };
  standing = now;
  recording = await recordFilm(
    camera,
    async (chunk, progress) => {
      await call('append', film, chunk, progress);
      now.durable = progress;
      now.batches += 1;
    },
    {
      observer: (frame) => {
        const place = delivered.push(null) - 1;
        void readNumber(frame).then((number) => {
          delivered[place] = number;
        });
      },
    },
  );
  void recording.finished.then((summary) => {
    now.ended = summary.reason;
  });
  return film;
}

/** Stops the camera and finishes the film; gives the clip's row. */
async function stopFilm(): Promise<unknown> {
  const summary = await recording?.stop();
  for (const track of camera?.getTracks() ?? []) track.stop();
  return call('finish', standing?.film, summary?.reason);
}

async function play(film: string): Promise<string> {
  const raw = (await call('play', film)) as Bytes;
  let text = '';
  for (let at = 0; at < raw.length; at += 32_768) text += String.fromCharCode(...raw.subarray(at, at + 32_768));
  return btoa(text);
}

/** Leaves a marker where pages, not workers, can store something. */
function plant(marker: string): void {
  localStorage.setItem('planted', `in-local-storage:${marker}`);
}

Object.assign(globalThis, { pages: { call, outcome, startFilm, stopFilm, play, plant, standing: () => standing } });

// Filming where the camera's frames cannot be read or encoded one by one: the browser's own recorder writes WebM, and
// what it gives is the journal.  It counts no frames, and holds back as much as it likes, so what is told as durable
// stays behind by a key frame's distance.
import { refuse } from '../../sync/errors.ts';
import { watchEndings, type StopReason } from './endings.ts';
import { KeptOn } from './wake-lock.ts';
import type { FilmCodec, FilmOptions, FilmSink, FilmSummary, RecordingHandle } from '../record.ts';

/** How often the recorder is asked for what it has, ms. */
const SLICE_MS = 300;
const KEY_FRAME_MS = 1_000;
const LONGEST_FILM_MS = 30 * 60 * 1000;
/** Matroska with AVC is left out: without a decoder's header in front such a journal could not be finished. */
const TYPES: readonly { readonly codec: FilmCodec; readonly type: string }[] = [
  { codec: 'vp9', type: 'video/webm;codecs=vp9,opus' },
  { codec: 'vp8', type: 'video/webm;codecs=vp8,opus' },
];

/** Media Capture and Stream Recording; the types of TypeScript do not have the distance of key frames yet. */
type PlainOptions = MediaRecorderOptions & { readonly videoKeyFrameIntervalDuration: number };

/** Films like `recordFilm`; rejects with `film-codec` where the browser's recorder writes nothing that we finish. */
export async function recordPlain(
  stream: MediaStream,
  sink: FilmSink,
  options: FilmOptions = {},
): Promise<RecordingHandle> {
  const wanted = TYPES.filter(({ codec }) => options.codecs?.includes(codec) ?? true);
  const found = wanted.find(({ type }) => typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(type));
  if (found === undefined) throw refuse('film-codec');
  const film = new PlainFilm(stream, sink, found, options);
  await film.start();
  return film;
}

class PlainFilm implements RecordingHandle {
  readonly codec: FilmCodec;
  readonly finished: Promise<FilmSummary>;
  #settle: (summary: FilmSummary) => void = () => undefined;
  readonly #stream: MediaStream;
  readonly #sink: FilmSink;
  readonly #options: FilmOptions;
  readonly #screen: KeptOn;
  readonly #recorder: MediaRecorder;
  readonly #stopped: Promise<void>;
  readonly #listening = new AbortController();
  readonly #began = performance.now();
  /** When the recorder gave something last, ms from the film's start. */
  #given = 0;
  #taking: Promise<void> = Promise.resolve();
  #first: () => void = () => undefined;
  #ending: { readonly reason: StopReason; readonly ms: number } | null = null;
  #failure: { readonly cause: unknown } | null = null;
  #bytes = 0;

  constructor(
    stream: MediaStream,
    sink: FilmSink,
    { codec, type }: { readonly codec: FilmCodec; readonly type: string },
    options: FilmOptions,
  ) {
    this.codec = codec;
    this.#stream = stream;
    this.#sink = sink;
    this.#options = options;
    this.#screen = new KeptOn(options.onAwake);
    this.finished = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const asked: PlainOptions = {
      ...{ mimeType: type, videoBitsPerSecond: 2_000_000, audioBitsPerSecond: 64_000 },
      videoKeyFrameIntervalDuration: KEY_FRAME_MS,
    };
    this.#recorder = new MediaRecorder(stream, asked);
    this.#recorder.ondataavailable = ({ data }) => {
      this.#take(data);
    };
    this.#recorder.onerror = () => {
      this.#end('camera');
    };
    this.#stopped = new Promise((resolve) => {
      this.#recorder.onstop = () => {
        resolve();
        this.#end('camera');
      };
    });
  }

  /** Ends when the first bytes are there; throws `film-camera` where the film ended before. */
  async start(): Promise<void> {
    const first = new Promise<void>((resolve) => {
      this.#first = resolve;
    });
    this.#recorder.start(SLICE_MS);
    watchEndings(this.#stream.getTracks(), (reason) => { this.#end(reason); }, this.#listening.signal);
    await Promise.race([first, this.finished]);
    if (this.#bytes === 0) throw refuse('film-camera', 'it ended before it gave anything');
    await this.#screen.begin();
  }

  get awake(): boolean {
    return this.#screen.awake;
  }

  stop(reason: StopReason = 'stop'): Promise<FilmSummary> {
    this.#end(reason);
    return this.finished;
  }

  /** Hands on what the recorder gave, in order. */
  #take(data: Blob): void {
    const durable = Math.max(0, Math.round(this.#given - KEY_FRAME_MS));
    this.#given = performance.now() - this.#began;
    this.#taking = this.#taking.then(async () => {
      if (data.size === 0 || this.#failure !== null) return;
      try {
        await this.#sink(new Uint8Array(await data.arrayBuffer()), { ms: durable, frames: 0 });
        this.#bytes += data.size;
        this.#first();
      } catch (cause) {
        this.#failure = { cause };
        this.#end('full');
      }
      if (this.#given >= (this.#options.limitMs ?? LONGEST_FILM_MS)) this.#end('limit');
      if (this.#bytes >= (this.#options.maxBytes ?? Infinity)) this.#end('full');
    });
  }

  #end(reason: StopReason): void {
    if (this.#ending !== null) return;
    const ms = Math.round(performance.now() - this.#began);
    this.#ending = { reason, ms };
    this.#listening.abort();
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    void this.#stopped
      .then(() => this.#taking)
      .then(() => {
        this.#screen.end();
        const counted = { frames: 0, delivered: 0, bytes: this.#bytes };
        const sound = this.#stream.getAudioTracks().length > 0;
        this.#settle({ reason, ms, ...counted, sound, codec: this.codec, cause: this.#failure?.cause ?? null });
      });
  }
}

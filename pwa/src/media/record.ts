// Camera to journal: the page's tracks are encoded (AVC, else VP9, else VP8, with Opus) and written as
// append-only Matroska, handed on every few hundred milliseconds, so that a crash costs less than a second.
import {
  AudioSample,
  AudioSampleSource,
  MkvOutputFormat,
  Output,
  Quality,
  StreamTarget,
  VideoSample,
  VideoSampleSource,
  canEncodeAudio,
  canEncodeVideo,
} from 'mediabunny';
import { refuse } from '../sync/errors.ts';
import { type Bytes } from '../sync/bytes.ts';
import { Batches } from './page/batches.ts';
import { watchEndings, type StopReason } from './page/endings.ts';
import { FilmClock } from './page/film-clock.ts';
import { KeptOn } from './page/wake-lock.ts';
import { recordPlain } from './page/plain.ts';
import { type FilmProgress } from './remux.ts';

export type { FilmProgress } from './remux.ts';
export type { StopReason } from './page/endings.ts';
export type FilmCodec = 'avc' | 'vp9' | 'vp8';


/**
 * Takes one batch of the journal, with what the encoder has put out by then.  It is called again only when the
 * promise has settled; the chunk's buffer is its own to transfer.  A rejection ends the film with reason `full`.
 */
export type FilmSink = (chunk: Bytes, progress: FilmProgress) => Promise<void>;

export interface FilmOptions {
  /** The longest film; 30 minutes where it is not given. */
  readonly limitMs?: number;
  /** The journal's bytes at which filming stops by itself with reason `full`. */
  readonly maxBytes?: number;
  /** The codecs to try, best first. */
  readonly codecs?: readonly FilmCodec[];
  /** Sees every frame that the camera's track delivers, before it is encoded; must not close it. */
  readonly observer?: (frame: VideoFrame) => void;
  /** Told whenever the browser begins or ceases to keep the screen on while filming. */
  readonly onAwake?: (awake: boolean) => void;
}

export interface FilmSummary extends FilmProgress {
  readonly reason: StopReason;
  /** Frames that the camera's track delivered; `delivered - frames` were lost after it. */
  readonly delivered: number;
  /** False where there was no microphone, or it fell silent for good. */
  readonly sound: boolean;
  readonly codec: FilmCodec;
  /** Bytes of the journal. */
  readonly bytes: number;
  /** What ended the film, where it was an error. */
  readonly cause: unknown;
}

export interface RecordingHandle {
  readonly codec: FilmCodec;
  /** Whether the browser keeps the screen on. */
  readonly awake: boolean;
  /** Settles when the last batch is with the sink; never rejects. */
  readonly finished: Promise<FilmSummary>;
  /** Ends the film; the same promise as `finished`. The first reason counts. */
  stop(reason?: StopReason): Promise<FilmSummary>;
}

const BEST_FIRST: readonly FilmCodec[] = ['avc', 'vp9', 'vp8'];
const VIDEO_QUALITY = new Quality({ bitrate: 2_000_000 });
const AUDIO_QUALITY = new Quality({ bitrate: 64_000 });
const LONGEST_FILM_MS = 30 * 60 * 1000;
/** Half a second of frames may wait, for the choice of an encoder or a slow sink; beyond it the oldest is dropped. */
const MOST_WAITING = 16;
/**
 * Pictures wait in the muxer for the sound beside them, so a microphone that gives nothing is let go.  Both
 * counts must be reached: after a pause of the page itself, pictures may be served before the sound.
 */
const SILENCE_SECONDS = 2;
const SILENCE_PICTURES = 2 * MOST_WAITING;

/**
 * Films what `stream` shows until `stop`, a limit, or the loss of the camera; settles once the first frame is
 * there.  The tracks stay open: whoever opened them stops them.  Rejects with `film-camera` where no frame
 * comes, and with `film-codec` where neither this browser's encoders nor its recorder give one of the codecs.
 */
export async function recordFilm(
  stream: MediaStream,
  sink: FilmSink,
  options: FilmOptions = {},
): Promise<RecordingHandle> {
  const [picture] = stream.getVideoTracks();
  if (picture === undefined || picture.readyState === 'ended') throw refuse('film-camera', 'there is none');
  if (typeof MediaStreamTrackProcessor === 'undefined') return recordPlain(stream, sink, options);
  const pictures = new MediaStreamTrackProcessor({ track: picture, maxBufferSize: MOST_WAITING }).readable.getReader();
  const first = await pictures.read();
  if (first.done) throw refuse('film-camera', 'it ended before the first frame');
  const clock = new FilmClock(performance.now());
  const codec = await chooseCodec(options.codecs ?? BEST_FIRST, first.value);
  if (codec === null) {
    first.value.close();
    await pictures.cancel();
    return recordPlain(stream, sink, options);
  }
  const sound = stream.getAudioTracks().find((track) => track.readyState === 'live');
  const heard = sound !== undefined && (await canEncodeAudio('opus')) ? sound : null;
  const film = new Film(sink, codec, clock, options);
  await film.start({ track: picture, reader: pictures, first: first.value }, heard);
  return film;
}

async function chooseCodec(codecs: readonly FilmCodec[], frame: VideoFrame): Promise<FilmCodec | null> {
  const { displayWidth: width, displayHeight: height } = frame;
  for (const codec of codecs) {
    if (await canEncodeVideo(codec, { width, height, quality: VIDEO_QUALITY })) return codec;
  }
  return null;
}

/** A track whose first frame has been read. */
interface Picture {
  readonly track: MediaStreamTrack;
  readonly reader: ReadableStreamDefaultReader<VideoFrame>;
  readonly first: VideoFrame;
}

class Film implements RecordingHandle {
  readonly codec: FilmCodec;
  readonly finished: Promise<FilmSummary>;
  #settle: (summary: FilmSummary) => void = () => undefined;
  readonly #options: FilmOptions;
  readonly #screen: KeptOn;
  readonly #batches: Batches;
  readonly #output: Output;
  readonly #video: VideoSampleSource;
  readonly #audio: AudioSampleSource;
  readonly #clock: FilmClock;
  readonly #listening = new AbortController();
  readonly #readers: { cancel(): Promise<void> }[] = [];
  readonly #pumps: Promise<void>[] = [];
  #ending: { readonly reason: StopReason; readonly cause: unknown } | null = null;
  #sound = false;
  #picturesSinceSound = 0;
  #delivered = 0;
  #encoded: FilmProgress = { ms: 0, frames: 0 };

  constructor(sink: FilmSink, codec: FilmCodec, clock: FilmClock, options: FilmOptions) {
    this.codec = codec;
    this.#clock = clock;
    this.#options = options;
    this.#screen = new KeptOn(options.onAwake);
    this.finished = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#batches = new Batches(
      (batch) => sink(batch, this.#encoded),
      (cause) => {
        this.#end('full', cause);
      },
    );
    this.#output = new Output({
      format: new MkvOutputFormat({ appendOnly: true, minimumClusterDuration: 1 }),
      target: new StreamTarget(new WritableStream({ write: ({ data }) => this.#write(data) })),
    });
    this.#video = new VideoSampleSource({
      codec,
      quality: VIDEO_QUALITY,
      keyFrameInterval: 1,
      latencyMode: 'realtime',
      onEncodedPacket: ({ timestamp, duration }) => {
        this.#encoded = { ms: Math.round((timestamp + duration) * 1000), frames: this.#encoded.frames + 1 };
      },
    });
    this.#audio = new AudioSampleSource({ codec: 'opus', quality: AUDIO_QUALITY });
  }

  async start(picture: Picture, sound: MediaStreamAudioTrack | null): Promise<void> {
    this.#sound = sound !== null;
    this.#output.addVideoTrack(this.#video);
    if (sound !== null) this.#output.addAudioTrack(this.#audio);
    await this.#output.start();
    this.#run(picture.reader, (frame) => this.#addPicture(frame), picture.first);
    if (sound !== null) {
      const { readable } = new MediaStreamTrackProcessor({ track: sound });
      this.#run(readable.getReader(), (data) => this.#addSound(data));
    }
    const tracks = sound === null ? [picture.track] : [picture.track, sound];
    watchEndings(tracks, (reason) => { this.#end(reason); }, this.#listening.signal);
    await this.#screen.begin();
  }

  get awake(): boolean {
    return this.#screen.awake;
  }

  stop(reason: StopReason = 'stop'): Promise<FilmSummary> {
    this.#end(reason);
    return this.finished;
  }

  /** Reads a track until the film ends; every sample that was read is added. */
  #run<Sample>(
    reader: ReadableStreamDefaultReader<Sample>,
    add: (sample: Sample) => Promise<void>,
    first?: Sample,
  ): void {
    const pump = async (): Promise<void> => {
      if (first !== undefined) await add(first);
      for (let next = await reader.read(); !next.done; next = await reader.read()) await add(next.value);
    };
    this.#readers.push(reader);
    this.#pumps.push(
      pump().catch((cause: unknown) => {
        this.#end('camera', cause);
      }),
    );
  }

  async #addPicture(frame: VideoFrame): Promise<void> {
    this.#delivered += 1;
    this.#options.observer?.(frame);
    const at = this.#clock.picture(frame.timestamp / 1e6);
    this.#picturesSinceSound += 1;
    const silence = at - this.#clock.lastSound;
    if (this.#sound && silence > SILENCE_SECONDS && this.#picturesSinceSound > SILENCE_PICTURES) {
      this.#sound = false;
      this.#audio.close();
    }
    await added(this.#video, new VideoSample(frame, { timestamp: at }));
    if (at * 1000 >= (this.#options.limitMs ?? LONGEST_FILM_MS)) this.#end('limit');
  }

  async #addSound(data: AudioData): Promise<void> {
    const sample = new AudioSample(data);
    sample.setTimestamp(this.#clock.sound(sample.timestamp));
    this.#picturesSinceSound = 0;
    if (this.#sound) await added(this.#audio, sample);
    else sample.close();
  }

  async #write(data: Uint8Array): Promise<void> {
    await this.#batches.push(data);
    if (this.#batches.total >= (this.#options.maxBytes ?? Infinity)) this.#end('full');
  }

  #end(reason: StopReason, cause: unknown = null): void {
    if (this.#ending !== null) return;
    this.#ending = { reason, cause };
    void this.#finish().then((failure) => {
      this.#settle({
        reason,
        ...this.#encoded,
        delivered: this.#delivered,
        sound: this.#sound,
        codec: this.codec,
        bytes: this.#batches.total,
        cause: cause ?? failure,
      });
    });
  }

  /** Lets every sample that was read reach the sink; gives what hindered it, or null. */
  async #finish(): Promise<unknown> {
    this.#listening.abort();
    await Promise.allSettled(this.#readers.map((reader) => reader.cancel()));
    await Promise.allSettled(this.#pumps);
    const outcomes = await Promise.allSettled([this.#output.finalize()]);
    outcomes.push(...(await Promise.allSettled([this.#batches.close()])));
    if (this.#output.state !== 'finalized') await Promise.allSettled([this.#output.cancel()]);
    this.#screen.end();
    return outcomes.find((outcome) => outcome.status === 'rejected')?.reason ?? null;
  }
}

/** Adds a sample and closes it, whatever becomes of it. */
async function added<Sample extends { close(): void }>(
  source: { add(sample: Sample): Promise<void> },
  sample: Sample,
): Promise<void> {
  try {
    await source.add(sample);
  } finally {
    sample.close();
  }
}

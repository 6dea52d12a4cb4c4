// Microphone to voice note: Opus in append-only WebM, handed on every few hundred milliseconds as plain bytes.  No Blob
// is made of it: a browser may put a large one on the disk, and this is not sealed yet.
import { AudioSample, AudioSampleSource, canEncodeAudio, Output, Quality, StreamTarget, WebMOutputFormat } from 'mediabunny';
import { refuse } from '../sync/errors.ts';
import { type Bytes } from '../sync/bytes.ts';
import { Batches } from './page/batches.ts';

/** The longest voice note. */
export const LONGEST_VOICE_MS = 5 * 60_000;
/** Speech is understood well at this rate. */
const QUALITY = new Quality({ bitrate: 32_000 });

/** Takes one piece, and how long was spoken by its end; the buffer is its own to transfer.  A rejection ends it. */
export type VoiceSink = (chunk: Bytes, ms: number) => Promise<void>;

/** What is being spoken. */
export interface Speech {
  /** Settles when the last piece is with the sink: how long was spoken, and what ended it where that was a fault. */
  readonly finished: Promise<{ readonly ms: number; readonly cause: unknown }>;
  stop(): void;
}

/**
 * Takes in what `stream` hears until `stop`, the longest note, or the loss of the microphone.  The track stays open:
 * whoever opened it stops it.  Rejects with `note-microphone` where it cannot be read or encoded.
 */
export async function recordVoice(stream: MediaStream, sink: VoiceSink, told: (ms: number) => void): Promise<Speech> {
  const [track] = stream.getAudioTracks();
  const readable = track?.readyState === 'live' && typeof MediaStreamTrackProcessor !== 'undefined';
  if (!readable || !(await canEncodeAudio('opus'))) throw refuse('note-microphone');
  const source = new AudioSampleSource({ codec: 'opus', quality: QUALITY });
  const ending = new AbortController();
  let ms = 0;
  let cause: unknown = null;
  const batches = new Batches(
    (batch) => sink(batch, ms),
    (fault) => {
      cause ??= fault;
      ending.abort();
    },
  );
  const output = new Output({
    format: new WebMOutputFormat({ appendOnly: true, minimumClusterDuration: 1 }),
    target: new StreamTarget(new WritableStream({ write: ({ data }) => batches.push(data) })),
  });
  output.addAudioTrack(source);
  await output.start();
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  ending.signal.addEventListener('abort', () => void reader.cancel());
  const pump = async (): Promise<void> => {
    let start: number | null = null;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const sample = new AudioSample(next.value);
      start ??= sample.timestamp;
      sample.setTimestamp(sample.timestamp - start);
      ms = Math.round((sample.timestamp + sample.duration) * 1000);
      try {
        await source.add(sample);
      } finally {
        sample.close();
      }
      told(ms);
      if (ms >= LONGEST_VOICE_MS) ending.abort();
    }
  };
  const end = async (): Promise<{ readonly ms: number; readonly cause: unknown }> => {
    try {
      await pump();
      await output.finalize();
      await batches.close();
    } catch (fault) {
      cause ??= fault;
    }
    return { ms, cause };
  };
  return {
    finished: end(),
    stop: () => {
      ending.abort();
    },
  };
}

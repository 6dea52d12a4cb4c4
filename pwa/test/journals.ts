// Journals made in memory: what a film leaves behind, without a camera.
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  Output,
  StreamTarget,
} from 'mediabunny';
import type { JournalSource } from '../src/media/remux.ts';
import { concat, type Bytes } from '../src/sync/bytes.ts';

export interface Plan {
  readonly codec?: 'avc' | 'vp9' | 'vp8';
  /** When each picture is shown, ms, in the order in which they were encoded. */
  readonly pictures: readonly number[];
  /** When each stretch of sound begins, ms; null for a film without sound. */
  readonly sounds?: readonly number[] | null;
  readonly keyEvery?: number;
  readonly bytesPerPicture?: number;
  readonly rotation?: 0 | 90 | 180 | 270;
}

/** AVCDecoderConfigurationRecord of a baseline stream at level 3.1. */
const AVC_HEADER = Uint8Array.from([
  1, 0x42, 0xc0, 0x1f, 0xff, 0xe1, 0, 10, 0x67, 0x42, 0xc0, 0x1f, 0xda, 0x01, 0x40, 0x16, 0xe8, 0x40, 1, 0, 4, 0x68,
  0xce, 0x3c, 0x80,
]);
const OPUS_HEADER = Uint8Array.from([
  ...Array.from('OpusHead', (letter) => letter.charCodeAt(0)),
  1, 1, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0,
]);
const CODEC_NAME = { avc: 'avc1.42c01f', vp9: 'vp09.00.31.08', vp8: 'vp8' } as const;

/** Times from 0 on, `step` ms apart. */
export function steady(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.round(at * step));
}

/** The journal that filming by `plan` leaves; each packet's bytes tell its track and number. */
export async function makeJournal(plan: Plan): Promise<Bytes> {
  const { codec = 'avc', keyEvery = 30, bytesPerPicture = 900 } = plan;
  const sounds = plan.sounds === undefined ? steady(Math.ceil(plan.pictures.length * 1.65), 20) : plan.sounds;
  const parts: Bytes[] = [];
  const output = new Output({
    format: new MkvOutputFormat({ appendOnly: true, minimumClusterDuration: 1 }),
    target: new StreamTarget(
      new WritableStream({
        write: ({ data }) => {
          parts.push(data);
        },
      }),
    ),
  });
  const video = new EncodedVideoPacketSource(codec);
  const audio = new EncodedAudioPacketSource('opus');
  output.addVideoTrack(video, { rotation: plan.rotation ?? 0 });
  if (sounds !== null) output.addAudioTrack(audio);
  await output.start();
  const description = codec === 'avc' ? { description: AVC_HEADER } : {};
  const pictureConfig = { codec: CODEC_NAME[codec], codedWidth: 1280, codedHeight: 720, ...description };
  const soundConfig = { codec: 'opus', numberOfChannels: 1, sampleRate: 48_000, description: OPUS_HEADER };
  let heard = 0;
  for (const [at, ms] of plan.pictures.entries()) {
    const data = packetBytes(0xa0, at, bytesPerPicture + (at % 7));
    const packet = new EncodedPacket(data, at % keyEvery === 0 ? 'key' : 'delta', ms / 1000, 1 / 30);
    await video.add(packet, at === 0 ? { decoderConfig: pictureConfig } : undefined);
    for (; sounds !== null && heard < sounds.length && (sounds[heard] ?? 0) <= ms; heard += 1) {
      const sound = new EncodedPacket(packetBytes(0xb0, heard, 60 + (heard % 5)), 'key', (sounds[heard] ?? 0) / 1000, 0.02);
      await audio.add(sound, heard === 0 ? { decoderConfig: soundConfig } : undefined);
    }
  }
  await output.finalize();
  return concat(...parts);
}

/** A made journal that goes on for as long as is wanted: its head, and each second of it. */
export interface Repeated {
  readonly head: Bytes;
  /** The `nth` second, a cluster of its own that begins with a key picture. */
  readonly second: (nth: number) => Bytes;
  readonly pictures: number;
  readonly sounds: number;
}

const FRAMES = 30;
const SOUNDS = 50;
/** A cluster of unknown length, and its time in four bytes. */
const CLUSTER = [0x1f, 0x43, 0xb6, 0x75, 0x01, 255, 255, 255, 255, 255, 255, 255, 0xe7, 0x84, 0, 0, 0, 0];

/** A journal whose packets repeat each second: 30 pictures and 50 stretches of sound of so many bytes each. */
export async function repeated(bytesPerPicture: number, bytesPerSound: number): Promise<Repeated> {
  const pattern = Buffer.from(await makeJournal({ pictures: steady(2, 33) }));
  const head = Uint8Array.from(pattern.subarray(0, pattern.indexOf(Uint8Array.from(CLUSTER.slice(0, 4)))));
  const blocks: Bytes[] = [];
  for (let at = 0; at < FRAMES; at += 1) {
    blocks.push(block(1, (at * 1000) / FRAMES, at === 0, packetBytes(0xa0, at, bytesPerPicture)));
  }
  for (let at = 0; at < SOUNDS; at += 1) {
    blocks.push(block(2, (at * 1000) / SOUNDS, true, packetBytes(0xb0, at, bytesPerSound)));
  }
  const one = concat(Uint8Array.from(CLUSTER), ...blocks);
  const second = (nth: number): Bytes => {
    const made = one.slice();
    new DataView(made.buffer).setUint32(CLUSTER.length - 4, nth * 1000);
    return made;
  };
  return { head, second, pictures: FRAMES, sounds: SOUNDS };
}

function block(track: number, ms: number, key: boolean, data: Bytes): Bytes {
  const head = new DataView(new ArrayBuffer(9));
  head.setUint8(0, 0xa3);
  head.setUint32(1, 0x10000000 + 4 + data.length); // a length of four bytes
  head.setUint8(5, 0x80 + track);
  head.setInt16(6, Math.round(ms));
  head.setUint8(8, key ? 0x80 : 0);
  return concat(new Uint8Array(head.buffer), data);
}

/** A journal at hand; counts how often each byte is read. */
export class MemoryJournal implements JournalSource {
  readonly bytes: Uint8Array;
  /** Ranges as they were asked for. */
  readonly reads: (readonly [start: number, end: number])[] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    this.reads.push([start, end]);
    return this.bytes.slice(start, end);
  }
}

function packetBytes(mark: number, at: number, length: number): Bytes {
  const data = new Uint8Array(length).fill(mark);
  const view = new DataView(data.buffer);
  // Pictures in AVC are lengths and units: one unit here, whose length comes first.
  view.setUint32(0, length - 4);
  view.setUint8(4, at % 30 === 0 ? 0x65 : 0x41);
  view.setUint32(5, at);
  return data;
}

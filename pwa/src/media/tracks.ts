// What the track entries of a journal say: which codec, how large, and the codec's own header.
import { refuse } from '../sync/errors.ts';
import { ID, elementsOf, readFloat, readUnsigned } from './matroska.ts';

export type VideoCodec = 'avc' | 'vp9' | 'vp8';

/** ITU-T H.273 numbers. */
export interface Colour {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
}

export interface VideoTrack {
  readonly number: number;
  readonly codec: VideoCodec;
  readonly width: number;
  readonly height: number;
  /** Clockwise degrees by which the picture is turned when shown: 0, 90, 180 or 270. */
  readonly rotation: number;
  readonly colour: Colour | null;
  /** AVCDecoderConfigurationRecord for avc; may be empty for the others. */
  readonly codecPrivate: Uint8Array;
}

export interface AudioTrack {
  readonly number: number;
  readonly channels: number;
  /** The identification header of RFC 7845, section 5.1. */
  readonly opusHead: Uint8Array;
}

/** What a journal holds: one picture track, at most one sound track, and their entries as written. */
export interface Tracks {
  readonly video: VideoTrack;
  readonly audio: AudioTrack | null;
  /** The content of the `Tracks` element. */
  readonly entries: Uint8Array;
}

const CODECS: Readonly<Record<string, VideoCodec>> = {
  'V_MPEG4/ISO/AVC': 'avc',
  V_VP9: 'vp9',
  V_VP8: 'vp8',
};
const VIDEO_TYPE = 1;
const AUDIO_TYPE = 2;
const OPUS_HEAD_LENGTH = 19;

/** Reads the content of a `Tracks` element.  Throws `film-journal` where there is no picture track that we write. */
export function readTracks(entries: Uint8Array): Tracks {
  let video: VideoTrack | null = null;
  let audio: AudioTrack | null = null;
  for (const entry of elementsOf(entries)) {
    if (entry.id !== ID.trackEntry) continue;
    const fields = new Fields(entries.subarray(entry.start, entry.end));
    const type = fields.unsigned(ID.trackType);
    if (type === VIDEO_TYPE) video ??= videoTrack(fields);
    if (type === AUDIO_TYPE) audio ??= audioTrack(fields);
  }
  if (video === null) throw refuse('film-journal', 'it has no picture track');
  return { video, audio, entries };
}

function videoTrack(fields: Fields): VideoTrack {
  const codec = CODECS[fields.text(ID.codecId)];
  const picture = fields.inside(ID.video);
  const width = picture.unsigned(ID.pixelWidth);
  const height = picture.unsigned(ID.pixelHeight);
  const codecPrivate = fields.bytes(ID.codecPrivate);
  if (codec === undefined) throw refuse('film-journal', 'its picture is of another codec');
  if (width === 0 || height === 0) throw refuse('film-journal', 'its picture has no size');
  if (codec === 'avc' && codecPrivate.length < 7) throw refuse('film-journal', 'its picture has no decoder header');
  const roll = readFloat(picture.inside(ID.projection).bytes(ID.poseRoll));
  return {
    number: fields.unsigned(ID.trackNumber),
    codec,
    width,
    height,
    // Matroska turns counter-clockwise, from -180 to 180.
    rotation: (((Math.round(-roll / 90) * 90) % 360) + 360) % 360,
    colour: colourOf(picture),
    codecPrivate,
  };
}

function colourOf(picture: Fields): Colour | null {
  const colour = picture.inside(ID.colour);
  if (colour.empty) return null;
  return {
    primaries: colour.unsigned(ID.primaries, 2),
    transfer: colour.unsigned(ID.transfer, 2),
    matrix: colour.unsigned(ID.matrix, 2),
    fullRange: colour.unsigned(ID.range) === 2,
  };
}

function audioTrack(fields: Fields): AudioTrack {
  const opusHead = fields.bytes(ID.codecPrivate);
  if (fields.text(ID.codecId) !== 'A_OPUS' || opusHead.length < OPUS_HEAD_LENGTH) {
    throw refuse('film-journal', 'its sound is not Opus');
  }
  return {
    number: fields.unsigned(ID.trackNumber),
    channels: fields.inside(ID.audio).unsigned(ID.channels, 1),
    opusHead,
  };
}

/** The children of one element by id; the first of an id counts. */
class Fields {
  readonly #children = new Map<number, Uint8Array>();

  constructor(content: Uint8Array) {
    for (const { id, start, end } of elementsOf(content)) {
      if (!this.#children.has(id)) this.#children.set(id, content.subarray(start, end));
    }
  }

  get empty(): boolean {
    return this.#children.size === 0;
  }

  bytes(id: number): Uint8Array {
    return this.#children.get(id) ?? new Uint8Array(0);
  }

  unsigned(id: number, absent = 0): number {
    const content = this.#children.get(id);
    return content === undefined ? absent : readUnsigned(content);
  }

  text(id: number): string {
    return String.fromCharCode(...this.bytes(id));
  }

  inside(id: number): Fields {
    return new Fields(this.bytes(id));
  }
}

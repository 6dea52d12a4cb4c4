// How the packets of a track are to be decoded: the sample entries of an MP4.
import { type Bytes } from '../sync/bytes.ts';
import { box, fullBox, text, u16, u32, u8 } from './boxes.ts';
import { type AudioTrack, type VideoTrack } from './tracks.ts';

/** Opus always counts at 48 kHz (RFC 7845, section 4). */
export const OPUS_SCALE = 48_000;

const PICTURE_ENTRY = { avc: 'avc1', vp9: 'vp09', vp8: 'vp08' } as const;

/** How the pictures are encoded. */
export function pictureEntry(track: VideoTrack): Bytes {
  const colour = track.colour;
  const colourBox =
    colour === null
      ? []
      : [
          box(
            'colr',
            text('nclx'), u16(colour.primaries, colour.transfer, colour.matrix), u8(colour.fullRange ? 0x80 : 0),
          ),
        ];
  return box(
    PICTURE_ENTRY[track.codec],
    new Uint8Array(6), u16(1), new Uint8Array(16), u16(track.width, track.height),
    u32(0x00480000, 0x00480000, 0), u16(1), new Uint8Array(32), u16(0x0018, 0xffff),
    track.codec === 'avc' ? box('avcC', track.codecPrivate) : vpConfiguration(track),
    ...colourBox,
  );
}

/**
 * `vpcC`.  A journal's codec header is rows of (feature, 1, value), where feature 1 is the profile, 2 the level,
 * 3 the depth and 4 the chroma.
 */
function vpConfiguration(track: VideoTrack): Bytes {
  const features = new Map<number, number>();
  for (let at = 0; at + 2 < track.codecPrivate.length; at += 3) {
    features.set(track.codecPrivate[at] ?? 0, track.codecPrivate[at + 2] ?? 0);
  }
  const { primaries, transfer, matrix, fullRange } = track.colour ?? UNSPECIFIED;
  const shape = ((features.get(3) ?? 8) << 4) | ((features.get(4) ?? 1) << 1) | Number(fullRange);
  return fullBox(
    'vpcC', 1, 0,
    u8(features.get(1) ?? 0, features.get(2) ?? 31, shape, primaries, transfer, matrix), u16(0),
  );
}

const UNSPECIFIED = { primaries: 2, transfer: 2, matrix: 2, fullRange: false };

/** Opus in ISOBMFF: `dOps` holds the identification header's fields with the byte order turned round. */
export function soundEntry(track: AudioTrack): Bytes {
  const head = new DataView(track.opusHead.buffer, track.opusHead.byteOffset, track.opusHead.byteLength);
  const configuration = box(
    'dOps',
    u8(0, head.getUint8(9)), u16(head.getUint16(10, true)), u32(head.getUint32(12, true)),
    u16(head.getUint16(16, true)), track.opusHead.slice(18),
  );
  return box(
    'Opus',
    new Uint8Array(6), u16(1), new Uint8Array(8), u16(track.channels, 16, 0, 0), u32(OPUS_SCALE * 65_536),
    configuration,
  );
}

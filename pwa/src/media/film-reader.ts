// A finished film as the stepping worker opens it: its pictures' times, and a decoder for them.
import { ALL_FORMATS, CustomSource, EncodedPacketSink, Input } from 'mediabunny';
import { refuse } from '../sync/errors';
import type { RangeAsker } from '../sync/ranges';
import { Stepper, type PictureIndex } from './stepper';

/** Bytes of the film that the reader keeps, beside the decoded pictures. */
const READ_CACHE = 8 << 20;

export interface OpenFilm {
  readonly index: PictureIndex;
  readonly stepper: Stepper;
  readonly rotation: 0 | 90 | 180 | 270;
}

/** Opens the film behind `asker`; throws `film-picture` where this browser cannot show single pictures of it. */
export async function openFilm(asker: Pick<RangeAsker, 'ask' | 'film'>): Promise<OpenFilm> {
  const { length } = await asker.film();
  const source = new CustomSource({
    getSize: () => length,
    read: (start, end) => asker.ask(start, end),
    maxCacheSize: READ_CACHE,
    prefetchProfile: 'network',
    // A read that nobody waits for fails again for whoever wants it.
    handleUnhandledError: () => undefined,
  });
  const input = new Input({ source, formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  const config = (await track?.getDecoderConfig()) ?? null;
  if (track === null || config === null) throw refuse('film-picture');
  const { supported } = await VideoDecoder.isConfigSupported(config);
  if (supported !== true) throw refuse('film-picture');
  const sink = new EncodedPacketSink(track);
  const index = await indexOf(sink);
  return { index, stepper: new Stepper(sink, config, index), rotation: await track.getRotation() };
}

/** The times of all pictures, in the order in which they are shown; their data is not read. */
async function indexOf(sink: EncodedPacketSink): Promise<PictureIndex> {
  const pictures: { readonly time: number; readonly micros: number }[] = [];
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    pictures.push({ time: packet.timestamp, micros: packet.microsecondTimestamp });
  }
  pictures.sort((one, other) => one.time - other.time);
  return {
    times: Float64Array.from(pictures, ({ time }) => time),
    micros: Float64Array.from(pictures, ({ micros }) => micros),
  };
}

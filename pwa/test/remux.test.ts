import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input, type InputTrack } from 'mediabunny';
import { padmeSize } from '../src/media/padme.ts';
import { remuxFilm, type FilmProgress, type RemuxedFilm } from '../src/media/remux.ts';
import { AmanatError } from '../src/sync/errors.ts';
import { concat, type Bytes } from '../src/sync/bytes.ts';
import { makeJournal, MemoryJournal, steady } from './journals.ts';

const FILM = await makeJournal({ pictures: steady(150, 1000 / 30) });
const SMALL_FRAMES = 16;
const SMALL = await makeJournal({ pictures: steady(SMALL_FRAMES, 100), keyEvery: 5, bytesPerPicture: 30 });

interface Packet {
  readonly ms: number;
  readonly key: boolean;
  readonly data: string;
}

/** What another reader finds in a file: the packets of its picture and its sound. */
async function packetsOf(file: Uint8Array): Promise<{ video: Packet[]; audio: Packet[] }> {
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(file) });
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  return { video: await packetsOfTrack(video), audio: await packetsOfTrack(audio) };
}

async function packetsOfTrack(track: InputTrack | null): Promise<Packet[]> {
  const packets: Packet[] = [];
  if (track === null) return packets;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    const data = Buffer.from(packet.data).toString('hex');
    packets.push({ ms: Math.round(packet.timestamp * 1000), key: packet.type === 'key', data });
  }
  return packets;
}

async function fileOf(film: RemuxedFilm): Promise<Bytes> {
  const pieces: Bytes[] = [];
  for await (const piece of film.bytes()) pieces.push(piece);
  return concat(...pieces);
}

async function remuxed(journal: Uint8Array, expected?: FilmProgress): Promise<{ film: RemuxedFilm; file: Bytes }> {
  const film = await remuxFilm(new MemoryJournal(journal), expected);
  return { film, file: await fileOf(film) };
}

/** The names and places of the boxes at the top of an MP4. */
function boxesOf(file: Uint8Array): { type: string; start: number; length: number }[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const boxes: { type: string; start: number; length: number }[] = [];
  for (let at = 0; at < file.length; ) {
    const short = view.getUint32(at);
    const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short;
    boxes.push({ type: Buffer.from(file.subarray(at + 4, at + 8)).toString('latin1'), start: at, length });
    at += length;
  }
  return boxes;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function codeIs(code: string): (error: unknown) => boolean {
  return (error) => error instanceof AmanatError && error.code === code;
}

for (const codec of ['avc', 'vp9', 'vp8'] as const) {
  test(`every packet of a ${codec} film comes through as it was, at its time`, async () => {
    const journal = await makeJournal({ codec, pictures: steady(100, 1000 / 30) });
    const { film, file } = await remuxed(journal);
    assert.equal(film.container, codec === 'vp8' ? 'webm' : 'mp4');
    assert.equal(film.codec, codec);
    assert.equal(film.frames, 100);
    assert.deepEqual(await packetsOf(file), await packetsOf(journal));
  });
}

test('the file opens from its front: its index stands before its media', async () => {
  const { file } = await remuxed(FILM);
  assert.deepEqual(boxesOf(file).map(({ type }) => type), ['ftyp', 'moov', 'mdat', 'free']);
});

test('the cues of a WebM stand before its clusters and point at them', async () => {
  const { file } = await remuxed(await makeJournal({ codec: 'vp8', pictures: steady(100, 1000 / 30) }));
  const hex = Buffer.from(file).toString('hex');
  assert.ok(hex.indexOf('1c53bb6b') > 0 && hex.indexOf('1c53bb6b') < hex.indexOf('1f43b675'));
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(file) });
  const track = await input.getPrimaryVideoTrack();
  assert.ok(track !== null);
  const packet = await new EncodedPacketSink(track).getKeyPacket(2.5);
  assert.equal(packet?.timestamp, 2);
});

test('the length is known before the first byte, and it is a Padmé size', async () => {
  for (const bytesPerPicture of [10, 11, 12, 13, 200, 1000]) {
    for (const codec of ['avc', 'vp8'] as const) {
      const { film, file } = await remuxed(await makeJournal({ codec, pictures: steady(31, 33), bytesPerPicture }));
      assert.equal(file.length, film.length);
      assert.equal(padmeSize(file.length), file.length);
    }
  }
});

test('two passes over a journal give the same bytes', async () => {
  const film = await remuxFilm(new MemoryJournal(FILM));
  const [first, second] = [digest(await fileOf(film)), digest(await fileOf(film))];
  assert.equal(first, second);
  assert.equal(digest(await fileOf(await remuxFilm(new MemoryJournal(FILM)))), first);
});

test('each pass reads forward and each byte once', async () => {
  const journal = new MemoryJournal(await makeJournal({ pictures: steady(300, 33), bytesPerPicture: 9000 }));
  const film = await remuxFilm(journal);
  const first = journal.reads.splice(0);
  await fileOf(film);
  for (const reads of [first, journal.reads]) {
    assert.deepEqual(reads.map(([start]) => start), [0, ...reads.map(([, end]) => end).slice(0, -1)]);
    assert.equal(reads.at(-1)?.[1], journal.size);
  }
});

test('pieces are small enough to hold, and their buffers are their own', async () => {
  const journal = await makeJournal({ pictures: steady(300, 33), bytesPerPicture: 20_000 });
  const film = await remuxFilm(new MemoryJournal(journal));
  for await (const piece of film.bytes()) {
    assert.ok(piece.length <= 1024 * 1024 + 64 * 1024, String(piece.length));
    assert.equal(piece.byteLength, piece.buffer.byteLength);
  }
});

test('a journal cut off at any byte gives every packet that is whole, or says that there is none', async () => {
  const whole = await packetsOf((await remuxed(SMALL)).file);
  let frames = 0;
  let before: Uint8Array = new Uint8Array(0);
  for (let size = 0; size <= SMALL.length; size += 1) {
    try {
      const { film, file } = await remuxed(SMALL.subarray(0, size));
      assert.ok(film.lost.bytes < 80, `cut at ${size}: ${film.lost.bytes} bytes gave nothing`);
      // Cuts inside one packet give one and the same file.
      if (Buffer.compare(file, before) === 0) continue;
      before = file;
      const found = await packetsOf(file);
      assert.deepEqual(found.video, whole.video.slice(0, found.video.length), `cut at ${size}`);
      assert.deepEqual(found.audio, whole.audio.slice(0, found.audio.length), `cut at ${size}`);
      assert.equal(film.frames, found.video.length);
      assert.ok(film.frames >= frames, `cut at ${size}: a longer journal gave fewer frames`);
      frames = film.frames;
    } catch (error) {
      assert.ok(codeIs('film-empty')(error), `cut at ${size}: ${String(error)}`);
      assert.equal(frames, 0, `cut at ${size}: frames were there before`);
    }
  }
  assert.equal(frames, SMALL_FRAMES);
});

test('what a crash took is counted', async () => {
  const half = FILM.subarray(0, FILM.length / 2);
  const { film } = await remuxed(half, { ms: 5000, frames: 150 });
  assert.equal(film.lost.frames, 150 - film.frames);
  assert.equal(film.lost.ms, 5000 - film.ms);
  assert.ok(film.frames > 70 && film.frames < 80, String(film.frames));
  assert.deepEqual((await remuxed(FILM, { ms: 10, frames: 1 })).film.lost, { bytes: 0, ms: 0, frames: 0 });
});

test('bytes that follow the film and are no Matroska are left out and counted', async () => {
  const { film } = await remuxed(concat(SMALL, new Uint8Array(100)));
  assert.deepEqual({ frames: film.frames, bytes: film.lost.bytes }, { frames: SMALL_FRAMES, bytes: 100 });
});

test('bytes that are no journal are refused, and none at all are an empty film', async () => {
  const text = new Uint8Array(4000).fill(0x61);
  await assert.rejects(remuxFilm(new MemoryJournal(text)), codeIs('film-journal'));
  await assert.rejects(remuxFilm(new MemoryJournal(new Uint8Array(0))), codeIs('film-empty'));
  await assert.rejects(remuxFilm(new MemoryJournal(new Uint8Array(500))), codeIs('film-empty'));
});

test('a journal of a codec that we do not write is refused', async () => {
  const text = Buffer.from(SMALL).toString('latin1').replace('V_MPEG4/ISO/AVC', 'V_MPEG4/ISO/ASP');
  await assert.rejects(remuxFilm(new MemoryJournal(Buffer.from(text, 'latin1'))), codeIs('film-journal'));
});

test('a journal that ends before its first picture has no film in it', async () => {
  const late = await makeJournal({ pictures: steady(30, 33).map((ms) => ms + 500), sounds: steady(60, 20) });
  const firstPicture = Buffer.from(late).indexOf(Buffer.alloc(100, 0xa0));
  assert.ok(Buffer.from(late).indexOf(Buffer.alloc(40, 0xb0)) < firstPicture, 'sound stands before it');
  await assert.rejects(remuxFilm(new MemoryJournal(late.subarray(0, firstPicture))), codeIs('film-empty'));
});

test('a source that gives another length than it was asked for is refused', async () => {
  const short = { size: FILM.length, read: async (start: number, end: number) => FILM.slice(start, end - 1) };
  await assert.rejects(remuxFilm(short), codeIs('film-journal'));
});

test('a journal that changes between the passes is refused before its file is whole', async () => {
  const bytes = FILM.slice();
  const film = await remuxFilm(new MemoryJournal(bytes));
  const other = await makeJournal({ pictures: steady(150, 1000 / 30), bytesPerPicture: 901 });
  bytes.set(other.subarray(0, bytes.length));
  await assert.rejects(fileOf(film), codeIs('film-journal'));
});

test('a journal that became shorter between the passes is refused before its file is whole', async () => {
  let bytes = FILM.slice();
  const source = {
    get size() {
      return bytes.length;
    },
    read: async (start: number, end: number) => bytes.slice(start, end),
  };
  const film = await remuxFilm(source);
  bytes = FILM.slice(0, FILM.length / 2);
  await assert.rejects(fileOf(film), codeIs('film-journal'));
});

for (const codec of ['avc', 'vp9'] as const) {
  test(`what the decoders of a ${codec} film are told is what the journal says`, async () => {
    const journal = await makeJournal({ codec, pictures: steady(10, 33) });
    const configs = [journal, (await remuxed(journal)).file].map(async (file) => {
      const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(file) });
      const picture = await (await input.getPrimaryVideoTrack())?.getDecoderConfig();
      const sound = await (await input.getPrimaryAudioTrack())?.getDecoderConfig();
      const header = ({ description }: { description?: AllowSharedBufferSource | undefined }): string =>
        description instanceof Uint8Array ? Buffer.from(description).toString('hex') : '';
      assert.ok(picture && sound);
      const { codec: name, codedWidth, codedHeight } = picture;
      const { numberOfChannels, sampleRate } = sound;
      // An MP4 spells out the last parts of the name of VP9, which a journal leaves at their defaults.
      return [name.split('.').slice(0, 4).join('.'), codedWidth, codedHeight, header(picture), numberOfChannels, sampleRate, header(sound)];
    });
    const [before, after] = await Promise.all(configs);
    assert.deepEqual(after, before);
  });
}

test('sound that begins late stays late', async () => {
  const sounds = steady(80, 20).map((ms) => ms + 140);
  const { file } = await remuxed(await makeJournal({ pictures: steady(60, 33), sounds }));
  const { video, audio } = await packetsOf(file);
  assert.deepEqual([video[0]?.ms, audio[0]?.ms, audio[1]?.ms], [0, 140, 160]);
});

test('pictures that begin late stay late', async () => {
  const pictures = steady(60, 33).map((ms) => ms + 99);
  const { film, file } = await remuxed(await makeJournal({ pictures, sounds: steady(90, 20) }));
  const { video, audio } = await packetsOf(file);
  assert.deepEqual([video[0]?.ms, video[59]?.ms, audio[0]?.ms], [99, 99 + 59 * 33, 0]);
  assert.equal(film.ms, 99 + 60 * 33);
});

test('uneven frames keep their own times', async () => {
  const pictures = [0, 31, 70, 71, 500, 533, 1900, 1933, 1967];
  const { file } = await remuxed(await makeJournal({ pictures, keyEvery: 4 }));
  assert.deepEqual((await packetsOf(file)).video.map(({ ms }) => ms), pictures);
});

test('a film without sound is a film', async () => {
  const { film, file } = await remuxed(await makeJournal({ pictures: steady(60, 33), sounds: null }));
  const { video, audio } = await packetsOf(file);
  assert.deepEqual([film.frames, video.length, audio.length], [60, 60, 0]);
});

test('one single frame is a film', async () => {
  const { film, file } = await remuxed(await makeJournal({ pictures: [0], sounds: null }));
  assert.deepEqual([film.frames, film.ms, (await packetsOf(file)).video.length], [1, 33, 1]);
});

test('a second of many bytes is split and stays whole', async () => {
  for (const codec of ['avc', 'vp8'] as const) {
    const journal = await makeJournal({ codec, pictures: steady(60, 33), keyEvery: 60, bytesPerPicture: 100_000 });
    assert.deepEqual(await packetsOf((await remuxed(journal)).file), await packetsOf(journal));
  }
});

for (const rotation of [0, 90, 180, 270] as const) {
  test(`a tablet turned by ${rotation} degrees is shown upright`, async () => {
    const { file } = await remuxed(await makeJournal({ pictures: steady(10, 33), rotation }));
    const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(file) });
    const track = await input.getPrimaryVideoTrack();
    assert.ok(track !== null);
    assert.equal(await track.getRotation(), rotation);
    assert.deepEqual([await track.getCodedWidth(), await track.getCodedHeight()], [1280, 720]);
  });
}

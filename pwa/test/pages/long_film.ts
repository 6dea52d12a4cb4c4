// Another recorder, for tests/e2e/test_long_films.py: a film larger than the app's own camera makes, because its
// pictures were coded beforehand and at a higher rate.  They are repeated into a journal as the app's recorder writes
// it, and the journal goes to the page's own vault, which seals, closes and sends the film as any other.  It is bundled
// by the test and never shipped.
import {
  ALL_FORMATS,
  BufferSource,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MkvOutputFormat,
  Output,
  StreamTarget,
} from 'mediabunny';
import { Batches } from '../../src/media/page/batches.ts';
import { Vault, type CaseView, type Channel, type Question, type Reply } from '../../src/vault/api.ts';

declare global {
  /** The worker that the page has started; a script before the page's own keeps it (`test_long_films.py`). */
  var vaultWorker: Worker;
}

/** The page's own questions are counted from 1. */
const ASIDE = 1_000_000_000;

/** A second channel to the page's vault worker, beside the page's own. */
class Aside implements Channel {
  onmessage: ((event: MessageEvent<Reply>) => void) | null = null;
  readonly #worker: Worker;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      if (data.id < ASIDE) return;
      this.onmessage?.(new MessageEvent('message', { data: { ...data, id: data.id - ASIDE } }));
    });
  }

  postMessage(message: Question, transfer: Transferable[]): void {
    this.#worker.postMessage({ ...message, id: message.id + ASIDE }, transfer);
  }
}

const vault = new Vault(new Aside(globalThis.vaultWorker));

/** Packets of a film of a few seconds, in the order in which they are shown and heard, and where each of them goes. */
interface Segment {
  readonly pictures: EncodedVideoPacketSource;
  readonly sounds: EncodedAudioPacketSource;
  readonly packets: readonly Step[];
}

interface Step {
  readonly packet: EncodedPacket;
  readonly isPicture: boolean;
  readonly add: (packet: EncodedPacket) => Promise<void>;
}

async function segmentOf(file: Uint8Array<ArrayBuffer>, seconds: number): Promise<Segment> {
  const input = new Input({ source: new BufferSource(file), formats: ALL_FORMATS });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  const [picture, sound] = [await video?.getCodec(), await audio?.getCodec()];
  const [seen, heard] = [await video?.getDecoderConfig(), await audio?.getDecoderConfig()];
  if (video === null || audio === null || !picture || !sound || !seen || !heard) throw new Error('not a film with sound');
  const [pictures, sounds] = [new EncodedVideoPacketSource(picture), new EncodedAudioPacketSource(sound)];
  const packets: Step[] = [];
  const add = async (packet: EncodedPacket): Promise<void> => pictures.add(packet, { decoderConfig: seen });
  for await (const packet of new EncodedPacketSink(video).packets()) packets.push({ packet, add, isPicture: true });
  const say = async (packet: EncodedPacket): Promise<void> => sounds.add(packet, { decoderConfig: heard });
  for await (const packet of new EncodedPacketSink(audio).packets()) {
    packets.push({ packet, add: say, isPicture: false });
  }
  const inside = packets.filter(({ packet: { timestamp } }) => timestamp >= 0 && timestamp < seconds);
  inside.sort((one, other) => one.packet.timestamp - other.packet.timestamp);
  return { pictures, sounds, packets: inside };
}

async function caseOf(label: string): Promise<CaseView> {
  const cases = await new Promise<readonly CaseView[]>((told) => {
    const stop = vault.watch('cases', undefined, (all) => {
      told(all);
      queueMicrotask(() => { stop(); });
    });
  });
  const found = cases.find((one) => one.label === label);
  if (found === undefined) throw new Error('no such family');
  return found;
}

interface Recorded {
  readonly film: string;
  readonly bytes: number;
  readonly frames: number;
  readonly ms: number;
}

/** Films those of the family who said yes: the segment (base64) over and over, until the journal has so many bytes. */
async function record(label: string, segment: string, seconds: number, bytes: number): Promise<Recorded> {
  const about = await caseOf(label);
  const persons = about.persons.filter((one) => one.answer === 'yes').map((one) => one.person);
  const file = Uint8Array.from(atob(segment), (letter) => letter.charCodeAt(0));
  const { packets, pictures, sounds } = await segmentOf(file, seconds);
  const { film } = await vault.ask('film.open', { case: about.case, persons });
  let encoded = { ms: 0, frames: 0 };
  const failures: unknown[] = [];
  const batches = new Batches(
    (chunk) => vault.ask('film.append', { film, chunk, ...encoded }, [chunk.buffer]),
    (cause) => failures.push(cause),
  );
  const output = new Output({
    format: new MkvOutputFormat({ appendOnly: true, minimumClusterDuration: 1 }),
    target: new StreamTarget(new WritableStream({ write: ({ data }) => batches.push(data) })),
  });
  output.addVideoTrack(pictures);
  output.addAudioTrack(sounds);
  await output.start();
  for (let round = 0; batches.total < bytes; round += 1) {
    for (const { add, isPicture, packet } of packets) {
      const { data, duration, timestamp, type } = packet;
      const moved = new EncodedPacket(data, type, timestamp + round * seconds, duration);
      await add(moved);
      if (!isPicture) continue;
      encoded = { ms: Math.round((moved.timestamp + duration) * 1000), frames: encoded.frames + 1 };
    }
    if (failures.length > 0) throw failures[0];
  }
  await output.finalize();
  await batches.close();
  return { film, bytes: batches.total, ...encoded };
}

/** Closes the film, and says that it may be kept. */
async function finish(film: string): Promise<void> {
  await vault.ask('film.finish', { film, reason: 'stop' });
}

async function keep(film: string): Promise<void> {
  await vault.ask('film.keep', { film });
}

Object.assign(globalThis, { recorder: { record, finish, keep } });

// Single pictures however late decoder and film answer: the very one that is wished for, or none because another was
// wished for meanwhile.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { EncodedPacketSink } from 'mediabunny';
import { Stepper } from '../src/media/stepper';
import { FakeDecoder, FakeFrame, FakeSink, late, seedChance } from './decoders';

Object.assign(globalThis, { VideoDecoder: FakeDecoder, VideoFrame: FakeFrame });

const PICTURES = 240;
const SEEDS = 12;
const STEPS = 250;

interface Told {
  readonly wanted: number;
  readonly seen: number | null;
  readonly fault: string | null;
}

function stepperOver(): Stepper {
  const micros = Float64Array.from({ length: PICTURES }, (_, index) => index * 33_333);
  const times = micros.map((one) => one / 1e6);
  const sink = new FakeSink(PICTURES) as unknown as EncodedPacketSink;
  return new Stepper(sink, { codec: 'avc1.42c01f' }, { times, micros });
}

test('steps and leaps give the very picture, whoever waits and whoever does not', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const below = seedChance(seed);
    const stepper = stepperOver();
    let at = 0;
    const asked: Promise<Told>[] = [];
    for (let nth = 0; nth < STEPS; nth += 1) {
      const way = below(7);
      const by = [1, 1, -1, -1, 30, -30][way];
      at = Math.min(Math.max(0, by === undefined ? below(PICTURES) : at + by), PICTURES - 1);
      const wanted = at;
      const told = stepper.show(wanted).then(
        (frame) => {
          const seen = frame === null ? null : frame.timestamp / 33_333;
          frame?.close();
          return { wanted, seen, fault: null };
        },
        (fault: unknown) => ({ wanted, seen: null, fault: String(fault) }),
      );
      asked.push(told);
      const patience = below(3);
      if (patience === 0) await told;
      else if (patience === 1) await late(below(30));
    }
    const answers = await Promise.all(asked);
    const wrong = answers.filter(({ fault, seen, wanted }) => fault !== null || (seen !== null && seen !== wanted));
    assert.deepEqual(wrong, [], `seed ${seed}`);
    assert.equal(answers.at(-1)?.seen, at, `seed ${seed}: nobody wished for another one`);
    stepper.close();
    for (let turn = 0; turn < 2000 && FakeFrame.open > 0; turn += 1) await late(1);
    assert.equal(FakeFrame.open, 0, `seed ${seed}: pictures were left open`);
  }
});

const seenBy = (stepper: Stepper) => async (index: number): Promise<number | null> => {
  const frame = await stepper.show(index);
  frame?.close();
  return frame === null ? null : frame.timestamp / 33_333;
};

async function closed(stepper: Stepper): Promise<void> {
  stepper.close();
  for (let turn = 0; turn < 2000 && FakeFrame.open > 0; turn += 1) await late(1);
  assert.equal(FakeFrame.open, 0);
}

test('pictures that cannot be copied out of the decoder once are shown all the same, and none is left open', async () => {
  seedChance(3);
  const stepper = stepperOver();
  const seen = seenBy(stepper);
  assert.equal(await seen(60), 60);
  FakeFrame.uncopied = 2;
  for (const index of [61, 62, 90, 89, 150, 61]) assert.equal(await seen(index), index);
  await closed(stepper);
});

test('a picture that no decoding gives is refused, whether pictures can be kept or not, and the others are shown', async (t) => {
  t.after(() => {
    [FakeFrame.opaque, FakeDecoder.lost] = [false, -1];
  });
  for (const opaque of [false, true]) {
    seedChance(5);
    [FakeFrame.opaque, FakeDecoder.lost] = [opaque, 70 * 33_333];
    const stepper = stepperOver();
    const seen = seenBy(stepper);
    assert.equal(await seen(69), 69);
    const answer = await Promise.race([seen(70).then(String, () => 'refused'), late(5000).then(() => 'none')]);
    assert.equal(answer, 'refused', opaque ? 'opaque' : 'kept');
    for (const index of [71, 69]) assert.equal(await seen(index), index);
    await closed(stepper);
  }
});

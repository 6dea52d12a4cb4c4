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

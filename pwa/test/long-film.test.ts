// Half an hour of film, cut off by a crash and finished as the tablet does it: what is alive in memory stays a few
// bytes for each packet, and the film is whole.
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ALL_FORMATS, BufferSource, Input, type InputTrack } from 'mediabunny';
import { remuxFilm } from '../src/media/remux.ts';
import { type Bytes } from '../src/sync/bytes';
import { createPrimitives } from '../src/vault/primitives';
import { repeated } from './journals.ts';
import { DiskStore } from './vault/disk-store';
import { nothingOfTheJournalIsLeft, opened, WISH } from './vault/film-opened';
import { Tablet } from './vault/film-world';

const MINUTES = 30;
const MIB = 1_048_576;
/** The index of 144,000 packets takes half of it; the film is three times as much. */
const MOST_ALIVE = 10 * MIB;
const LOOKS = 8;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are alive in the heap and in buffers. */
async function alive(): Promise<number> {
  let least = Infinity;
  // Buffers are given back in the background, rounds after they died: until then they count as alive.
  for (let round = 0; round < 4; round += 1) {
    collect();
    await new Promise(setImmediate);
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    least = Math.min(least, heapUsed + arrayBuffers);
  }
  return least;
}

/** How many packets each track's table of sizes (`stsz`) lists. */
function packetsIn(front: Buffer): number[] {
  const counts: number[] = [];
  for (let at = front.indexOf('stsz'); at >= 0; at = front.indexOf('stsz', at + 4)) counts.push(front.readUInt32BE(at + 12));
  return counts;
}

async function secondsOf(track: InputTrack | null): Promise<number> {
  return Math.round((await track?.computeDuration() ?? 0) * 10) / 10;
}

test('half an hour of journal is finished after a crash, in memory that never holds the film', async (t) => {
  const primitives = await createPrimitives();
  const folder = mkdtempSync(join(tmpdir(), 'amanat-long-film-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const tablet = await Tablet.make(primitives, 41, new DiskStore(folder));
  const filming = await tablet.start();
  const open = await filming.films.openFilm({ ...WISH, case: tablet.about.case });
  const made = await repeated(500, 60);
  let journal = made.head.length;
  await open.journal.appendRecord(made.head, { ms: 0, frames: 0 });
  for (let nth = 0; nth < MINUTES * 60; nth += 1) {
    const second = made.second(nth);
    journal += second.length;
    await open.journal.appendRecord(second, { ms: (nth + 1) * 1000, frames: (nth + 1) * made.pictures });
  }
  tablet.kill(filming);

  const before = await alive();
  let most = 0;
  const look = async (): Promise<void> => {
    most = Math.max(most, (await alive()) - before);
  };
  const after = await tablet.start({
    remux: async (source, expected) => {
      await look();
      const film = await remuxFilm(source, expected);
      await look();
      async function* watched(): AsyncGenerator<Bytes, void, undefined> {
        let pieces = 0;
        for await (const piece of film.bytes()) {
          if (pieces++ % Math.ceil((MINUTES * 60) / LOOKS) === 0) await look();
          yield piece;
        }
        await look();
      }
      return { ...film, bytes: watched };
    },
  });
  const [recovered] = await after.films.recoverFilms();
  await look();
  assert.deepEqual([recovered?.fault, recovered?.lost_ms], [null, 0]);
  assert.ok(recovered?.clip);
  await nothingOfTheJournalIsLeft(tablet, after, open.film);

  const file = await opened(tablet, after, recovered.clip, open.film);
  const [all, held] = [(file.length / MIB).toFixed(1), (most / MIB).toFixed(1)];
  t.diagnostic(`journal ${(journal / MIB).toFixed(1)} MiB, film ${all} MiB, most alive ${held} MiB`);
  assert.ok(file.length > 3 * MOST_ALIVE, 'a film that memory could hold would show nothing');
  assert.ok(most < MOST_ALIVE, `${most} bytes were alive`);
  const front = Buffer.from(file.subarray(0, 4 * MIB));
  assert.ok(front.indexOf('moov') > 0 && front.indexOf('moov') < front.indexOf('mdat'), 'its index stands before its media');
  assert.deepEqual(packetsIn(front), [MINUTES * 60 * made.pictures, MINUTES * 60 * made.sounds]);
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(file) });
  assert.equal(await secondsOf(await input.getPrimaryVideoTrack()), MINUTES * 60);
  assert.equal(await secondsOf(await input.getPrimaryAudioTrack()), MINUTES * 60);
});

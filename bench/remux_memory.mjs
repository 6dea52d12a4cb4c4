// Finishing a film of 30 minutes holds a few bytes per packet, and never the film.
//
// A made journal (720p at 30 frames a second and 2 Mb/s, sound in packets of 20 ms) is remuxed in a process of its
// own, once for each length; the bytes go through SHA-256 and are dropped. Told are the most that was alive (heap and
// buffers, after a collection, between the passes and at sixty moments of the second one) and the most that the
// process ever had. The baseline is the film itself, which is what a remux that buffers has to hold.
//
//   node bench/remux_memory.mjs [--minutes 30]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = fileURLToPath(import.meta.url);
const PWA = join(HERE, '..', '..', 'pwa');
const MIB = 1024 * 1024;
const FRAMES = 30;
const SOUNDS = 50;
const PICTURE_BYTES = 8000;
const SOUND_BYTES = 160;
const GOAL = 0.02;

function argument(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** Everything before the first cluster of a journal, as the recorder's muxer writes it, and one second of film. */
async function pattern() {
  const { makeJournal, steady } = await import(pathToFileURL(join(process.argv[2], 'journals.mjs')).href);
  const journal = Buffer.from(await makeJournal({ pictures: steady(2, 33) }));
  const head = journal.subarray(0, journal.indexOf(Buffer.from('1f43b675', 'hex')));
  const blocks = [];
  for (let at = 0; at < FRAMES; at += 1) blocks.push(block(1, (at * 1000) / FRAMES, at === 0, PICTURE_BYTES));
  for (let at = 0; at < SOUNDS; at += 1) blocks.push(block(2, (at * 1000) / SOUNDS, true, SOUND_BYTES));
  // Cluster of unknown size, then its timestamp in four bytes.
  const open = Buffer.from('1f43b67501ffffffffffffffe78400000000', 'hex');
  return { head, second: Buffer.concat([open, ...blocks]), timestampAt: open.length - 4 };
}

function block(track, ms, key, length) {
  const bytes = Buffer.alloc(5 + 4 + length, track);
  bytes.writeUInt8(0xa3, 0);
  bytes.writeUInt32BE(0x10000000 + 4 + length, 1); // a length of four bytes
  bytes.writeUInt8(0x80 + track, 5);
  bytes.writeInt16BE(Math.round(ms), 6);
  bytes.writeUInt8(key ? 0x80 : 0, 8);
  return bytes;
}

/** A journal that is made where it is read: nothing of it lies in memory. */
async function madeJournal(seconds) {
  const { head, second, timestampAt } = await pattern();
  const fill = (position, into, at, length) => {
    const offset = position - head.length;
    const nth = Math.floor(offset / second.length);
    const from = offset % second.length;
    second.writeUInt32BE(nth * 1000, timestampAt);
    const many = Math.min(length, second.length - from);
    second.copy(into, at, from, from + many);
    return many;
  };
  return {
    size: head.length + seconds * second.length,
    async read(start, end) {
      const bytes = Buffer.alloc(end - start);
      let at = 0;
      if (start < head.length) at = head.copy(bytes, 0, start, Math.min(end, head.length));
      while (start + at < end) at += fill(start + at, bytes, at, end - start - at);
      return bytes;
    },
  };
}

async function measure() {
  const { remuxFilm } = await import(pathToFileURL(join(process.argv[2], 'remux.mjs')).href);
  const journal = await madeJournal(Number(process.argv[3]) * 60);
  let most = 0;
  const look = async () => {
    // Buffers are given back in the background: without a second look, dead ones count as alive.
    globalThis.gc();
    await new Promise(setImmediate);
    globalThis.gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    most = Math.max(most, heapUsed + arrayBuffers);
  };
  await look();
  const before = most;
  const began = process.hrtime.bigint();
  const film = await remuxFilm(journal);
  await look();
  const hash = createHash('sha256');
  let length = 0;
  let pieces = 0;
  const every = Number(process.argv[3]); // a piece is about a second
  for await (const piece of film.bytes()) {
    hash.update(piece);
    length += piece.length;
    if ((pieces += 1) % every === 0) await look();
  }
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  if (length !== film.length) throw new Error('the film is not as long as it said');
  const peak = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ length, frames: film.frames, alive: most - before, peak, seconds, digest: hash.digest('hex') }));
}

async function main() {
  const { build } = createRequire(join(PWA, 'package.json'))('esbuild');
  const folder = mkdtempSync(join(tmpdir(), 'amanat-bench-'));
  try {
    for (const [name, entry] of [['remux', 'src/media/remux.ts'], ['journals', 'test/journals.ts']]) {
      const options = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' };
      await build({ ...options, entryPoints: [join(PWA, entry)], outfile: join(folder, `${name}.mjs`) });
    }
    const of = (minutes) => {
      const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
      const done = spawnSync(process.execPath, ['--expose-gc', HERE, folder, String(minutes)], options);
      if (done.status !== 0) throw new Error(`measuring ${minutes} min failed`);
      return JSON.parse(done.stdout);
    };
    const long = argument('minutes', 30);
    const [short, full] = [of(1), of(long)];
    const mib = (bytes) => (bytes / MIB).toFixed(1);
    console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, node ${process.version}`);
    for (const [minutes, told] of [[1, short], [long, full]]) {
      console.log(
        `${minutes} min: film ${mib(told.length)} MiB, ${told.frames} frames; most alive ${mib(told.alive)} MiB; ` +
          `process at most ${mib(told.peak)} MiB; ${told.seconds.toFixed(2)} s`,
      );
    }
    const packets = (long - 1) * 60 * (FRAMES + SOUNDS);
    const share = full.alive / full.length;
    console.log(`each packet more keeps alive: ${((full.alive - short.alive) / packets).toFixed(1)} bytes`);
    console.log(`most alive / film, ${long} min: ${share.toFixed(4)} (goal: below ${GOAL})`);
    if (share >= GOAL) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await (process.argv[2]?.startsWith('--') !== false ? main() : measure());

// Room for films, and the ballast that keeps enough of it to close one.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Bytes } from '../src/sync/bytes';
import { Ballast } from '../src/vault/ballast';
import { opfsBallast } from '../src/vault/ballast-file';
import { createPrimitives } from '../src/vault/primitives';
import { ballastFor, LEAST, LONGEST, longestFilm, longestJournal, MINUTE_BYTES, minutesOf } from '../src/vault/room';
import { padmeWithFiller } from '../src/media/padme';
import { seeded } from './vault/chance';
import { MemoryGranted } from './vault/memory-granted';
import { outcome } from './vectors';

const MIB = 1_048_576;
/** Sealing costs time and changes no number: it gives what it was given and a tag. */
const primitives = {
  ...(await createPrimitives()),
  aesGcmSeal: async (_key: Bytes, _nonce: Bytes, _aad: Bytes, plain: Bytes) => new Uint8Array(plain.length + 16),
};

function made(granted: MemoryGranted): Ballast {
  const sleep = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return new Ballast({ granted, entropy: seeded(1), primitives, sleep, now: () => 0, changed: () => undefined });
}

async function until(look: () => boolean): Promise<void> {
  for (let tries = 0; !look(); tries++) {
    assert.ok(tries < 100_000, 'it never came');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('the ballast is half of what is free, never below ten minutes and never above thirty', () => {
  for (let free = 0; free < 1_200 * MIB; free += 7 * MIB) {
    const size = ballastFor(free);
    if (free < LEAST * MINUTE_BYTES) assert.equal(size, 0);
    else {
      assert.ok(size >= LEAST * MINUTE_BYTES && size <= LONGEST * MINUTE_BYTES && size <= free);
      assert.ok(longestFilm(size) >= 600_000 && longestFilm(size) <= 1_800_000);
    }
  }
  assert.equal(longestFilm(ballastFor(1_000 * MIB)), 1_800_000);
});

test('the longest journal, sealed and filled up to its size, fits where the ballast was', () => {
  for (const minutes of [10, 11, 17, 22, 30]) {
    const size = minutes * MINUTE_BYTES;
    const plain = padmeWithFiller(longestJournal(size));
    // 16 bytes of tag for each 64 KiB, and the nonce.
    assert.ok(plain + Math.ceil(plain / 65_536) * 16 + 16 <= size, `${minutes} min`);
  }
});

test('a film at the rates of the recorder is ended by its time and not by its bytes', () => {
  // 2 Mb/s of picture and 64 kb/s of sound; 80 packets a second, each with at most 11 bytes before it in the journal.
  const second = (2_000_000 + 64_000) / 8 + 80 * 11;
  for (const minutes of [LEAST, LONGEST]) {
    assert.ok(longestJournal(minutes * MINUTE_BYTES) > minutes * 60 * second, `${minutes} min`);
  }
});

test('room counts no ballast, neither what stands of it nor what is still to come', async () => {
  const granted = new MemoryGranted();
  const ballast = made(granted);
  const before = (await ballast.room()).minutes;
  assert.equal(before, minutesOf(granted.quota, LONGEST * MINUTE_BYTES));
  ballast.keep();
  await until(() => granted.size === LONGEST * MINUTE_BYTES);
  assert.equal((await ballast.room()).minutes, before);
});

test('a film waits for ten minutes of ballast and for no more', async () => {
  const granted = new MemoryGranted();
  const ballast = made(granted);
  assert.equal(await ballast.ready(), LEAST * MINUTE_BYTES);
  assert.equal(granted.size, LEAST * MINUTE_BYTES);
});

test('without room for ten minutes no film begins, and what is there stays', async () => {
  const granted = new MemoryGranted();
  granted.used = granted.quota - 100 * MIB;
  const ballast = made(granted);
  assert.equal(await outcome(() => ballast.ready()), 'store-full');
  assert.equal((await ballast.room()).minutes, 6);
  assert.equal(await ballast.isShort(), true);
});

test('a film needs a minute of room beside a ballast that stands', async () => {
  const granted = new MemoryGranted(LONGEST * MINUTE_BYTES);
  granted.used = granted.quota - granted.size - MINUTE_BYTES;
  const ballast = made(granted);
  assert.equal(await ballast.ready(), LONGEST * MINUTE_BYTES);
  granted.used += 1;
  assert.equal(await outcome(() => ballast.ready()), 'store-full');
  assert.equal((await ballast.room()).minutes, 0);
});

test('room is measured when a film is begun and not while it is made', async () => {
  const granted = new MemoryGranted(LONGEST * MINUTE_BYTES);
  const ballast = made(granted);
  await ballast.room();
  await ballast.room();
  assert.equal(granted.measures, 1);
  await ballast.ready();
  assert.equal(granted.measures, 2);
  ballast.hold();
  await ballast.ready();
  await ballast.room();
  assert.equal(granted.measures, 2);
});

test('a browser that grants less than it says leaves half of it to the film', async () => {
  const granted = new MemoryGranted();
  granted.quota = 400 * MIB;
  granted.boast = 10_000 * MIB;
  const ballast = made(granted);
  ballast.keep();
  await until(() => granted.size === 12 * MINUTE_BYTES);
  assert.equal(granted.size, ballastFor(400 * MIB));
});

test('while a film is made nothing is written, and what was dropped comes back after it', async () => {
  const granted = new MemoryGranted();
  const ballast = made(granted);
  await ballast.ready();
  ballast.hold();
  ballast.keep();
  assert.equal(await ballast.drop(), true);
  assert.equal(await ballast.drop(), false);
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(granted.size, 0);
  ballast.letGo();
  ballast.keep();
  await until(() => granted.size === LONGEST * MINUTE_BYTES);
});

/** A file as Chromium counts it: an open handle holds the most that the file ever had under it. */
class CountedFile {
  size = 0;
  counted = 0;
  readonly #grant: number;
  #open = false;

  constructor(grant: number) {
    this.#grant = grant;
  }

  async getFile(): Promise<{ readonly size: number }> {
    return { size: this.size };
  }

  async createSyncAccessHandle(): Promise<Partial<FileSystemSyncAccessHandle>> {
    if (this.#open) throw new DOMException('', 'NoModificationAllowedError');
    this.#open = true;
    return {
      getSize: () => this.size,
      write: (data, { at = 0 } = {}) => {
        if (at + data.byteLength > this.#grant) throw new DOMException('', 'QuotaExceededError');
        this.size = at + data.byteLength;
        this.counted = Math.max(this.counted, this.size);
        return data.byteLength;
      },
      truncate: (size) => {
        this.size = size;
      },
      flush: () => undefined,
      close: () => {
        this.#open = false;
        this.counted = this.size;
      },
    };
  }

  /** The folder in which it is the only file. */
  get folder(): FileSystemDirectoryHandle {
    const folder: Partial<Record<keyof FileSystemDirectoryHandle, unknown>> = { getFileHandle: async () => this };
    return folder as unknown as FileSystemDirectoryHandle;
  }
}

test('what the ballast held is counted no more once it is cut', async () => {
  const file = new CountedFile(10);
  const ballast = await opfsBallast(file.folder);
  await ballast.append(new Uint8Array(4));
  await ballast.append(new Uint8Array(4));
  assert.equal(file.counted, 8);
  assert.equal(await outcome(() => ballast.append(new Uint8Array(4))), 'store-full');
  assert.deepEqual([ballast.size(), file.size], [8, 8]);
  await ballast.cut(0);
  assert.deepEqual([ballast.size(), file.counted], [0, 0]);
});

test('a ballast that is dropped while it is written goes too', async () => {
  const file = new CountedFile(10);
  const ballast = await opfsBallast(file.folder);
  await Promise.all([ballast.append(new Uint8Array(4)), ballast.cut(0)]);
  assert.deepEqual([ballast.size(), file.counted], [0, 0]);
});

test('a ballast that could not be opened once keeps no later film from being made', async () => {
  const granted = new MemoryGranted(LEAST * MINUTE_BYTES);
  const open = granted.ballast.bind(granted);
  granted.ballast = () => Promise.reject(new DOMException('', 'NoModificationAllowedError'));
  const ballast = made(granted);
  await assert.rejects(ballast.ready(), { name: 'NoModificationAllowedError' });
  granted.ballast = open;
  assert.equal(await ballast.ready(), LEAST * MINUTE_BYTES);
});

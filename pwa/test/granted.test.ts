// Room is asked for, because the browser's estimate says the same of every disk.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { granted, webGranted } from '../src/vault/granted';
import { MOST_ASKED } from '../src/vault/room';

const MIB = 1_048_576;
const STEP = 128 * MIB;
const TEN_GIB = 10_240 * MIB;

/** A browser's own folder: files reserve room as in Chromium, in powers of two and above 128 MiB in steps of it. */
class Disk {
  quota = 0;
  /** What lies there beside the files. */
  used = 0;
  readonly files = new Map<string, number>();
  readonly #folders = new Set<string>();
  readonly storage: StorageManager;

  constructor() {
    const storage: Partial<StorageManager> = {
      getDirectory: async () => this.#folder(''),
      estimate: async () => ({ usage: this.usage, quota: this.usage + TEN_GIB }),
    };
    this.storage = storage as StorageManager;
  }

  get usage(): number {
    return this.used + [...this.files.values()].reduce((sum, size) => sum + size, 0);
  }

  #folder(path: string): FileSystemDirectoryHandle {
    const folder: Partial<Record<keyof FileSystemDirectoryHandle, unknown>> = {
      getDirectoryHandle: async (name: string) => {
        this.#folders.add(name);
        return this.#folder(`${name}/`);
      },
      getFileHandle: async (name: string) => this.#file(path + name),
      removeEntry: async (name: string) => {
        if (!this.#folders.delete(name)) throw new DOMException('', 'NotFoundError');
        for (const file of this.files.keys()) if (file.startsWith(`${name}/`)) this.files.delete(file);
      },
    };
    return folder as unknown as FileSystemDirectoryHandle;
  }

  #file(path: string): Partial<FileSystemFileHandle> {
    if (!this.files.has(path)) this.files.set(path, 0);
    const size = (): number => this.files.get(path) ?? 0;
    const handle: Partial<FileSystemSyncAccessHandle> = {
      getSize: size,
      truncate: (to) => {
        const step = to <= 128 * MIB ? 2 ** Math.ceil(Math.log2(Math.max(to, 1))) : Math.ceil(to / STEP) * STEP;
        if (to > size() && this.usage - size() + step > this.quota) throw new DOMException('', 'QuotaExceededError');
        this.files.set(path, to);
      },
      flush: () => undefined,
      close: () => undefined,
    };
    return {
      createSyncAccessHandle: async () => handle as FileSystemSyncAccessHandle,
      getFile: async () => ({ size: size() }) as File,
    };
  }
}

test('what is granted is found to a minute of film, and nothing of the asking stays', async () => {
  for (const room of [0, 15, 16, 40, 100, 127, 300, 411, 900, 1_349]) {
    const disk = new Disk();
    disk.used = 50 * MIB;
    disk.quota = disk.used + room * MIB;
    const found = await granted(await disk.storage.getDirectory());
    assert.ok(found <= room * MIB && found > (room - 16) * MIB, `${room} MiB: ${found / MIB}`);
    assert.equal(disk.files.size, 0);
  }
});

test('nobody looks for more room than matters', async () => {
  const disk = new Disk();
  disk.quota = TEN_GIB;
  assert.equal(await granted(await disk.storage.getDirectory()), MOST_ASKED);
});

test('free is what was measured less what was used since, whatever the estimate says', async () => {
  const disk = new Disk();
  disk.quota = 512 * MIB;
  const room = webGranted(disk.storage);
  await room.measure();
  assert.equal(await room.free(), 512 * MIB);
  disk.used = 500 * MIB;
  assert.equal(await room.free(), 12 * MIB);
  disk.used = 600 * MIB;
  assert.equal(await room.free(), 0);
});

test('who has more room than matters is not short of it by what was used since', async () => {
  const disk = new Disk();
  disk.quota = TEN_GIB;
  const room = webGranted(disk.storage);
  await room.measure();
  disk.used = 500 * MIB;
  assert.equal(await room.free(), MOST_ASKED);
  disk.quota = 600 * MIB;
  await room.measure();
  assert.ok((await room.free()) <= 100 * MIB);
});

test('before anybody measured, the estimate is believed up to what matters', async () => {
  assert.equal(await webGranted(new Disk().storage).free(), MOST_ASKED);
});

test('what a crash has left of asking goes before the ballast is opened', async () => {
  const disk = new Disk();
  disk.quota = 128 * MIB;
  const folder = await (await disk.storage.getDirectory()).getDirectoryHandle('asked', { create: true });
  const left = await (await folder.getFileHandle('0', { create: true })).createSyncAccessHandle();
  left.truncate(128 * MIB);
  assert.equal(disk.usage, 128 * MIB);
  await webGranted(disk.storage).ballast();
  assert.equal(disk.usage, 0);
});

test('a ballast that could not be opened once is opened the next time', async () => {
  const disk = new Disk();
  const folder = await disk.storage.getDirectory();
  // The worker before this one is on its way out, and still holds what it asked with.
  let held = true;
  const remove = folder.removeEntry.bind(folder);
  folder.removeEntry = (name) => (held ? Promise.reject(new DOMException('', 'NoModificationAllowedError')) : remove(name));
  disk.storage.getDirectory = () => Promise.resolve(folder);
  const room = webGranted(disk.storage);
  await assert.rejects(room.ballast(), { name: 'NoModificationAllowedError' });
  held = false;
  assert.equal((await room.ballast()).size(), 0);
});

test('another fault than a full quota is no answer', async () => {
  const folder = await new Disk().storage.getDirectory();
  folder.getDirectoryHandle = () => Promise.reject(new DOMException('', 'InvalidStateError'));
  await assert.rejects(granted(folder), { name: 'InvalidStateError' });
});

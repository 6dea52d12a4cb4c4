// The ballast's file.
//
// [Note: opened for each change] While an access handle is open, Chromium counts against the quota what the file may
// grow to without asking, in steps of up to 128 MiB, and never takes a shorter length into account: a file cut to
// nothing frees nothing before its handle is closed.  Once it is closed its room is free at once.  So the handle lives
// for one change.
import { refuse } from '../sync/errors';
import type { Bytes } from '../sync/bytes';

/** A file that only takes up room. */
export interface BallastFile {
  size(): number;
  /** Puts `data` behind what is there; rejects with `store-full`, and then nothing of it was put there. */
  append(data: Bytes): Promise<void>;
  /** Cuts the file to so many bytes; the room is free when this ends. */
  cut(size: number): Promise<void>;
}

/** The file called `name` in `directory`. */
export async function opfsBallast(directory: FileSystemDirectoryHandle, name = 'ballast'): Promise<BallastFile> {
  const file = await directory.getFileHandle(name, { create: true });
  let { size } = await file.getFile();
  let turn: Promise<unknown> = Promise.resolve();
  // A file has one handle at a time.
  const change = (work: (handle: FileSystemSyncAccessHandle) => void): Promise<void> => {
    const done = turn.then(async () => {
      const handle = await file.createSyncAccessHandle();
      try {
        work(handle);
        size = handle.getSize();
      } finally {
        handle.close();
      }
    });
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    size: () => size,
    append: (data) => change((handle) => {
      put(handle, data);
    }),
    cut: (to) => change((handle) => {
      handle.truncate(to);
      handle.flush();
    }),
  };
}

function put(handle: FileSystemSyncAccessHandle, data: Bytes): void {
  const at = handle.getSize();
  try {
    if (handle.write(data, { at }) === data.length) return;
  } catch (fault) {
    handle.truncate(at);
    if (fault instanceof DOMException && fault.name === 'QuotaExceededError') throw refuse('store-full');
    throw fault;
  }
  handle.truncate(at);
  throw refuse('store-full');
}

// The ballast's file and the browser's word on how much room there is.  The file lies in the origin private file
// system: its room is free again when its length is cut, whereas a Blob's file goes some time after its row.
import { refuse } from '../sync/errors';
import type { Bytes } from '../sync/bytes';

/** A file that only takes up room. */
export interface BallastFile {
  size(): number;
  /** Puts `data` behind what is there; throws `store-full`. */
  append(data: Bytes): void;
  /** Cuts the file to so many bytes; the room is free when this ends. */
  cut(size: number): void;
}

/** What a browser grants. */
export interface Granted {
  /** Opens the ballast's file, made where there is none. */
  ballast(): Promise<BallastFile>;
  /** Bytes that the browser says it still grants. */
  free(): Promise<number>;
}

function full(fault: unknown): never {
  if (fault instanceof DOMException && fault.name === 'QuotaExceededError') throw refuse('store-full');
  throw fault;
}

/** The file called `name` in `directory`. */
export async function opfsBallast(directory: FileSystemDirectoryHandle, name = 'ballast'): Promise<BallastFile> {
  const file = await directory.getFileHandle(name, { create: true });
  const handle = await file.createSyncAccessHandle();
  return {
    size: () => handle.getSize(),
    append: (data) => {
      const at = handle.getSize();
      try {
        if (handle.write(data, { at }) === data.length) return;
      } catch (fault) {
        handle.truncate(at);
        full(fault);
      }
      handle.truncate(at);
      throw refuse('store-full');
    },
    cut: (size) => {
      handle.truncate(size);
      handle.flush();
    },
  };
}

/** What this browser grants. */
export function webGranted(storage: StorageManager): Granted {
  let opened: Promise<BallastFile> | null = null;
  return {
    ballast: () => (opened ??= storage.getDirectory().then((directory) => opfsBallast(directory))),
    free: async () => {
      const { quota = 0, usage = 0 } = await storage.estimate();
      return Math.max(0, quota - usage);
    },
  };
}

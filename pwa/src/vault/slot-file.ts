// The slot file as the slots see it, and its one implementation over the origin private file system.  Only a worker can
// have a SyncAccessHandle, whose write-and-flush is the promise that slots.ts builds on.
import type { Bytes } from '../sync/bytes';

/** A file of its own owner: nobody else reads or writes it while it is open. */
export interface SlotFile {
  size(): number;
  /** The `length` bytes at `at`; shorter where the file ends before. */
  read(at: number, length: number): Bytes;
  /** Writes all of `data` at `at`; durable only after `flush`. */
  write(at: number, data: Bytes): void;
  /** Ends when everything written is on the disk. */
  flush(): void;
  close(): void;
}

/** The file called `name` in `directory`, empty where there was none; throws DOMException while another holds it. */
export async function opfsSlotFile(directory: FileSystemDirectoryHandle, name = 'slots'): Promise<SlotFile> {
  const file = await directory.getFileHandle(name, { create: true });
  const handle = await file.createSyncAccessHandle();
  return {
    size: () => handle.getSize(),
    read: (at, length) => {
      const raw = new Uint8Array(length);
      return raw.subarray(0, handle.read(raw, { at }));
    },
    write: (at, data) => {
      const written = handle.write(data, { at });
      if (written !== data.length) throw new RangeError(`${String(written)} of ${String(data.length)} bytes written`);
    },
    flush: () => {
      handle.flush();
    },
    close: () => {
      handle.close();
    },
  };
}

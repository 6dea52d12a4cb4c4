// How much room the browser grants: found by asking for it, because what it says is no measure.
//
// [Note: room is asked for] Chromium's estimate tells what is used and, in place of what is left, ten gigabytes for
// everybody, so that nobody is known by their disk.  A write that finds no room is the only honest answer.  So room is
// asked for as such a write does: a file is made longer, which reserves it without a byte being written, and shortened
// again at once.  Meanwhile nobody else has that room, so it is asked for rarely, and never while a film is made.
import { opfsBallast, type BallastFile } from './ballast-file';
import { MOST_ASKED } from './room';

const MIB = 1_048_576;
/** Chromium reserves in powers of two, and above this in steps of it; less than a minute of film is not looked for. */
const STEP = 128 * MIB;
const SMALLEST = 16 * MIB;
const FOLDER = 'asked';

/** What a browser grants. */
export interface Granted {
  /** Opens the ballast's file, made where there is none. */
  ballast(): Promise<BallastFile>;
  /** Asks the browser how much it grants beyond what is used. */
  measure(): Promise<void>;
  /** Bytes that are free, by what was measured last and what was used since; no more than `MOST_ASKED`. */
  free(): Promise<number>;
}

/** What this browser grants. */
export function webGranted(storage: StorageManager): Granted {
  let opened: Promise<BallastFile> | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let quota = Infinity;
  const ballast = async (): Promise<BallastFile> => {
    const root = await storage.getDirectory();
    // What a crash has left of asking takes room that a film needs.
    await inTurn(() => forget(root));
    const file = await opfsBallast(root);
    return {
      size: () => file.size(),
      append: (data) => inTurn(() => file.append(data)),
      cut: (size) => inTurn(() => file.cut(size)),
    };
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    ballast: () => {
      opened ??= ballast().catch((fault: unknown) => {
        // The worker before this one may still hold what it asked with; later it does not.
        opened = null;
        throw fault;
      });
      return opened;
    },
    measure: () =>
      inTurn(async () => {
        const { usage = 0 } = await storage.estimate();
        const found = await granted(await storage.getDirectory());
        // Who has all that was asked for has more of it: what is used since makes nobody short before the next measure.
        quota = found < MOST_ASKED ? usage + found : Infinity;
      }),
    free: async () => {
      const told = await storage.estimate();
      const { usage = 0 } = told;
      return Math.max(0, Math.min(told.quota ?? 0, quota, usage + MOST_ASKED) - usage);
    },
  };
}

/** Bytes that `root` still grants, a minute of film more or less; at most `MOST_ASKED`. */
export async function granted(root: FileSystemDirectoryHandle): Promise<number> {
  await forget(root);
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const handles: FileSystemSyncAccessHandle[] = [];
  let found = 0;
  try {
    for (let piece = Math.ceil(MOST_ASKED / STEP) * STEP; piece >= SMALLEST && found < MOST_ASKED; ) {
      const file = await folder.getFileHandle(String(handles.length), { create: true });
      const handle = await file.createSyncAccessHandle();
      handles.push(handle);
      while (piece >= SMALLEST && !grants(handle, piece)) piece = piece > STEP ? piece - STEP : piece / 2;
      if (piece >= SMALLEST) found += piece;
    }
  } finally {
    for (const handle of handles) {
      handle.truncate(0);
      handle.close();
    }
    await forget(root);
  }
  return Math.min(found, MOST_ASKED);
}

function grants(handle: FileSystemSyncAccessHandle, size: number): boolean {
  try {
    handle.truncate(size);
    return true;
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === 'QuotaExceededError') return false;
    throw fault;
  }
}

async function forget(root: FileSystemDirectoryHandle): Promise<void> {
  try {
    await root.removeEntry(FOLDER, { recursive: true });
  } catch (fault) {
    if (!(fault instanceof DOMException && fault.name === 'NotFoundError')) throw fault;
  }
}

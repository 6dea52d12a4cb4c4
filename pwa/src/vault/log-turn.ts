// A new log for the database at each start.
//
// [Note: why the log is turned] Before it writes the file of a Blob, Chromium notes it in the database's log, unsynced.
// A power cut between the sync of the file and that of the log can leave zeros where the note was to be (seen on ext4,
// in about one of thirty cuts).  The next start passes over them, but goes on writing behind them in the same log; the
// start after that finds them in the middle, takes the database for damaged and deletes it, films and all.  The
// database begins a new log when the old one holds more than its buffer, 4 MiB.  So each start fills the buffer.
import { AmanatError } from '../sync/errors';
import type { Store } from './store';

/** Values of 64 KiB and more become Blobs, and would not lie in the log. */
const ROW_BYTES = 63 * 1024;
/** A little more than 4 MiB. */
const ROWS = 72;
const NAME = 'log-turn';

/** Fills the buffer with rows that nobody ever sees; does what it can where there is no room. */
export async function turnLog(store: Store): Promise<void> {
  try {
    await store.transact(['heads'], async (tx) => {
      for (let nth = 0; nth < ROWS; nth++) tx.put('heads', { case: `${NAME}-${nth}`, raw: new Uint8Array(ROW_BYTES) });
      for (let nth = 0; nth < ROWS; nth++) tx.drop('heads', `${NAME}-${nth}`);
    });
    // The log is changed before the write that follows.
    await store.transact(['heads'], async (tx) => {
      tx.put('heads', { case: NAME, raw: new Uint8Array(1) });
      tx.drop('heads', NAME);
    });
  } catch (fault) {
    // A full tablet starts all the same, and a lock may have closed the store meanwhile.
    if (!(fault instanceof AmanatError || fault instanceof DOMException)) throw fault;
  }
}

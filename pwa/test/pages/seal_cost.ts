// Films twice, once with its journal sealed and once in the open, for bench/seal_page.py; never shipped.
import { recordFilm } from '../../src/media/record.ts';
import { JournalWriter } from '../../src/sync/journal.ts';
import type { Bytes } from '../../src/sync/bytes.ts';
import { createPrimitives } from '../../src/vault/primitives.ts';

interface Told {
  readonly delivered: number;
  readonly frames: number;
  readonly bytes: number;
  readonly codec: string;
}

/** Films for so many milliseconds; each batch is one strict transaction, sealed before or as it came. */
async function film(ms: number, sealed: boolean): Promise<Told> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720 }, audio: true });
  const primitives = await createPrimitives();
  const writer = await JournalWriter.create(draw(), draw(), primitives);
  const db = await opened(`film-${String(sealed)}-${String(performance.now())}`);
  let batch = 0;
  const recording = await recordFilm(stream, async (chunk) => {
    const record = sealed ? (await writer.seal(chunk)).record : chunk;
    await kept(db, batch++, record);
  });
  await new Promise((resolve) => setTimeout(resolve, ms));
  const { delivered, frames, bytes, codec } = await recording.stop();
  for (const track of stream.getTracks()) track.stop();
  db.close();
  return { delivered, frames, bytes, codec };
}

function draw(): Bytes {
  return crypto.getRandomValues(new Uint8Array(16));
}

function opened(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('journal');
    asked.onsuccess = () => { resolve(asked.result); };
    asked.onerror = () => { reject(new Error('no store')); };
  });
}

function kept(db: IDBDatabase, key: number, record: Bytes): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction('journal', 'readwrite', { durability: 'strict' });
    transaction.objectStore('journal').put(new Blob([record]), key);
    transaction.oncomplete = () => { resolve(); };
    transaction.onabort = () => { reject(new Error('not kept')); };
  });
}

Object.assign(globalThis, { film });

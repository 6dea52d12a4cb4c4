// A film made on a tablet in memory, and what it opens to.
import { strict as assert } from 'node:assert';
import { concat, same, type Bytes } from '../../src/sync/bytes';
import { fileKeyCommit, openHeader, openSealedHeader, shareCommit } from '../../src/sync/header';
import { hexId } from '../../src/sync/ids';
import { TRIAL } from '../../src/sync/manifest';
import { decode, Manifest } from '../../src/sync/records';
import { Opener } from '../../src/sync/seal';
import type { OpenFilm } from '../../src/vault/films';
import { measurePayload, readPayload } from '../../src/vault/payload-parts';
import { createPrimitives } from '../../src/vault/primitives';
import type { ClipRow } from '../../src/vault/schema';
import { KIND } from '../../src/vault/slot';
import { frames, progressOf, type Tablet, type Worker } from './film-world';

const primitives = await createPrimitives();
/** A film that somebody wants to make, without its case. */
export const WISH = { decisions: [new Uint8Array(32)], days: 30 };
/** Frames of a batch. */
export const BATCH = 5;

/** Opens a film and appends so many batches. */
export async function film(worker: Worker, tablet: Tablet, batches: number): Promise<OpenFilm> {
  const open = await worker.films.openFilm({ ...WISH, case: tablet.about.case });
  for (let i = 0; i < batches; i++) {
    await open.journal.appendRecord(frames(i * BATCH, BATCH), progressOf((i + 1) * BATCH));
  }
  return open;
}

/** The film that a clip opens to, after every check a reader makes; its header is opened by the case key. */
export async function opened(tablet: Tablet, worker: Worker, clip: ClipRow, id: Bytes): Promise<Bytes> {
  const keys = await worker.keyring.film(id);
  assert.ok(keys !== null);
  const [manifestRow, headers, measured] = [
    await tablet.store.read(['manifests'], (tx) => tx.get('manifests', clip.clip)),
    await tablet.store.read(['headers'], (tx) => tx.all('headers', { under: clip.clip })),
    await measurePayload(tablet.store, clip.clip, primitives),
  ];
  assert.ok(manifestRow !== undefined);
  const manifest = decode(Manifest, manifestRow.raw);
  assert.deepEqual(headers.map((row) => row.version), [1]);
  assert.equal(manifest.flags, TRIAL, 'a film of this release is a trial');
  assert.equal(manifest.payload_len, measured.length);
  assert.ok(same(manifest.payload_digest, measured.digest));
  assert.ok(same(manifest.share_commit, await shareCommit(id, keys.share, primitives)));
  const raw = new Uint8Array((await headers[0]?.sealed.arrayBuffer()) ?? new ArrayBuffer(0));
  const header = await openSealedHeader(keys.share, { ...tablet.about, group: id }, raw, primitives);
  const fileKey = await openHeader(header, tablet.scalar, primitives);
  assert.ok(same(fileKey, keys.file_key), 'header and film slot hold different file keys');
  assert.ok(same(manifest.file_key_commit, await fileKeyCommit(fileKey, id, primitives)));
  const opener = new Opener(fileKey, primitives, clip.length);
  const payload = await readPayload(tablet.store, clip.clip, 0, clip.length);
  return concat(await opener.push(payload), await opener.finish());
}

export async function nothingOfTheJournalIsLeft(tablet: Tablet, worker: Worker, id: Bytes): Promise<void> {
  assert.equal(await tablet.store.read(['journal'], (tx) => tx.count('journal', { under: hexId(id) })), 0);
  assert.equal(worker.slots.list({ kind: KIND.journal, group: id }).length, 0);
  assert.equal(await tablet.store.read(['headers'], (tx) => tx.get('headers', [hexId(id), 0])), undefined);
}

/** What a disk may do to one record of a film's journal. */
export async function damageRecord(tablet: Tablet, film: Bytes, counter: number): Promise<void> {
  await tablet.store.transact(['journal'], async (tx) => {
    const row = await tx.get('journal', [hexId(film), counter]);
    assert.ok(row !== undefined);
    tx.put('journal', { ...row, sealed: row.sealed.slice(0, 100) });
  });
}

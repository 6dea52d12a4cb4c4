// What a sealed object is, whose it is, and until when (docs/spec/manifest.md).
//
// A manifest is signed once and never changes: a second one for the same clip must be the same bytes.
import { allZero, same, type Bytes } from './bytes';
import type { Chain } from './chain';
import { refuse } from './errors';
import { fileKeyCommit, shareCommit } from './header';
import type { Primitives } from './primitives';
import { checkSignature, decode, Manifest, MANIFEST_KINDS, ROLES, sign } from './records';

export { fileKeyCommit, shareCommit };

export const FILM = MANIFEST_KINDS.film;
export const CLIP = MANIFEST_KINDS.clip;
export const STILL = MANIFEST_KINDS.still;
export const VOICE_NOTE = MANIFEST_KINDS['voice note'];
export const TRIAL = 1;
export const HELD = 2;
export const LONGEST_FILM_MS = 30 * 60_000;
export const DAY_MS = 24 * 60 * 60_000;

/** The roles that make manifests; safeguarding makes those of what is held. */
export const MAKERS: readonly number[] = [ROLES.field, ROLES.supervisor];
export const SAFEGUARDING = ROLES.safeguarding;

const NONCE = 16;
const TAG = 16;
const FULL = 65_536 + TAG;

/** The fields of a manifest that its maker chooses; `parent` is zeros and `flags` 0 where they are left out. */
export type ManifestFields = Omit<Manifest, 'suite' | 'flags' | 'parent' | 'sig'> &
  Partial<Pick<Manifest, 'flags' | 'parent'>>;

/** `due_at` (ms) of a film whose camera opened at `openedAt` (ms): the longest film, then `days`. */
export function promisedDate(openedAt: number, days: number): number {
  return openedAt + LONGEST_FILM_MS + days * DAY_MS;
}

/** Whether a sealed payload can have `length` bytes: a nonce, full frames, one last that is empty only alone. */
export function isPayloadLength(length: number): boolean {
  const body = length - NONCE;
  const last = body % FULL;
  return body === TAG || (body > TAG && (last === 0 || last > TAG));
}

/** The 360 B of a manifest signed by `seed`; throws `manifest-kind`, `-due`, `-payload` as a check would. */
export async function buildManifest(seed: Bytes, fields: ManifestFields, primitives: Primitives): Promise<Bytes> {
  const record = { parent: new Uint8Array(16), flags: 0, ...fields, suite: 1 };
  checkMeaning(record);
  return sign(Manifest, record, seed, primitives);
}

/**
 * The manifest that `raw` is, if the device it names may have signed it.
 *
 * A device that was revoked later passes: whether such a film comes home is decided by its gate's place in the ledger
 * (docs/spec/ledger.md).  Throws `manifest-*`.
 */
export async function checkManifest(raw: Bytes, chain: Chain, primitives: Primitives): Promise<Manifest> {
  const manifest = decode(Manifest, raw);
  if (!same(manifest.org, chain.org)) throw refuse('manifest-org');
  const device = chain.device(manifest.device);
  if (device === null) throw refuse('manifest-device');
  await checkSignature(Manifest, raw, device.ed25519, primitives);
  if (chain.seqOf(manifest.chain_head) === null) throw refuse('manifest-chain-head');
  const then = chain.device(manifest.device, manifest.chain_head);
  const held = (manifest.flags & HELD) !== 0;
  const may = then !== null && (MAKERS.includes(then.role) || (held && then.role === SAFEGUARDING));
  if (!may || then.revoked_at_seq !== null || !device.counts) throw refuse('manifest-device');
  checkMeaning(manifest);
  return manifest;
}

/** Throws `manifest-kind`, `manifest-due` or `manifest-payload` where the fields contradict each other. */
export function checkMeaning(manifest: Omit<Manifest, 'sig'>): void {
  if (!isOfItsKind(manifest)) throw refuse('manifest-kind');
  if (manifest.due_at === 0) throw refuse('manifest-due');
  if (!isPayloadLength(manifest.payload_len)) throw refuse('manifest-payload');
}

function isOfItsKind(manifest: Omit<Manifest, 'sig'>): boolean {
  const { case: ofCase, clip, group, parent } = manifest;
  const own = same(group, clip);
  const derived = !allZero(parent);
  if (allZero(clip) || allZero(group) || same(ofCase, clip) || same(ofCase, group) || same(parent, clip)) return false;
  if (manifest.kind === FILM) return own && derived === ((manifest.flags & HELD) !== 0);
  if (manifest.kind === VOICE_NOTE && own) return !derived;
  return !own && derived;
}

/** Throws `manifest-differs` unless `raw` is byte for byte the manifest that stands for its clip. */
export function checkSame(standing: Bytes, raw: Bytes): void {
  if (!same(standing, raw)) throw refuse('manifest-differs');
}

/** Throws `manifest-differs` unless two manifests of one group agree on its share and its case. */
export function checkGroup(standing: Manifest, manifest: Manifest): void {
  const agree =
    same(standing.group, manifest.group) &&
    same(standing.case, manifest.case) &&
    same(standing.share_commit, manifest.share_commit);
  if (!agree) throw refuse('manifest-differs');
}

/** Throws `manifest-share` unless `share` (32 B) is the one committed to. */
export async function checkShare(manifest: Manifest, share: Bytes, primitives: Primitives): Promise<void> {
  if (!same(manifest.share_commit, await shareCommit(manifest.group, share, primitives))) throw refuse('manifest-share');
}

/** Throws `manifest-file-key` unless `fileKey` (16 B) is the one committed to. */
export async function checkFileKey(manifest: Manifest, fileKey: Bytes, primitives: Primitives): Promise<void> {
  const commit = await fileKeyCommit(fileKey, manifest.clip, primitives);
  if (!same(manifest.file_key_commit, commit)) throw refuse('manifest-file-key');
}

/** Throws `manifest-digest` unless a whole payload has this length and SHA-256. */
export function checkDigest(manifest: Manifest, length: number, digest: Bytes): void {
  if (manifest.payload_len !== length || !same(manifest.payload_digest, digest)) throw refuse('manifest-digest');
}

/**
 * Whether the frame that opened the camera is the one named and promised the same date (both times in ms).
 *
 * Throws `manifest-gate` for another frame, `manifest-due` for a date that is later than the gate's or not after its
 * opening.
 */
export async function checkGate(
  manifest: Manifest,
  gateRaw: Bytes,
  openedAt: number,
  dueAt: number,
  primitives: Primitives,
): Promise<void> {
  if (!same(await primitives.sha256(gateRaw), manifest.gate)) throw refuse('manifest-gate');
  if (manifest.due_at <= openedAt || manifest.due_at > dueAt) throw refuse('manifest-due');
}

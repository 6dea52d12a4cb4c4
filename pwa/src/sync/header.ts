// The age header of a film, which says who can open it, and its sealed form, which needs the group's share as well.
//
// A header is age v1 text with `X25519` stanzas; it is never stored bare but as `ASH1`, under AES-256-GCM with a key
// that comes from the share S.  Recovery files are whole age files and may hold stanzas of other kinds, which are
// passed over.  The normative page is docs/spec/header.md.
//
// [Note: why the header lies apart] The payload never changes, but who may open it does: a re-wrap writes a new header
// and leaves gigabytes alone.  And with the header under S, destroying 32 bytes on the server shreds the film in every
// copy and backup.
import { ascii, concat, same, type Bytes } from './bytes';
import { refuse } from './errors';
import { x25519 } from './keys';
import type { Primitives } from './primitives';
import { decode, encode, SealedHeader } from './records';
import { FILE_KEY_LENGTH, NO_AAD } from './payload';
import { Opener, Sealer } from './seal';
import { MAX_HEADER, readBase64, readHeader, signedText, unsignedText, writeBase64, type Header, type Stanza } from './stanzas';

export { MAX_HEADER, readHeader, type Header, type Stanza } from './stanzas';

export const CASE_KEY_LENGTH = 32;
const X25519 = 'X25519';
const WRAP = ascii('age-encryption.org/v1/X25519');
const ZERO_NONCE: Bytes = new Uint8Array(12);
const BASE: Bytes = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 9 : 0));

/** Where a sealed header belongs; case and group are the manifest's. */
export interface HeaderPlace {
  readonly org: Bytes;
  readonly case: Bytes;
  readonly group: Bytes;
}

/** What goes into a sealed header; `nonce` (12 B) is random, version 0 stays on the tablet. */
export interface HeaderContent {
  readonly clip: Bytes;
  readonly version: number;
  readonly epoch: number;
  readonly nonce: Bytes;
  readonly header: Bytes;
}

/** The random parts of an age file: file key and payload nonce of 16 B each, an ephemeral scalar of 32 B. */
export interface FileDraw {
  readonly fileKey: Bytes;
  readonly nonce: Bytes;
  readonly ephemeral: Bytes;
}

/**
 * The age header that gives `fileKey` (16 B) to each X25519 recipient.
 *
 * `ephemerals` are as many random scalars (32 B), each used once.  Throws `header-key` for a recipient of small order,
 * `header-length` for more recipients than a header holds.
 */
export async function writeHeader(
  fileKey: Bytes,
  recipients: readonly Bytes[],
  ephemerals: readonly Bytes[],
  primitives: Primitives,
): Promise<Bytes> {
  if (fileKey.length !== FILE_KEY_LENGTH || recipients.length === 0 || recipients.length !== ephemerals.length) {
    throw new RangeError('a header has a file key of 16 bytes and one ephemeral scalar for each of its recipients');
  }
  const stanzas = await Promise.all(
    recipients.map((recipient, i) => wrap(fileKey, recipient, ephemerals[i] ?? NO_AAD, primitives)),
  );
  const unsigned = unsignedText(stanzas);
  const raw = signedText(unsigned, await macOf(fileKey, unsigned, primitives));
  if (raw.length > MAX_HEADER) throw refuse('header-length');
  return raw;
}

/**
 * The file key (16 B) out of a whole header, with the X25519 scalar of one of its recipients.
 *
 * A film's header holds X25519 stanzas only; with `passOver` (recovery files) others are passed over.
 *
 * Codes of `readHeader`, and `header-length` (bytes follow the header), `age-stanza` (a stanza that is not X25519),
 * `header-syntax` (a stanza that is not well-formed), `header-key` (a share of small order), `header-no-match`,
 * `header-mac`.
 */
export async function openHeader(
  raw: Bytes,
  scalar: Bytes,
  primitives: Primitives,
  passOver = false,
): Promise<Bytes> {
  const header = readHeader(raw);
  if (header.length !== raw.length) throw refuse('header-length', 'bytes follow the header');
  const kinds = header.stanzas.map((stanza) => stanza.kind);
  if (!passOver && kinds.some((kind) => kind !== X25519)) throw refuse('age-stanza');
  // C2SP age, "The scrypt recipient type": an scrypt stanza MUST be the only one in the header.
  if (kinds.includes('scrypt') && kinds.length > 1) {
    throw refuse('header-syntax', 'scrypt stands beside another stanza');
  }
  return unwrap(header, scalar, primitives);
}

/** The age file (binary) that carries a case key (32 B) to the recovery recipient; `draw` is random. */
export async function writeRecoveryFile(
  caseKey: Bytes,
  recipient: Bytes,
  draw: FileDraw,
  primitives: Primitives,
): Promise<Bytes> {
  if (caseKey.length !== CASE_KEY_LENGTH) throw new RangeError('a case key has 32 bytes');
  const header = await writeHeader(draw.fileKey, [recipient], [draw.ephemeral], primitives);
  const sealer = await Sealer.create(draw.fileKey, draw.nonce, primitives);
  return concat(header, await sealer.push(caseKey), await sealer.finish());
}

/**
 * The case key (32 B) out of an age file; stanzas of other kinds are passed over.
 *
 * Codes of `openHeader` but `age-stanza`, and of the payload; `seal-length` where it does not carry 32 bytes.
 */
export async function openRecoveryFile(raw: Bytes, scalar: Bytes, primitives: Primitives): Promise<Bytes> {
  const end = readHeader(raw).length;
  const opener = new Opener(await openHeader(raw.slice(0, end), scalar, primitives, true), primitives);
  const caseKey = concat(await opener.push(raw.slice(end)), await opener.finish());
  if (caseKey.length !== CASE_KEY_LENGTH) throw refuse('seal-length', 'a recovery file carries 32 bytes');
  return caseKey;
}

/** `ASH1`: the header under the group's share S (32 B), tied to service, case, group and clip. */
export async function sealHeader(
  share: Bytes,
  place: HeaderPlace,
  content: HeaderContent,
  primitives: Primitives,
): Promise<Bytes> {
  const { clip, version, epoch, nonce, header } = content;
  if (share.length !== 32 || place.org.length !== 32 || place.case.length !== 16 || place.group.length !== 16) {
    throw new RangeError('a share or an id has a wrong length');
  }
  if (readHeader(header).length !== header.length) throw refuse('header-length');
  const ciphertext = new Uint8Array(header.length + 16);
  const record = encode(SealedHeader, { clip, version, epoch, nonce, ciphertext });
  const before = record.subarray(0, record.length - ciphertext.length - nonce.length);
  const key = await primitives.hkdf(share, clip, ascii('amanat/1/seal'), 32);
  const sealed = await primitives.aesGcmSeal(key, nonce, aadOf(place, before), header);
  return concat(before, nonce, sealed);
}

/**
 * The record, unopened: what a server can check.
 *
 * Codes `header-length`, `header-magic`, `header-version` (0 where not `onTablet`), `header-epoch`.
 */
export function readSealedHeader(raw: Bytes, onTablet = false): SealedHeader {
  const record = decode(SealedHeader, raw);
  if (record.ciphertext.length > MAX_HEADER + 16) throw refuse('header-length');
  if (record.version === 0 && !onTablet) throw refuse('header-version');
  if (record.epoch === 0) throw refuse('header-epoch');
  return record;
}

/**
 * The bare header; the caller checks that the record's `clip` is the manifest's.
 *
 * Codes of `readSealedHeader`, and `header-tag` where share, service, case, group or any byte is another.
 */
export async function openSealedHeader(
  share: Bytes,
  place: HeaderPlace,
  raw: Bytes,
  primitives: Primitives,
  onTablet = false,
): Promise<Bytes> {
  const record = readSealedHeader(raw, onTablet);
  const before = raw.subarray(0, raw.length - record.ciphertext.length - record.nonce.length);
  const key = await primitives.hkdf(share, record.clip, ascii('amanat/1/seal'), 32);
  const header = await primitives.aesGcmOpen(key, record.nonce, aadOf(place, before), record.ciphertext);
  if (header === null) throw refuse('header-tag');
  return header;
}

/** What a manifest says about its file key (32 B); two file keys for one manifest cannot be found. */
export function fileKeyCommit(fileKey: Bytes, clip: Bytes, primitives: Primitives): Promise<Bytes> {
  return primitives.hkdf(fileKey, clip, ascii('amanat/1/commit'), 32);
}

/** What manifests, leases and tombstones say about a share (32 B). */
export function shareCommit(group: Bytes, share: Bytes, primitives: Primitives): Promise<Bytes> {
  return primitives.sha256(concat(ascii('amanat/1/share'), group, share));
}

function aadOf(place: HeaderPlace, before: Bytes): Bytes {
  return concat(place.org, place.case, place.group, before);
}

async function wrap(fileKey: Bytes, recipient: Bytes, ephemeral: Bytes, primitives: Primitives): Promise<Stanza> {
  const own = await primitives.x25519(ephemeral, BASE);
  const secret = await x25519(ephemeral, recipient, 'header', primitives);
  const key = await primitives.hkdf(secret, concat(own, recipient), WRAP, 32);
  const body = await primitives.chachaSeal(key, ZERO_NONCE, NO_AAD, fileKey);
  return { kind: X25519, args: [writeBase64(own)], body };
}

/** The file key of the first stanza that opens; every X25519 stanza is checked before. */
async function unwrap(header: Header, scalar: Bytes, primitives: Primitives): Promise<Bytes> {
  const parts = header.stanzas.filter((stanza) => stanza.kind === X25519).map(partsOf);
  const own = await primitives.x25519(scalar, BASE);
  const secrets: Bytes[] = [];
  for (const part of parts) secrets.push(await x25519(scalar, part.share, 'header', primitives));
  for (const [i, { share, body }] of parts.entries()) {
    const key = await primitives.hkdf(secrets[i] ?? NO_AAD, concat(share, own), WRAP, 32);
    const fileKey = await primitives.chachaOpen(key, ZERO_NONCE, NO_AAD, body);
    if (fileKey === null) continue;
    if (!same(header.mac, await macOf(fileKey, header.unsigned, primitives))) throw refuse('header-mac');
    return fileKey;
  }
  throw refuse('header-no-match');
}

/** The sender's share (32 B) and the wrapped file key (32 B) of an X25519 stanza. */
function partsOf(stanza: Stanza): { readonly share: Bytes; readonly body: Bytes } {
  const [argument, ...more] = stanza.args;
  if (argument === undefined || more.length > 0 || stanza.body.length !== FILE_KEY_LENGTH + 16) {
    throw refuse('header-syntax', 'an X25519 stanza has one share and a body of 32 bytes');
  }
  const share = readBase64(argument);
  if (share.length !== 32) throw refuse('header-syntax', 'a share has 32 bytes');
  return { share, body: stanza.body };
}

async function macOf(fileKey: Bytes, unsigned: Bytes, primitives: Primitives): Promise<Bytes> {
  const key = await primitives.hkdf(fileKey, NO_AAD, ascii('header'), 32);
  return primitives.hmacSha256(key, unsigned);
}

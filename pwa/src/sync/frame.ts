// Event frames: the keys that seal them, and who may have signed them (docs/spec/ledger.md).
//
// What stands in a frame is the JSON of one event; this module treats it as bytes.
import { ascii, concat, integer, same, type Bytes } from './bytes';
import type { Chain } from './chain';
import { refuse } from './errors';
import { ITEM_TOP } from './page';
import type { Primitives } from './primitives';
import { checkSignature, decode, encode, Frame, ROLES, sign } from './records';
import type { Rolls } from './roll';

export const FRAME_TOP = ITEM_TOP;
/** The roles that make no events; a courier carries what others have signed. */
export const NOT_AUTHORS: readonly number[] = [ROLES.service, ROLES.recovery, ROLES.courier];

const SEALED_AT_LEAST = 17;
const SIG = 64;
const NONCE = 12;

/** What stands in the clear of a frame; `prev` is zeros at seq 0, `seen` the author's H at `seen_n`. */
export type FrameFields = Omit<Frame, 'nonce' | 'ciphertext' | 'sig'>;

/** The key (32 B) of frames whose group is the case; `device` is the author's. */
export async function noteKey(
  caseKey: Bytes,
  caseShare: Bytes,
  ofCase: Bytes,
  epoch: number,
  device: Bytes,
  primitives: Primitives,
): Promise<Bytes> {
  const salt = concat(ofCase, integer(epoch, 4), device);
  return primitives.hkdf(concat(caseKey, caseShare), salt, ascii('amanat/1/notes'), 32);
}

/** The key (32 B) of frames whose group is a film; `fileKey` (16 B) is the film's, `device` the author's. */
export async function clipNotesKey(
  fileKey: Bytes,
  group: Bytes,
  device: Bytes,
  primitives: Primitives,
): Promise<Bytes> {
  return primitives.hkdf(fileKey, concat(group, device), ascii('amanat/1/clip-notes'), 32);
}

/**
 * The frame of an event: `text` sealed under `key` with a random `nonce` (12 B), signed by `seed`.
 *
 * Throws `event-too-large` where the whole would exceed 320 KiB.
 */
export async function sealFrame(
  text: Bytes,
  fields: FrameFields,
  key: Bytes,
  nonce: Bytes,
  seed: Bytes,
  primitives: Primitives,
): Promise<Bytes> {
  const clear = { ...fields, nonce, ciphertext: new Uint8Array(SEALED_AT_LEAST), sig: new Uint8Array(SIG) };
  const before = aad(encode(Frame, clear), SEALED_AT_LEAST);
  const ciphertext = await primitives.aesGcmSeal(key, nonce, before, text);
  const raw = await sign(Frame, { ...fields, nonce, ciphertext }, seed, primitives);
  if (raw.length > FRAME_TOP) throw refuse('event-too-large');
  return raw;
}

/** The text of a frame that was checked; throws `event-tag` for another key, case, group or author. */
export async function openFrame(raw: Bytes, key: Bytes, primitives: Primitives): Promise<Bytes> {
  const { nonce, ciphertext } = decode(Frame, raw);
  const text = await primitives.aesGcmOpen(key, nonce, aad(raw, ciphertext.length), ciphertext);
  if (text === null) throw refuse('event-tag');
  return text;
}

/**
 * The frame that `raw` is, if the device it names may have made it in this case.
 *
 * `atReceipt` is the server's question: the author's member must stand in the newest roll too.  A device that was
 * revoked later passes here; whether its frame is late is a question of order (`CaseLedger.isLate`).
 * Throws `event-*`; `event-chain-head` may pass once the chain was fetched.
 */
export async function checkFrame(
  raw: Bytes,
  chain: Chain,
  rolls: Rolls,
  atReceipt: boolean,
  primitives: Primitives,
): Promise<Frame> {
  if (raw.length > FRAME_TOP) throw refuse('event-too-large');
  const frame = decode(Frame, raw);
  if (!same(frame.case, rolls.case)) throw refuse('event-case');
  const device = chain.device(frame.device);
  if (device === null) throw refuse('event-device');
  await checkSignature(Frame, raw, device.ed25519, primitives);
  if (chain.seqOf(frame.chain_head) === null) throw refuse('event-chain-head');
  const then = chain.device(frame.device, frame.chain_head);
  const may = then !== null && !NOT_AUTHORS.includes(then.role) && then.revoked_at_seq === null && device.counts;
  if (!may) throw refuse('event-device');
  const ofEpoch = rolls.ofEpoch(frame.epoch);
  if (ofEpoch.length === 0) throw refuse('event-epoch');
  const stands = ofEpoch.some((roll) => roll.members.some((row) => same(row.member, device.member)));
  if (!stands || (atReceipt && !rolls.has(device.member))) throw refuse('event-member');
  return frame;
}

/** All bytes before the nonce. */
function aad(raw: Bytes, sealed: number): Bytes {
  return raw.slice(0, raw.length - SIG - sealed - NONCE);
}

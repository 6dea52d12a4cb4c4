// Envelopes: the key of a case's epoch on its way to one device (docs/spec/envelope.md).
// HPKE base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, for one message.  It is our
// own because the libraries draw their ephemeral key themselves, and here randomness comes in as an argument.
import { ascii, concat, integer, same, type Bytes } from './bytes';
import type { Chain, Device } from './chain';
import { refuse } from './errors';
import { x25519, x25519IsSound } from './keys';
import type { Primitives } from './primitives';
import { checkSignature, decode, encode, Envelope, ROLES, sign, type Roll } from './records';
import { names, type Rolls } from './roll';

const AREA = 'envelope';
const INFO = ascii('amanat/1/env');
/** Bytes of an envelope before `enc`: what `info` holds after its first words. */
const BEFORE_ENC = 106;
const NONE: Bytes = new Uint8Array(0);
const VERSION = ascii('HPKE-v1');
const KEM = concat(ascii('KEM'), integer(0x20, 2));
/** The X25519 base point (RFC 7748 section 4.1). */
const BASE: Bytes = new Uint8Array(32);
BASE[0] = 9;

/** The number of an AEAD in RFC 9180 section 7.3 and the length of its key (Nk). */
export interface Aead {
  readonly number: number;
  readonly keyLength: number;
}

const AES_256_GCM: Aead = { number: 2, keyLength: 32 };

/** The public key (32 B) of an X25519 scalar. */
export async function x25519Public(scalar: Bytes, primitives: Primitives): Promise<Bytes> {
  return primitives.x25519(scalar, BASE);
}

// RFC 9180 section 4: LabeledExtract(salt, label, ikm).
async function extract(
  suite: Bytes,
  salt: Bytes,
  label: string,
  material: Bytes,
  primitives: Primitives,
): Promise<Bytes> {
  const key = salt.length === 0 ? new Uint8Array(32) : salt;
  return primitives.hmacSha256(key, concat(VERSION, suite, ascii(label), material));
}

// RFC 9180 section 4: LabeledExpand(prk, label, info, L); one block of HKDF-Expand is enough for every L here.
async function expand(
  suite: Bytes,
  key: Bytes,
  label: string,
  info: Bytes,
  length: number,
  primitives: Primitives,
): Promise<Bytes> {
  const labelled = concat(integer(length, 2), VERSION, suite, ascii(label), info);
  return (await primitives.hmacSha256(key, concat(labelled, integer(1, 1)))).slice(0, length);
}

/** ExtractAndExpand of DHKEM(X25519, HKDF-SHA256) (RFC 9180 section 4.1). */
export async function kemSecret(
  shared: Bytes,
  enc: Bytes,
  recipient: Bytes,
  primitives: Primitives,
): Promise<Bytes> {
  const extracted = await extract(KEM, NONE, 'eae_prk', shared, primitives);
  return expand(KEM, extracted, 'shared_secret', concat(enc, recipient), 32, primitives);
}

/** Key and base nonce of base mode (RFC 9180 section 5.1). */
export async function keySchedule(
  secret: Bytes,
  info: Bytes,
  primitives: Primitives,
  aead: Aead = AES_256_GCM,
): Promise<{ readonly key: Bytes; readonly nonce: Bytes }> {
  const suite = concat(ascii('HPKE'), integer(0x20, 2), integer(1, 2), integer(aead.number, 2));
  const pskId = await extract(suite, NONE, 'psk_id_hash', NONE, primitives);
  const context = concat(integer(0, 1), pskId, await extract(suite, NONE, 'info_hash', info, primitives));
  const schedule = await extract(suite, secret, 'secret', NONE, primitives);
  return {
    key: await expand(suite, schedule, 'key', context, aead.keyLength, primitives),
    nonce: await expand(suite, schedule, 'base_nonce', context, 12, primitives),
  };
}

/**
 * `enc` (32 B) and the ciphertext with its tag.  `ephemeral` is a fresh random X25519 scalar (32 B) that serves this
 * one message.  Throws `envelope-key` where the recipient is of small order.
 */
export async function hpkeSeal(
  recipient: Bytes,
  info: Bytes,
  aad: Bytes,
  plaintext: Bytes,
  ephemeral: Bytes,
  primitives: Primitives,
): Promise<{ readonly enc: Bytes; readonly ct: Bytes }> {
  const enc = await x25519Public(ephemeral, primitives);
  const secret = await kemSecret(await x25519(ephemeral, recipient, AREA, primitives), enc, recipient, primitives);
  const { key, nonce } = await keySchedule(secret, info, primitives);
  return { enc, ct: await primitives.aesGcmSeal(key, nonce, aad, plaintext) };
}

/** The plaintext; `envelope-open` where the tag does not hold, `envelope-key` where enc is of small order. */
export async function hpkeOpen(
  enc: Bytes,
  ciphertext: Bytes,
  scalar: Bytes,
  info: Bytes,
  aad: Bytes,
  primitives: Primitives,
): Promise<Bytes> {
  const recipient = await x25519Public(scalar, primitives);
  const secret = await kemSecret(await x25519(scalar, enc, AREA, primitives), enc, recipient, primitives);
  const { key, nonce } = await keySchedule(secret, info, primitives);
  const plaintext = await primitives.aesGcmOpen(key, nonce, aad, ciphertext);
  if (plaintext === null) throw refuse('envelope-open');
  return plaintext;
}

/** Who wraps, for whom, and the fresh scalar (32 B) that it takes. */
export interface Wrapping {
  readonly to: Device;
  readonly from_device: Bytes;
  readonly seed: Bytes;
  readonly ephemeral: Bytes;
}

/**
 * The signed envelope (266 B) that carries `ck` (32 B), the key of the roll's epoch, to a device.  `seed` is the
 * Ed25519 seed of `from_device`.  Whether a key may be wrapped at all (Chain.mayWrap, Rolls.mayWrap) and whether a
 * supervisor confirmed the device is asked before.  Throws `envelope-recipient` where ck is not the roll's key.
 */
export async function wrap(
  roll: Roll,
  rollHash: Bytes,
  ck: Bytes,
  { to, from_device, seed, ephemeral }: Wrapping,
  primitives: Primitives,
): Promise<Bytes> {
  if (!same(await x25519Public(ck, primitives), roll.recipient)) throw refuse('envelope-recipient');
  const named = { suite: 1, org: roll.org, case: roll.case, epoch: roll.epoch, roll: rollHash, to_device: to.device };
  const blank = { enc: new Uint8Array(32), ct: new Uint8Array(48), from_device, sig: new Uint8Array(64) };
  const info = concat(INFO, encode(Envelope, { ...named, ...blank }).slice(0, BEFORE_ENC));
  const { enc, ct } = await hpkeSeal(to.x25519, info, NONE, ck, ephemeral, primitives);
  return sign(Envelope, { ...named, enc, ct, from_device }, seed, primitives);
}

/**
 * Whether a device gets envelopes of this case without a supervisor's word.  It does where it was in the chain at roll
 * 0's chain_head; any other waits for `device-confirmed` (in the service case for the admin who lets it join).
 */
export function goesAtOnce(device: Bytes, rolls: Rolls, chain: Chain): boolean {
  const first = rolls.records[0];
  return first !== undefined && chain.device(device, first.chain_head)?.active === true;
}

/**
 * The envelope that `raw` is, checked in all that can be seen without opening it.  `atReceipt` is the server's way:
 * both devices must be active now.  Throws `envelope-*`.
 */
export async function check(
  raw: Bytes,
  rolls: Rolls,
  chain: Chain,
  primitives: Primitives,
  atReceipt = false,
): Promise<Envelope> {
  const envelope = decode(Envelope, raw);
  if (!same(envelope.org, rolls.org)) throw refuse('envelope-org');
  if (!same(envelope.case, rolls.case)) throw refuse('envelope-case');
  const roll = rollOf(envelope, rolls);
  if (!(await x25519IsSound(envelope.enc, primitives))) throw refuse('envelope-key');
  const sender = chain.device(envelope.from_device);
  if (sender === null || !(atReceipt ? sender.active : sender.counts)) throw refuse('envelope-device');
  await checkSignature(Envelope, raw, sender.ed25519, primitives);
  if (!names(roll, sender.member)) throw refuse('envelope-from');
  const receiver = chain.device(envelope.to_device);
  if (receiver === null || !(atReceipt ? receiver.active : receiver.counts)) throw refuse('envelope-to');
  // An interpreter never gets the key of a family's case.
  if (receiver.role === ROLES.interpreter && !rolls.isService) throw refuse('envelope-to');
  if (!names(roll, receiver.member) && !rolls.has(receiver.member)) throw refuse('envelope-to');
  return envelope;
}

function rollOf(envelope: Envelope, rolls: Rolls): Roll {
  const roll = rolls.byHash(envelope.roll);
  if (roll?.epoch !== envelope.epoch) throw refuse('envelope-roll');
  return roll;
}

/**
 * The ck (32 B) in an envelope that `check` let pass; `scalar` is the receiving device's X25519 scalar.  Throws
 * `envelope-open` where it is not for this key, `envelope-recipient` where what it carries is not the key that its roll
 * names.
 */
export async function openEnvelope(raw: Bytes, scalar: Bytes, rolls: Rolls, primitives: Primitives): Promise<Bytes> {
  const envelope = decode(Envelope, raw);
  const roll = rollOf(envelope, rolls);
  const info = concat(INFO, raw.slice(0, BEFORE_ENC));
  const ck = await hpkeOpen(envelope.enc, envelope.ct, scalar, info, NONE, primitives);
  if (!same(await x25519Public(ck, primitives), roll.recipient)) throw refuse('envelope-recipient');
  return ck;
}

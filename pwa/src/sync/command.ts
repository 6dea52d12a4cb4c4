// Telling the server to stop, resume, bring forward, destroy, hold or release (docs/spec/command.md).
//
// A command has one signature (240 B) or two (320 B).  With bit 0 of its flags set it waits, acting on nothing, until
// another member has added the second.  `RIGHTS` is the only list of who may do what.
import { allZero, concat, same, type Bytes } from './bytes';
import type { Chain, Device } from './chain';
import { refuse } from './errors';
import { hex } from './ids';
import { ed25519IsSound, ed25519Verify } from './keys';
import type { Primitives } from './primitives';
import { checkSignature, Command, COMMANDS, decode, leastLength, ROLES, sign, signedMessage } from './records';
import type { Rolls } from './roll';

export const STOP = COMMANDS.stop;
export const RESUME = COMMANDS.resume;
export const EARLIER = COMMANDS.earlier;
export const DESTROY = COMMANDS.destroy;
export const HOLD = COMMANDS.hold;
export const RELEASE = COMMANDS.release;
export const TWO = 1;
export const FIRST_LENGTH = leastLength(Command);
export const WHOLE_LENGTH = FIRST_LENGTH + 16 + 64;
export const THREE_DAYS_MS = 72 * 60 * 60_000;

const MEMBERS: readonly number[] = [
  ROLES.field,
  ROLES.supervisor,
  ROLES.interpreter,
  ROLES.admin,
  ROLES.safeguarding,
];
const SENIOR: readonly number[] = [ROLES.supervisor, ROLES.safeguarding];

/** One line of the table: an op that this many members may do if one of them has one of `roles`. */
export interface Right {
  readonly op: number;
  readonly signatures: 1 | 2;
  readonly roles: readonly number[];
  /** How far ahead (ms) its date must lie. */
  readonly notice?: number;
  /** After how long (ms) it lapses; left out: never. */
  readonly lasts?: number;
  /** Only with the family's own request as `ref`. */
  readonly family?: boolean;
}

export const RIGHTS: readonly Right[] = [
  { op: STOP, signatures: 1, roles: MEMBERS },
  { op: EARLIER, signatures: 1, roles: MEMBERS, notice: THREE_DAYS_MS },
  { op: EARLIER, signatures: 2, roles: SENIOR },
  { op: RESUME, signatures: 2, roles: SENIOR },
  { op: HOLD, signatures: 1, roles: [ROLES.supervisor], lasts: THREE_DAYS_MS },
  { op: HOLD, signatures: 2, roles: SENIOR },
  { op: RELEASE, signatures: 2, roles: SENIOR },
  { op: DESTROY, signatures: 1, roles: MEMBERS, family: true },
  { op: DESTROY, signatures: 2, roles: SENIOR },
];

/** A command as it came: its fields, and the second signature where it is there. */
export interface Signed {
  readonly raw: Bytes;
  readonly command: Command;
  readonly second: { readonly device: Bytes; readonly sig: Bytes } | null;
  /** Whether bit 0 asks for a second signature. */
  readonly needsTwo: boolean;
  /** Whether the second signature is still missing. */
  readonly waits: boolean;
}

/** What a command that may stand does: nothing yet (`waits`), or its op, until `until` (ms; null: for good). */
export interface Decision {
  readonly op: number;
  readonly waits: boolean;
  readonly until: number | null;
}

/** The fields of a command; `two`: it waits for `cosign`.  `due_at` is 0 and `ref` zeros where they are left out. */
export type CommandFields = Omit<Command, 'flags' | 'basis' | 'due_at' | 'ref' | 'sig'> &
  Partial<Pick<Command, 'due_at' | 'ref'>> & { readonly two?: boolean };

/** What the receiver of a command knows of its group. */
export interface Circumstances {
  readonly nowMs: number;
  /** The group's date so far (ms, null: it has none). */
  readonly dueAt: number | null;
  /** The member whose frame `ref` names in this case (null: there is no such frame). */
  readonly refMember: Bytes | null;
  /** The members who have held this group alone before: a lone hold is given once, or it would never lapse. */
  readonly heldAloneBy: readonly Bytes[];
}

/** The 240 B of a command signed by `seed`. */
export async function buildCommand(seed: Bytes, fields: CommandFields, primitives: Primitives): Promise<Bytes> {
  const { two = false, ...told } = fields;
  const record = { due_at: 0, ref: new Uint8Array(32), ...told, flags: two ? TWO : 0, basis: 0 };
  return sign(Command, record, seed, primitives);
}

/** The 320 B of a waiting command, signed by a second member; throws `command-length` where `raw` does not wait. */
export async function cosign(raw: Bytes, device: Bytes, seed: Bytes, primitives: Primitives): Promise<Bytes> {
  if (!readCommand(raw).waits) throw refuse('command-length');
  const before = concat(raw, device);
  return concat(before, await primitives.ed25519Sign(seed, signedMessage(Command.magic, before)));
}

/** The fields of 240 or 320 B; no signature is checked.  Throws the codes of the table and `command-length`. */
export function readCommand(raw: Bytes): Signed {
  if (raw.length !== FIRST_LENGTH && raw.length !== WHOLE_LENGTH) throw refuse('command-length');
  const command = decode(Command, raw.slice(0, FIRST_LENGTH));
  const needsTwo = (command.flags & TWO) !== 0;
  if (raw.length === FIRST_LENGTH) return { raw, command, second: null, needsTwo, waits: needsTwo };
  if (!needsTwo) throw refuse('command-length');
  const second = { device: raw.slice(FIRST_LENGTH, FIRST_LENGTH + 16), sig: raw.slice(FIRST_LENGTH + 16) };
  return { raw, command, second, needsTwo, waits: false };
}

/** Whether `raw` is the waiting command with its second signature; the first 240 B must be the same. */
export function completes(waiting: Bytes, raw: Bytes): boolean {
  const lengths = waiting.length === FIRST_LENGTH && raw.length === WHOLE_LENGTH;
  return lengths && same(raw.subarray(0, FIRST_LENGTH), waiting);
}

/** Throws `command-differs` unless `raw` is the command of that id that stands here, or completes it. */
export function checkSame(standing: Bytes, raw: Bytes): void {
  if (!same(standing, raw) && !completes(standing, raw)) throw refuse('command-differs');
}

/**
 * The command that `raw` is, signed by devices of members who stand in the case's newest roll.
 *
 * Throws `command-*`; whether these members may do this is for `decide` to say.
 */
export async function checkCommand(raw: Bytes, chain: Chain, rolls: Rolls, primitives: Primitives): Promise<Signed> {
  const signed = readCommand(raw);
  const { command, second } = signed;
  if (!same(command.org, chain.org)) throw refuse('command-org');
  if (!same(command.case, rolls.case)) throw refuse('command-case');
  const first = standing(command.device, chain, rolls);
  await checkSignature(Command, raw.slice(0, FIRST_LENGTH), first.ed25519, primitives);
  if (chain.seqOf(command.chain_head) === null) throw refuse('command-chain-head');
  if (second === null) return signed;
  const { ed25519 } = standing(second.device, chain, rolls);
  if (!ed25519IsSound(ed25519)) throw refuse('command-key');
  const message = signedMessage(Command.magic, raw.subarray(0, FIRST_LENGTH + 16));
  if (!(await ed25519Verify(ed25519, message, second.sig, primitives))) throw refuse('command-signature');
  return signed;
}

/** What a checked command does when it is received; throws `command-due`, `command-ref`, `command-signatures`. */
export function decide(signed: Signed, chain: Chain, rolls: Rolls, known: Circumstances): Decision {
  const { command, second, waits } = signed;
  const count = signed.needsTwo ? 2 : 1;
  const right = RIGHTS.find((line) => line.op === command.op && line.signatures === count);
  if (right === undefined) throw refuse('command-signatures');
  checkDue(command, right, known);
  const first = standing(command.device, chain, rolls).member;
  checkRef(command, right, known.refMember, first);
  if (waits) return { op: command.op, waits, until: null };
  const members = [first];
  if (second !== null) members.push(standing(second.device, chain, rolls).member);
  if (new Set(members.map(hex)).size !== right.signatures) throw refuse('command-signatures');
  if (!members.some((member) => right.roles.includes(roleOf(member, rolls)))) throw refuse('command-signatures');
  const again = members.some((member) => known.heldAloneBy.some((before) => same(before, member)));
  if (right.lasts !== undefined && again) throw refuse('command-signatures');
  return { op: command.op, waits, until: right.lasts === undefined ? null : known.nowMs + right.lasts };
}

function checkDue(command: Command, right: Right, known: Circumstances): void {
  if (command.op !== EARLIER) {
    if (command.due_at !== 0) throw refuse('command-due');
    return;
  }
  if (command.due_at === 0 || command.due_at < known.nowMs + (right.notice ?? 0)) throw refuse('command-due');
  if (known.dueAt !== null && command.due_at >= known.dueAt) throw refuse('command-due');
}

function checkRef(command: Command, right: Right, refMember: Bytes | null, member: Bytes): void {
  if (allZero(command.ref)) {
    if (right.family === true) throw refuse('command-signatures');
    return;
  }
  // Who recorded the family's request is the one who asks for it to be carried out.
  if (command.op !== DESTROY || refMember === null || !same(refMember, member)) throw refuse('command-ref');
}

/** The certified device, not revoked, of a member who stands in the newest roll. */
function standing(id: Bytes, chain: Chain, rolls: Rolls): Device {
  const device = chain.device(id);
  if (device?.counts !== true || device.revoked_at_seq !== null) throw refuse('command-device');
  if (!MEMBERS.includes(roleOf(device.member, rolls))) throw refuse('command-device');
  return device;
}

/** The member's role in the newest roll, 0 where it does not stand in it. */
function roleOf(member: Bytes, rolls: Rolls): number {
  return rolls.members.get(hex(member)) ?? 0;
}

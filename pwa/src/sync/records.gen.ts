// Made by `make wire` from sync/amanat_sync/layouts.py; changes go there.
import type { Bytes } from './bytes';
import type { Layout } from './records';

/** The numbers of ops. */
export const OPS = { 'genesis': 1, 'add': 2, 'revoke': 3, 're-role': 4, 'endorse': 5, 'rotate-root': 6 } as const;

/** The numbers of roles. */
export const ROLES = { 'field': 1, 'supervisor': 2, 'interpreter': 3, 'admin': 4, 'safeguarding': 5, 'service': 6, 'recovery': 7, 'courier': 8 } as const;

/** The numbers of manifest kinds. */
export const MANIFEST_KINDS = { 'film': 1, 'clip': 2, 'still': 3, 'voice note': 4 } as const;

/** The numbers of head kinds. */
export const HEAD_KINDS = { 'head': 1, 'restart': 2, 'lease': 3 } as const;

/** The numbers of commands. */
export const COMMANDS = { 'stop': 1, 'resume': 2, 'earlier': 3, 'destroy': 4, 'hold': 5, 'release': 6 } as const;

/** The numbers of tombstone kinds. */
export const TOMBSTONE_KINDS = { 'date': 1, 'command': 2 } as const;

/** The numbers of slot kinds. */
export const SLOT_KINDS = { 'tablet key': 1, 'courier seed': 2, 'identity': 3, 'case': 4, 'share': 5, 'lease': 6, 'journal': 7, 'film': 8, 'root': 9 } as const;

/** AMC1, one record of the certificate chain (288 B). */
export interface Certificate {
  readonly op: number;
  readonly role: number;
  readonly flags: number;
  readonly org: Bytes;
  readonly seq: number;
  readonly prev: Bytes;
  readonly member: Bytes;
  readonly device: Bytes;
  readonly ed25519: Bytes;
  readonly x25519: Bytes;
  readonly not_before: number;
  readonly not_after: number;
  readonly signer: Bytes;
  readonly sig: Bytes;
}
export const Certificate: Layout<Certificate> = {
  name: 'Certificate',
  magic: 'AMC1',
  area: 'chain',
  fields: [
    { name: 'op', is: 'enum', width: 1, top: 6, zero: false },
    { name: 'role', is: 'enum', width: 1, top: 8, zero: true },
    { name: 'flags', is: 'flags', width: 2, mask: 1 },
    { name: 'org', is: 'raw', width: 32 },
    { name: 'seq', is: 'int', width: 8 },
    { name: 'prev', is: 'raw', width: 32 },
    { name: 'member', is: 'raw', width: 16 },
    { name: 'device', is: 'raw', width: 16 },
    { name: 'ed25519', is: 'raw', width: 32 },
    { name: 'x25519', is: 'raw', width: 32 },
    { name: 'not_before', is: 'int', width: 8 },
    { name: 'not_after', is: 'int', width: 8 },
    { name: 'signer', is: 'raw', width: 32 },
    { name: 'sig', is: 'signature', width: 64 },
  ],
};

/** One row of a roll (18 B). */
export interface RollMember {
  readonly member: Bytes;
  readonly role: number;
  readonly flags: number;
}
export const RollMember: Layout<RollMember> = {
  name: 'RollMember',
  magic: '',
  area: 'roll',
  fields: [
    { name: 'member', is: 'raw', width: 16 },
    { name: 'role', is: 'enum', width: 1, top: 8, zero: false },
    { name: 'flags', is: 'flags', width: 1, mask: 0 },
  ],
};

/** ACR1, who is in a case (242 + 18 n B). */
export interface Roll {
  readonly suite: number;
  readonly flags: number;
  readonly org: Bytes;
  readonly case: Bytes;
  readonly seq: number;
  readonly prev: Bytes;
  readonly epoch: number;
  readonly recipient: Bytes;
  readonly chain_head: Bytes;
  readonly members: readonly RollMember[];
  readonly device: Bytes;
  readonly sig: Bytes;
}
export const Roll: Layout<Roll> = {
  name: 'Roll',
  magic: 'ACR1',
  area: 'roll',
  fields: [
    { name: 'suite', is: 'suite', width: 2 },
    { name: 'flags', is: 'flags', width: 2, mask: 0 },
    { name: 'org', is: 'raw', width: 32 },
    { name: 'case', is: 'raw', width: 16 },
    { name: 'seq', is: 'int', width: 4 },
    { name: 'prev', is: 'raw', width: 32 },
    { name: 'epoch', is: 'int', width: 4 },
    { name: 'recipient', is: 'raw', width: 32 },
    { name: 'chain_head', is: 'raw', width: 32 },
    { name: 'members', is: 'rows', width: 2, row: RollMember },
    { name: 'device', is: 'raw', width: 16 },
    { name: 'sig', is: 'signature', width: 64 },
  ],
};

/** ACE1, a case key on its way to one device (266 B). */
export interface Envelope {
  readonly suite: number;
  readonly org: Bytes;
  readonly case: Bytes;
  readonly epoch: number;
  readonly roll: Bytes;
  readonly to_device: Bytes;
  readonly enc: Bytes;
  readonly ct: Bytes;
  readonly from_device: Bytes;
  readonly sig: Bytes;
}
export const Envelope: Layout<Envelope> = {
  name: 'Envelope',
  magic: 'ACE1',
  area: 'envelope',
  fields: [
    { name: 'suite', is: 'suite', width: 2 },
    { name: 'org', is: 'raw', width: 32 },
    { name: 'case', is: 'raw', width: 16 },
    { name: 'epoch', is: 'int', width: 4 },
    { name: 'roll', is: 'raw', width: 32 },
    { name: 'to_device', is: 'raw', width: 16 },
    { name: 'enc', is: 'raw', width: 32 },
    { name: 'ct', is: 'raw', width: 48 },
    { name: 'from_device', is: 'raw', width: 16 },
    { name: 'sig', is: 'signature', width: 64 },
  ],
};

/** ASH1, a film's age header under its share (40 + header + 16 B). */
export interface SealedHeader {
  readonly clip: Bytes;
  readonly version: number;
  readonly epoch: number;
  readonly nonce: Bytes;
  readonly ciphertext: Bytes;
}
export const SealedHeader: Layout<SealedHeader> = {
  name: 'SealedHeader',
  magic: 'ASH1',
  area: 'header',
  fields: [
    { name: 'clip', is: 'raw', width: 16 },
    { name: 'version', is: 'int', width: 4 },
    { name: 'epoch', is: 'int', width: 4 },
    { name: 'nonce', is: 'raw', width: 12 },
    { name: 'ciphertext', is: 'rest', width: 17 },
  ],
};

/** ACM1, what a sealed object is and promises (360 B). */
export interface Manifest {
  readonly suite: number;
  readonly kind: number;
  readonly flags: number;
  readonly org: Bytes;
  readonly case: Bytes;
  readonly clip: Bytes;
  readonly group: Bytes;
  readonly parent: Bytes;
  readonly gate: Bytes;
  readonly due_at: number;
  readonly payload_len: number;
  readonly payload_digest: Bytes;
  readonly file_key_commit: Bytes;
  readonly share_commit: Bytes;
  readonly chain_head: Bytes;
  readonly device: Bytes;
  readonly sig: Bytes;
}
export const Manifest: Layout<Manifest> = {
  name: 'Manifest',
  magic: 'ACM1',
  area: 'manifest',
  fields: [
    { name: 'suite', is: 'suite', width: 2 },
    { name: 'kind', is: 'enum', width: 1, top: 4, zero: false },
    { name: 'flags', is: 'flags', width: 1, mask: 3 },
    { name: 'org', is: 'raw', width: 32 },
    { name: 'case', is: 'raw', width: 16 },
    { name: 'clip', is: 'raw', width: 16 },
    { name: 'group', is: 'raw', width: 16 },
    { name: 'parent', is: 'raw', width: 16 },
    { name: 'gate', is: 'raw', width: 32 },
    { name: 'due_at', is: 'int', width: 8 },
    { name: 'payload_len', is: 'int', width: 8 },
    { name: 'payload_digest', is: 'raw', width: 32 },
    { name: 'file_key_commit', is: 'raw', width: 32 },
    { name: 'share_commit', is: 'raw', width: 32 },
    { name: 'chain_head', is: 'raw', width: 32 },
    { name: 'device', is: 'raw', width: 16 },
    { name: 'sig', is: 'signature', width: 64 },
  ],
};

/** ANE1, one sealed and signed event (244 B and its ciphertext). */
export interface Frame {
  readonly case: Bytes;
  readonly epoch: number;
  readonly group: Bytes;
  readonly device: Bytes;
  readonly seq: number;
  readonly prev: Bytes;
  readonly chain_head: Bytes;
  readonly seen_n: number;
  readonly seen: Bytes;
  readonly nonce: Bytes;
  readonly ciphertext: Bytes;
  readonly sig: Bytes;
}
export const Frame: Layout<Frame> = {
  name: 'Frame',
  magic: 'ANE1',
  area: 'event',
  fields: [
    { name: 'case', is: 'raw', width: 16 },
    { name: 'epoch', is: 'int', width: 4 },
    { name: 'group', is: 'raw', width: 16 },
    { name: 'device', is: 'raw', width: 16 },
    { name: 'seq', is: 'int', width: 8 },
    { name: 'prev', is: 'raw', width: 32 },
    { name: 'chain_head', is: 'raw', width: 32 },
    { name: 'seen_n', is: 'int', width: 8 },
    { name: 'seen', is: 'raw', width: 32 },
    { name: 'nonce', is: 'raw', width: 12 },
    { name: 'ciphertext', is: 'rest', width: 17 },
    { name: 'sig', is: 'signature', width: 64 },
  ],
};

/** AHD1, where a case stands, a restart, or a lease (176 B). */
export interface Head {
  readonly kind: number;
  readonly reserved: Bytes;
  readonly org: Bytes;
  readonly case: Bytes;
  readonly n: number;
  readonly running: Bytes;
  readonly chain_seq: number;
  readonly time: number;
  readonly sig: Bytes;
}
export const Head: Layout<Head> = {
  name: 'Head',
  magic: 'AHD1',
  area: 'head',
  fields: [
    { name: 'kind', is: 'enum', width: 1, top: 3, zero: false },
    { name: 'reserved', is: 'zeros', width: 3 },
    { name: 'org', is: 'raw', width: 32 },
    { name: 'case', is: 'raw', width: 16 },
    { name: 'n', is: 'int', width: 8 },
    { name: 'running', is: 'raw', width: 32 },
    { name: 'chain_seq', is: 'int', width: 8 },
    { name: 'time', is: 'int', width: 8 },
    { name: 'sig', is: 'signature', width: 64 },
  ],
};

/** ASC1, what a member tells the server to do with a group (240 B). */
export interface Command {
  readonly op: number;
  readonly flags: number;
  readonly basis: number;
  readonly org: Bytes;
  readonly case: Bytes;
  readonly group: Bytes;
  readonly command: Bytes;
  readonly due_at: number;
  readonly ref: Bytes;
  readonly chain_head: Bytes;
  readonly device: Bytes;
  readonly sig: Bytes;
}
export const Command: Layout<Command> = {
  name: 'Command',
  magic: 'ASC1',
  area: 'command',
  fields: [
    { name: 'op', is: 'enum', width: 1, top: 6, zero: false },
    { name: 'flags', is: 'flags', width: 1, mask: 1 },
    { name: 'basis', is: 'flags', width: 2, mask: 0 },
    { name: 'org', is: 'raw', width: 32 },
    { name: 'case', is: 'raw', width: 16 },
    { name: 'group', is: 'raw', width: 16 },
    { name: 'command', is: 'raw', width: 16 },
    { name: 'due_at', is: 'int', width: 8 },
    { name: 'ref', is: 'raw', width: 32 },
    { name: 'chain_head', is: 'raw', width: 32 },
    { name: 'device', is: 'raw', width: 16 },
    { name: 'sig', is: 'signature', width: 64 },
  ],
};

/** ATB1, that a share was destroyed (176 B). */
export interface Tombstone {
  readonly kind: number;
  readonly reserved: Bytes;
  readonly org: Bytes;
  readonly case: Bytes;
  readonly group: Bytes;
  readonly share_commit: Bytes;
  readonly destroyed_at: number;
  readonly sig: Bytes;
}
export const Tombstone: Layout<Tombstone> = {
  name: 'Tombstone',
  magic: 'ATB1',
  area: 'tombstone',
  fields: [
    { name: 'kind', is: 'enum', width: 1, top: 2, zero: false },
    { name: 'reserved', is: 'zeros', width: 3 },
    { name: 'org', is: 'raw', width: 32 },
    { name: 'case', is: 'raw', width: 16 },
    { name: 'group', is: 'raw', width: 16 },
    { name: 'share_commit', is: 'raw', width: 32 },
    { name: 'destroyed_at', is: 'int', width: 8 },
    { name: 'sig', is: 'signature', width: 64 },
  ],
};

/** One key slot of the tablet's slot file (128 B); everything before the nonce is authenticated. */
export interface Slot {
  readonly kind: number;
  readonly generation: number;
  readonly flags: number;
  readonly group: Bytes;
  readonly due_at: number;
  readonly nonce: Bytes;
  readonly ciphertext: Bytes;
  readonly tag: Bytes;
}
export const Slot: Layout<Slot> = {
  name: 'Slot',
  magic: '',
  area: 'slot',
  fields: [
    { name: 'kind', is: 'enum', width: 1, top: 9, zero: false },
    { name: 'generation', is: 'int', width: 1 },
    { name: 'flags', is: 'flags', width: 2, mask: 255 },
    { name: 'group', is: 'raw', width: 16 },
    { name: 'due_at', is: 'int', width: 8 },
    { name: 'nonce', is: 'raw', width: 12 },
    { name: 'ciphertext', is: 'raw', width: 72 },
    { name: 'tag', is: 'raw', width: 16 },
  ],
};

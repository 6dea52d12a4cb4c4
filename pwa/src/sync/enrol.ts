// Enrolment: how a device joins (docs/spec/enrolment.md).
// An admin's link carries a secret `e` that the server never sees.  The new device makes its keys and answers with an
// HMAC under `e` over everything that will be certified; the admin's device checks it by itself.  Six words made from
// the same bytes let two people compare what both devices saw.
import { allZero, ascii, concat, fromUtf8, integer, same, utf8, type Bytes } from './bytes';
import { AmanatError, refuse } from './errors';
import { base64url, parseBase64url } from './ids';
import { ed25519IsSound, x25519IsSound } from './keys';
import type { Primitives } from './primitives';
import { PEOPLE } from './rights';

const FRAGMENT = '#join=';
const WORDS = 6;
const WORD_BITS = 11;
const LONGEST_SERVICE = 200;
const LONGEST_SERVER = 200;
const SERVER = new RegExp(
  '^(?:https://(?:[a-z0-9]+(?:[.-][a-z0-9]+)*|\\[[0-9a-f:]+\\])' +
    '|http://(?:localhost|127\\.0\\.0\\.1|\\[::1\\]))(?::[1-9][0-9]{0,4})?$',
);
const CONTROL = /\p{Control}/u;

/** What the QR or link of an invite holds.  `token` (32 B) is for the server, `e` (16 B) never is. */
export interface Link {
  readonly root: Bytes;
  readonly server: string;
  readonly service: string;
  readonly role: number;
  readonly member: Bytes;
  readonly token: Bytes;
  readonly e: Bytes;
}

/**
 * A device that wants to join: all that the HMAC and the words cover.  `tablet` (16 B) and `courier` (its Ed25519 key)
 * are zeros where no tablet joins with the device.
 */
export interface Joining {
  readonly root: Bytes;
  readonly member: Bytes;
  readonly device: Bytes;
  readonly role: number;
  readonly ed25519: Bytes;
  readonly x25519: Bytes;
  readonly tablet: Bytes;
  readonly courier: Bytes;
}

/** `root hash || member || device || role u8 || ed25519 || x25519 || tablet || courier` (177 B). */
function message(joining: Joining): Bytes {
  const { root, member, device, role, ed25519, x25519, tablet, courier } = joining;
  return concat(root, member, device, integer(role, 1), ed25519, x25519, tablet, courier);
}

function checkedLink(link: Link): Link {
  const { root, server, service, role, member, token, e } = link;
  const sizes = root.length === 32 && member.length === 16 && token.length === 32 && e.length === 16;
  const addressed = server.length <= LONGEST_SERVER && SERVER.test(server);
  const length = utf8(service).length;
  const named = length > 0 && length <= LONGEST_SERVICE && !CONTROL.test(service);
  if (!sizes || !addressed || !named || !PEOPLE.includes(role) || allZero(member)) {
    throw new RangeError('not a link that can be read back');
  }
  return link;
}

/** The fragment, `#join=` first; throws RangeError or URIError for a link that would not be read back. */
export function encodeLink(link: Link): string {
  const { root, server, service, role, member, token, e } = checkedLink(link);
  const shown = {
    root: base64url(root),
    server,
    service,
    role,
    member: base64url(member),
    token: base64url(token),
    e: base64url(e),
  };
  return FRAGMENT + base64url(utf8(JSON.stringify(shown)));
}

/** The whole link as it is sent or shown as a QR. */
export function joinUrl(link: Link): string {
  return `${link.server}/${encodeLink(link)}`;
}

/** The link behind a fragment in its one spelling; `enrol-link` for anything else. */
export function decodeLink(fragment: string): Link {
  if (!fragment.startsWith(FRAGMENT)) throw refuse('enrol-link');
  try {
    const link = linkOf(JSON.parse(fromUtf8(parseBase64url(fragment.slice(FRAGMENT.length)))));
    // Other orders, blanks, escapes and repeated names do not give the same text again.
    if (encodeLink(link) !== fragment) throw refuse('enrol-link');
    return link;
  } catch (fault) {
    // What reading throws of itself: no base64url, no UTF-8, no JSON, a value of another kind or length.
    if (fault instanceof AmanatError) throw fault;
    if (fault instanceof RangeError || fault instanceof URIError) throw refuse('enrol-link');
    if (fault instanceof SyntaxError || fault instanceof TypeError) throw refuse('enrol-link');
    throw fault;
  }
}

function linkOf(value: unknown): Link {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  const values = new Map<string, unknown>(Object.entries(value));
  const text = (name: string): string => {
    const found = values.get(name);
    if (typeof found !== 'string') throw new TypeError('not a text');
    return found;
  };
  const role = values.get('role');
  if (typeof role !== 'number') throw new TypeError('not a number');
  return {
    root: parseBase64url(text('root')),
    server: text('server'),
    service: text('service'),
    role,
    member: parseBase64url(text('member')),
    token: parseBase64url(text('token')),
    e: parseBase64url(text('e')),
  };
}

/** `enrol-root` where the device has the root of another service: it joins no other until it is wiped. */
export function checkPin(pinned: Bytes | null, link: Link): void {
  if (pinned !== null && !same(pinned, link.root)) throw refuse('enrol-root');
}

/** What an admin's device asks of the keys before anything is signed; throws `enrol-*`. */
export async function checkJoining(joining: Joining, primitives: Primitives): Promise<void> {
  const { member, device, tablet, courier } = joining;
  if (!PEOPLE.includes(joining.role)) throw refuse('enrol-enum');
  if (allZero(member) || allZero(device) || same(device, tablet)) throw refuse('enrol-device');
  if (!ed25519IsSound(joining.ed25519)) throw refuse('enrol-key');
  if (!(await x25519IsSound(joining.x25519, primitives))) throw refuse('enrol-key');
  if (allZero(tablet) !== allZero(courier)) throw refuse('enrol-zeros');
  if (!allZero(courier) && !ed25519IsSound(courier)) throw refuse('enrol-key');
}

/** What the new device sends as proof that it read the link (32 B). */
export async function enrolHmac(e: Bytes, joining: Joining, primitives: Primitives): Promise<Bytes> {
  return primitives.hmacSha256(e, concat(ascii('amanat/1/enrol'), message(joining)));
}

/** `enrol-hmac` where the request was not made from this link, or was changed on its way. */
export async function checkEnrolHmac(e: Bytes, joining: Joining, mac: Bytes, primitives: Primitives): Promise<void> {
  if (!same(await enrolHmac(e, joining, primitives), mac)) throw refuse('enrol-hmac');
}

/** Six places in the word list: the first 66 bits, the most significant bit of byte 0 first. */
export async function enrolWords(e: Bytes, joining: Joining, mac: Bytes, primitives: Primitives): Promise<number[]> {
  const digest = await primitives.sha256(concat(ascii('amanat/1/words'), message(joining), e, mac));
  const bit = (at: number): number => ((digest[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
  return Array.from({ length: WORDS }, (_, word) => {
    let place = 0;
    for (let i = 0; i < WORD_BITS; i++) place = (place << 1) | bit(word * WORD_BITS + i);
    return place;
  });
}

/** The words at those places. */
export function spell(indices: readonly number[], wordList: readonly string[]): string[] {
  return indices.map((index) => {
    const word = wordList[index];
    if (word === undefined) throw new RangeError('the list has no such place');
    return word;
  });
}

/** `enrol-words` where what the admin typed is not what the new device shows; case and blanks do not count. */
export function checkWords(typed: readonly string[], indices: readonly number[], wordList: readonly string[]): void {
  const shown = spell(indices, wordList);
  const right = typed.length === shown.length && typed.every((word, i) => word.trim().toLowerCase() === shown[i]);
  if (!right) throw refuse('enrol-words');
}

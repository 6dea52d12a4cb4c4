// The text of an age v1 header: one spelling, read strictly, written back to the same bytes.
//
//     age-encryption.org/v1
//     -> X25519 <the sender's share, base64>
//     <the wrapped file key, base64 in lines of 64>
//     --- <HMAC, base64>
//
// Base64 is that of RFC 4648 without padding, in its canonical form.  Nothing here knows a key.
import { ascii, concat, same, type Bytes } from './bytes';
import { refuse } from './errors';
import { base64url, parseBase64url } from './ids';

export const INTRO: Bytes = ascii('age-encryption.org/v1\n');
/** Bytes of the longest header that is read: 666 recipients. */
export const MAX_HEADER = 65_536;
export const MAC_LENGTH = 32;
const COLUMNS = 64;
const LINE_FEED = 0x0a;

/** One recipient's part of a header: its kind, its arguments, and its body. */
export interface Stanza {
  readonly kind: string;
  readonly args: readonly string[];
  readonly body: Bytes;
}

/** A header as it was read. */
export interface Header {
  readonly stanzas: readonly Stanza[];
  /** As written (32 B); whether it holds is known only to who has the file key. */
  readonly mac: Bytes;
  /** The bytes that `mac` covers: everything up to and with `---`. */
  readonly unsigned: Bytes;
  /** Bytes of the whole header, its last line feed included; a payload may follow. */
  readonly length: number;
}

/** `raw` in base64 without padding. */
export function writeBase64(raw: Uint8Array): string {
  return base64url(raw).replaceAll('-', '+').replaceAll('_', '/');
}

/** The bytes behind canonical base64 without padding; throws `header-syntax` for any other text. */
export function readBase64(text: string): Bytes {
  if (!/^[A-Za-z0-9+/]*$/.test(text)) throw refuse('header-syntax', 'not base64');
  try {
    return parseBase64url(text.replaceAll('+', '-').replaceAll('/', '_'));
  } catch {
    // The letters are right, so what is left is a length or last bits of no canonical text.
    throw refuse('header-syntax', 'not the one spelling of base64');
  }
}

/** The header up to and with `---`: what its HMAC covers. */
export function unsignedText(stanzas: readonly Stanza[]): Bytes {
  const lines: string[] = [];
  for (const stanza of stanzas) {
    lines.push(['->', stanza.kind, ...stanza.args].join(' ') + '\n');
    const body = writeBase64(stanza.body);
    // A body that fills its last line is followed by an empty one: a line under 64 columns is the end.
    for (let at = 0; at <= body.length; at += COLUMNS) lines.push(body.slice(at, at + COLUMNS) + '\n');
  }
  return concat(INTRO, ascii(lines.join('') + '---'));
}

/** The whole header. */
export function signedText(unsigned: Bytes, mac: Bytes): Bytes {
  return concat(unsigned, ascii(` ${writeBase64(mac)}\n`));
}

/**
 * The header that `raw` starts with.
 *
 * Throws `header-syntax`, `header-truncated` where `raw` ends first, `header-length` beyond MAX_HEADER.
 */
export function readHeader(raw: Bytes): Header {
  const lines = new Lines(raw);
  const stanzas: Stanza[] = [];
  let line = lines.next();
  while (line.startsWith('-> ')) {
    stanzas.push(readStanza(line, lines));
    line = lines.next();
  }
  if (stanzas.length === 0) throw refuse('header-syntax', 'no stanza');
  if (!line.startsWith('--- ')) throw refuse('header-syntax', 'a line that starts nothing');
  const mac = readBase64(line.slice(4));
  if (mac.length !== MAC_LENGTH) throw refuse('header-syntax', 'the check has not 32 bytes');
  return { stanzas, mac, unsigned: raw.slice(0, lines.at - line.length - 1 + 3), length: lines.at };
}

/** The lines of a header, each ended by a line feed; one letter stands for each byte. */
class Lines {
  readonly #raw: Bytes;
  at: number;

  constructor(raw: Bytes) {
    const start = raw.subarray(0, INTRO.length);
    if (!same(start, INTRO.subarray(0, start.length))) throw refuse('header-syntax');
    if (start.length < INTRO.length) throw refuse('header-truncated');
    this.#raw = raw;
    this.at = INTRO.length;
  }

  next(): string {
    const end = this.#raw.subarray(0, MAX_HEADER).indexOf(LINE_FEED, this.at);
    if (end < 0) throw refuse(this.#raw.length < MAX_HEADER ? 'header-truncated' : 'header-length');
    const line = Array.from(this.#raw.subarray(this.at, end), (byte) => String.fromCharCode(byte)).join('');
    this.at = end + 1;
    return line;
  }
}

function readStanza(line: string, lines: Lines): Stanza {
  if (!/^->(?: [\x21-\x7e]+)+$/.test(line)) throw refuse('header-syntax', "a stanza's first line");
  const [kind = '', ...args] = line.slice(3).split(' ');
  const text: string[] = [];
  for (;;) {
    const part = lines.next();
    if (part.length > COLUMNS) throw refuse('header-syntax', 'a body line is too long');
    text.push(part);
    if (part.length < COLUMNS) return { kind, args, body: readBase64(text.join('')) };
  }
}

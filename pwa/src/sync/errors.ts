// Every way in which Amanat refuses something, with its stable code.  The list is made from the Python table.
import { CODES, type Code } from './errors.gen';

export type { Code } from './errors.gen';

/** A refusal; `code` is one of CODES, `detail` never holds a name, a key or plaintext. */
export class AmanatError extends Error {
  readonly code: Code;
  readonly detail: string;

  constructor(code: Code, detail = '') {
    super(detail === '' ? code : `${code}: ${detail}`);
    this.name = 'AmanatError';
    this.code = code;
    this.detail = detail;
  }

  /** The HTTP status of this refusal; 0 where it never crosses the wire. */
  get status(): number {
    return CODES[this.code].status;
  }
}

/** The error for `code`. */
export function refuse(code: Code, detail = ''): AmanatError {
  return new AmanatError(code, detail);
}

/** Whether `text` is a code that this version knows (an answer of a newer server may carry another). */
export function isCode(text: string): text is Code {
  return Object.hasOwn(CODES, text);
}

/** The words that start the codes of records. */
export type Area =
  | 'chain'
  | 'roll'
  | 'envelope'
  | 'enrol'
  | 'card'
  | 'seal'
  | 'header'
  | 'manifest'
  | 'event'
  | 'head'
  | 'command'
  | 'tombstone'
  | 'slot';

/** The code of an area for a reason that every record shares. */
export type SharedReason =
  | 'length'
  | 'magic'
  | 'suite'
  | 'enum'
  | 'integer'
  | 'zeros'
  | 'unknown-flag'
  | 'key'
  | 'signature'
  | 'org'
  | 'device'
  | 'case';

/** `<area>-<reason>`, refused. */
export function refuseIn(area: Area, reason: SharedReason, detail = ''): AmanatError {
  return new AmanatError(`${area}-${reason}`, detail);
}

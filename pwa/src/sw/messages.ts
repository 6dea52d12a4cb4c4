// What a page and the service worker say to each other.  Types alone: the page may import nothing else of this folder.

/** From a page.  The answer to `files` comes back on the port that is sent along. */
export type Asked =
  /** How much of the build lies here; what is missing is fetched first. */
  | { readonly kind: 'files' }
  /** A build that waits takes the place of the one that runs; the page says so only at rest. */
  | { readonly kind: 'take-over' }
  /** A page that was loaded past the service worker wants to be served by it: a film comes through it alone. */
  | { readonly kind: 'claim' };

/** How much of a build lies on this device. */
export interface Files {
  /** SHA-256 of the list of the build's files, in hex. */
  readonly build: string;
  readonly here: number;
  readonly of: number;
}

/** To the page that shows a film: bytes of it are wanted through the port that is sent along, which is the vault's. */
export interface ClipWanted {
  readonly kind: 'clip';
  readonly film: string;
}

/** To every page, while a build is being fetched. */
export interface Progress extends Files {
  readonly kind: 'progress';
}

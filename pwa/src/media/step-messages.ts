// What a page and the stepping worker say to each other.
import type { Code } from '../sync/errors';
import type { PictureIndex } from './stepper';

/** From the page.  `open` brings the port of the vault's `reel.serve`. */
export type StepQuestion =
  | { readonly kind: 'open'; readonly port: MessagePort }
  | { readonly kind: 'show'; readonly id: number; readonly index: number };

/** From the worker: once when every picture can be shown, then one answer to each `show`; a frame is transferred. */
export type StepAnswer =
  | { readonly kind: 'ready'; readonly index: PictureIndex; readonly rotation: 0 | 90 | 180 | 270 }
  | { readonly kind: 'picture'; readonly id: number; readonly frame: VideoFrame | null }
  | { readonly kind: 'fault'; readonly id: number | null; readonly code: Code };

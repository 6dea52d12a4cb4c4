// One film from the gate to its finish, as the page sees it: the camera opens only after the vault has said so, what it
// gives goes to the vault batch by batch, and what is shown as sealed is what the vault has answered.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { FilmSink, RecordingHandle, StopReason } from '../../../media/record.ts';
import { AmanatError, type Code } from '../../../vault/api';
import type { Route } from '../../route';
import type { PageVault } from '../../vault';
import { watchBattery } from './battery';
import { PictureAndSound, type Missing } from './senses';

const CAMERA: MediaStreamConstraints = {
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  audio: true,
};
const TICK_MS = 250;

/** What a tablet without room says; with room again they hold no longer. */
export const NO_ROOM: readonly Code[] = ['store-full', 'slots-full'];

/** Why no film began: a code of the vault or the camera, or that nobody allowed the camera. */
export type Refusal = Code | 'camera-refused';

/** What is told while the camera is open. */
export interface Running {
  readonly film: string;
  readonly stream: MediaStream;
  readonly limit_ms: number;
  /** Whether the browser keeps the screen on. */
  readonly awake: boolean;
  readonly ms: number;
  /** Milliseconds of film that are durable; null before the first batch was. */
  readonly sealed_ms: number | null;
  readonly missing: Missing | null;
  readonly stopping: boolean;
}

/** Why a film ended, as the page tells it; to the ledger a battery is a limit of the tablet. */
export type Why = StopReason | 'battery';

/** A film that has ended. */
export interface Ended {
  readonly case: string;
  readonly film: string;
  readonly reason: Why;
  readonly ms: number;
  /** Somebody came in meanwhile: who is here is asked again before the next part. */
  readonly came_in: boolean;
  /** Settles when the film is closed; its rejection says why it could not be. */
  readonly closed: Promise<void>;
}

export class Roll {
  readonly #vault: Pick<PageVault, 'ask' | 'watch'>;
  readonly #route: Pick<Route, 'hold'>;
  readonly #running: Signal<Running | null> = signal(null);
  readonly #ended: Signal<Ended | null> = signal(null);
  readonly #refused: Signal<Refusal | null> = signal(null);
  #handle: RecordingHandle | null = null;
  #cameIn = false;
  /** Ends the look for room, where one was refused for want of it. */
  #lookNoMore: () => void = () => undefined;

  constructor(vault: Pick<PageVault, 'ask' | 'watch'>, route: Pick<Route, 'hold'>) {
    this.#vault = vault;
    this.#route = route;
  }

  get running(): ReadonlySignal<Running | null> {
    return this.#running;
  }

  get ended(): ReadonlySignal<Ended | null> {
    return this.#ended;
  }

  /**
   * Why nothing was filmed when it was tried last; null where it was, nobody tried since `forget`, or it was for want
   * of room and there is room now.
   */
  get refused(): ReadonlySignal<Refusal | null> {
    return this.#refused;
  }

  /** Somebody went on to something else. */
  forget(): void {
    this.#lookNoMore();
    this.#refused.value = null;
  }

  /** The same, where it was refused for want of room. */
  forgetRoom(): void {
    if (NO_ROOM.some((one) => one === this.#refused.value)) this.forget();
  }

  /** What ended was seen to the end. */
  clear(): void {
    this.#ended.value = null;
  }

  /** Opens the gate, then the camera; `refused` tells why nothing is filmed. */
  async begin(ask: { readonly case: string; readonly persons: readonly string[] }): Promise<void> {
    this.forget();
    const refusal = await this.#begin(ask);
    // What ends a film at once may have been told by now.
    if (refusal !== null) this.#refuse(refusal);
  }

  #refuse(refusal: Refusal): void {
    this.forget();
    this.#refused.value = refusal;
    if (NO_ROOM.some((one) => one === refusal)) this.#lookForRoom();
  }

  /**
   * What is told first is the room there was when it was refused, and the vault tells anew only what differs.  A
   * browser may say that there is room where it grants none, so its first word does not take the refusal back.
   */
  #lookForRoom(): void {
    let isFirst = true;
    this.#lookNoMore = this.#vault.watch('room', undefined, (room) => {
      if (!isFirst && room?.fault === null) this.forget();
      isFirst = false;
    });
  }

  /** Gives why nothing is filmed; null where it is. */
  async #begin(ask: { readonly case: string; readonly persons: readonly string[] }): Promise<Refusal | null> {
    if (await isRefused()) return 'camera-refused';
    // Loaded before the gate: a film that has begun must not wait for a file.
    const { recordFilm } = await import('../../../media/record.ts');
    let opened: { readonly film: string; readonly limit_ms: number; readonly max_bytes: number } | null = null;
    let stream: MediaStream | null = null;
    this.#route.hold(true);
    try {
      opened = await this.#vault.ask('film.open', ask);
      const { film, limit_ms, max_bytes } = opened;
      stream = await navigator.mediaDevices.getUserMedia(CAMERA);
      const sink: FilmSink = async (chunk, { frames, ms }) => {
        await this.#vault.ask('film.append', { film, chunk, ms, frames }, [chunk.buffer]);
        this.#change({ sealed_ms: ms });
      };
      const onAwake = (awake: boolean): void => {
        this.#change({ awake });
      };
      const handle = await recordFilm(stream, sink, { limitMs: limit_ms, maxBytes: max_bytes, onAwake });
      this.#film({ case: ask.case, film, limit_ms }, handle, stream);
      return null;
    } catch (fault) {
      if (stream !== null) shut(stream);
      if (opened !== null) await this.#vault.ask('film.finish', { film: opened.film, reason: 'camera' });
      this.#route.hold(false);
      if (fault instanceof DOMException && fault.name === 'NotAllowedError') return 'camera-refused';
      return fault instanceof AmanatError ? fault.code : 'film-camera';
    }
  }

  stop(): void {
    this.#change({ stopping: true });
    void this.#handle?.stop();
  }

  /** Marks this moment; what fails is the journal's own matter, and nothing is said while the microphone is open. */
  mark(kind: 'moment' | 'someone-came-in'): void {
    const now = this.#running.value;
    if (now === null) return;
    if (kind === 'someone-came-in') this.#cameIn = true;
    void this.#vault.ask('film.mark', { film: now.film, ms: Math.round(now.ms), kind }).catch(() => undefined);
  }

  #film(
    made: { readonly case: string; readonly film: string; readonly limit_ms: number },
    handle: RecordingHandle,
    stream: MediaStream,
  ): void {
    const { case: id, film, limit_ms } = made;
    const began = performance.now();
    this.#handle = handle;
    this.#cameIn = false;
    const shown = { film, stream, limit_ms, awake: handle.awake, ms: 0, sealed_ms: null, missing: null };
    this.#running.value = { ...shown, stopping: false };
    const senses = new PictureAndSound(stream);
    const over = new AbortController();
    let empty = false;
    void watchBattery(() => {
      empty = true;
      void handle.stop('limit');
    }, over.signal).catch(() => undefined);
    const timer = setInterval(() => {
      this.#change({ ms: performance.now() - began, missing: senses.missing(performance.now()) });
    }, TICK_MS);
    void handle.finished.then(({ ms, reason }) => {
      clearInterval(timer);
      over.abort();
      senses.close();
      shut(stream);
      this.#handle = null;
      const closed = this.#vault.ask('film.finish', { film, reason });
      // Whoever waits for it is told; nobody else needs to.
      closed.catch(() => undefined);
      const why = empty && reason === 'limit' ? 'battery' : reason;
      // The tablet was full before anything was kept: there is no film, and nothing of it to keep or to delete.
      if (reason === 'full' && (this.#running.value?.sealed_ms ?? 0) === 0) this.#refuse('store-full');
      else this.#ended.value = { case: id, film, reason: why, ms, came_in: this.#cameIn, closed };
      this.#running.value = null;
      this.#route.hold(false);
    });
  }

  #change(some: Partial<Running>): void {
    const now = this.#running.value;
    if (now !== null) this.#running.value = { ...now, ...some };
  }
}

/** Whether the browser will not even ask. */
async function isRefused(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'camera' })).state === 'denied';
  } catch {
    // A browser that cannot tell is asked by opening the camera.
    return false;
  }
}

function shut(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

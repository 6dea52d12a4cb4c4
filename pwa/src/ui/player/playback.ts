// A film that runs and stands still: <video> plays it, and where it stands the canvas before it shows the exact
// picture.
// Which picture that is follows from the times of the pictures, never from a frame rate.
import { signal, type Signal } from '@preact/signals';
import { insideOf, pictureAt } from '../../media/picture-times';
import { Drawing } from './drawing';
import type { Stepping } from './stepping';

/** Between these the film goes round; `to` is null until the end was chosen. */
export interface Loop {
  readonly from: number;
  readonly to: number | null;
}

export type Speed = 1 | 0.5 | 0.25;

export class Playback {
  /** The time of the picture that is shown, s. */
  readonly at: Signal<number> = signal(0);
  readonly length: Signal<number> = signal(0);
  readonly playing: Signal<boolean> = signal(false);
  readonly speed: Signal<Speed> = signal(1);
  readonly loop: Signal<Loop | null> = signal(null);
  /** Whether the canvas shows the picture, and not the video under it. */
  readonly still: Signal<boolean> = signal(false);
  readonly #video: HTMLVideoElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #drawing = new Drawing();
  #stepping: Stepping | null = null;
  #picture = 0;
  /** Whether the place is one that was stepped to; the video stands elsewhere then. */
  #stepped = false;
  #shows = 0;
  #closed = false;

  constructor(video: HTMLVideoElement, canvas: HTMLCanvasElement) {
    this.#video = video;
    this.#canvas = canvas;
    video.addEventListener('play', this.#follow);
    video.addEventListener('pause', this.#follow);
    video.addEventListener('ended', this.#ended);
    video.addEventListener('durationchange', this.#measured);
    this.#watchFrames();
  }

  /** Single pictures come from there, once they do. */
  stepBy(stepping: Stepping): void {
    this.#stepping = stepping;
  }

  close(): void {
    this.#closed = true;
    this.#stepping?.close();
    this.#video.pause();
    this.#video.removeAttribute('src');
    this.#video.load();
    this.#canvas.width = 0;
  }

  async toggle(): Promise<void> {
    if (this.#video.paused) await this.play();
    else this.pause();
  }

  async play(): Promise<void> {
    const stepping = this.#ready();
    // The video stands where it was before the steps: it goes on from the picture that is shown.
    if (this.#stepped && stepping !== null) await this.#seekVideo(insideOf(stepping.times, this.#picture));
    else if (this.#video.ended) await this.#seekVideo(this.loop.value?.from ?? 0);
    try {
      await this.#video.play();
    } catch {
      // The browser says no, or the film was closed meanwhile: it stands, and the button says Play.
      this.#follow();
    }
  }

  pause(): void {
    this.#video.pause();
  }

  /** So many pictures on, or back. */
  step(by: number): void {
    const stepping = this.#ready();
    if (stepping === null) return;
    this.#stand(stepping);
    this.#show(stepping, this.#picture + by);
  }

  /** So many seconds on, or back. */
  skip(by: number): void {
    const stepping = this.#ready();
    if (stepping !== null) this.#stand(stepping);
    this.seek(this.at.value + by);
  }

  /** To the picture that is shown at `seconds`. */
  seek(seconds: number): void {
    const time = Math.min(Math.max(0, seconds), this.length.value);
    const stepping = this.#ready();
    if (stepping === null || !this.#video.paused) {
      this.#video.currentTime = time;
      return;
    }
    this.#show(stepping, pictureAt(stepping.times, time));
  }

  /** Plays so fast, or at full speed where it was so already. */
  setSpeed(speed: Speed): void {
    this.speed.value = this.speed.value === speed ? 1 : speed;
    this.#video.playbackRate = this.speed.value;
  }

  /** The beginning of a loop, then its end, then none. */
  turnLoop(): void {
    const loop = this.loop.value;
    if (loop === null) this.loop.value = { from: this.at.value, to: null };
    else if (loop.to !== null) this.loop.value = null;
    else if (this.at.value > loop.from) this.loop.value = { from: loop.from, to: this.at.value };
    else this.loop.value = { from: this.at.value, to: loop.from };
  }

  /** The loop, once both its ends were chosen. */
  get #round(): { readonly from: number; readonly to: number } | null {
    const { from = 0, to = null } = this.loop.value ?? {};
    return to === null ? null : { from, to };
  }

  #ready(): Stepping | null {
    return this.#stepping?.steps.value === 'ready' ? this.#stepping : null;
  }

  /** Stops where it is; the picture that the video shows is the one that is stepped from. */
  #stand(stepping: Stepping): void {
    this.#video.pause();
    if (!this.#stepped) this.#picture = pictureAt(stepping.times, this.at.value);
  }

  #show(stepping: Stepping, wanted: number): void {
    const index = Math.min(Math.max(0, wanted), stepping.times.length - 1);
    this.#picture = index;
    // Before the picture comes the next step counts from this one.
    this.#stepped = true;
    this.#shows += 1;
    const shows = this.#shows;
    void stepping.show(index).then((frame) => this.#draw(frame, index, stepping, shows));
  }

  async #draw(frame: VideoFrame | null, index: number, stepping: Stepping, shows: number): Promise<void> {
    const isLast = (): boolean => shows === this.#shows && this.#stepped && !this.#closed;
    if (frame === null) {
      // Nobody wished for another one: it cannot be had, and the video shows it as well as it can.
      if (!isLast()) return;
      this.#stepped = false;
      this.still.value = false;
      // A video that stands there already shows no new picture, and would tell no time.
      this.at.value = stepping.times[index] ?? 0;
      this.#video.currentTime = insideOf(stepping.times, index);
      return;
    }
    try {
      if (!isLast() || !(await this.#drawing.draw(frame, this.#canvas, stepping.rotation, isLast))) return;
      this.at.value = stepping.times[index] ?? 0;
      this.still.value = true;
    } finally {
      frame.close();
    }
  }

  #seekVideo(time: number): Promise<void> {
    return new Promise((done) => {
      this.#video.addEventListener('seeked', () => { done(); }, { once: true });
      this.#video.currentTime = time;
    });
  }

  readonly #follow = (): void => {
    this.playing.value = !this.#video.paused && !this.#video.ended;
  };

  readonly #measured = (): void => {
    const { duration } = this.#video;
    if (Number.isFinite(duration)) this.length.value = duration;
  };

  readonly #ended = (): void => {
    if (this.#round === null) {
      this.#follow();
      return;
    }
    this.#video.currentTime = this.#round.from;
    void this.play();
  };

  /** Hears of every picture that the video puts on the screen. */
  #watchFrames(): void {
    this.#video.requestVideoFrameCallback((_now, { mediaTime }) => {
      if (this.#closed) return;
      this.#watchFrames();
      if (this.#video.paused && this.#stepped) return;
      this.#stepped = false;
      this.still.value = false;
      this.at.value = mediaTime;
      const round = this.#round;
      if (round !== null && !this.#video.paused && mediaTime >= round.to) this.#video.currentTime = round.from;
    });
  }
}

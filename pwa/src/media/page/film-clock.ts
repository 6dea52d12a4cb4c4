// One clock for a film's picture and sound.

/**
 * Times of the film in seconds.  Cameras and microphones count from moments of their own: each track is set
 * to the time at which its first sample came, and keeps its own distances from there.
 */
export class FilmClock {
  readonly #start: number;
  #pictureOffset: number | null = null;
  #soundOffset: number | null = null;
  #lastPicture = -1;
  lastSound = 0;

  /** Starts with the film's first frame, at `now` of the page's clock, ms. */
  constructor(now: number) {
    this.#start = now;
  }

  picture(timestamp: number): number {
    this.#pictureOffset ??= -timestamp;
    // A driver that repeats a time would otherwise stop the film.
    this.#lastPicture = Math.max(timestamp + this.#pictureOffset, this.#lastPicture + 0.001);
    return this.#lastPicture;
  }

  sound(timestamp: number): number {
    this.#soundOffset ??= this.#now() - timestamp;
    this.lastSound = timestamp + this.#soundOffset;
    return this.lastSound;
  }

  #now(): number {
    return (performance.now() - this.#start) / 1000;
  }
}

// Whether the camera sees and the microphone hears: looked at now and then, kept nowhere.

/** What has been missing for ten seconds. */
export type Missing = 'dark' | 'silent';

const PATIENCE_MS = 10_000;
/** Mean brightness of 255 below which a picture shows nothing. */
const DARK = 12;
/** A wave of −60 dB: quieter than any room with people in it. */
const SILENT = 0.001;
const WIDTH = 32;
const HEIGHT = 18;

export class PictureAndSound {
  readonly #video: HTMLVideoElement;
  readonly #canvas: CanvasRenderingContext2D | null;
  readonly #audio: AudioContext | null;
  readonly #analyser: AnalyserNode | null;
  readonly #wave: Float32Array<ArrayBuffer> = new Float32Array(2048);
  readonly #last: Record<Missing, number>;

  constructor(stream: MediaStream) {
    const now = performance.now();
    this.#last = { dark: now, silent: now };
    this.#video = document.createElement('video');
    this.#video.muted = true;
    this.#video.srcObject = new MediaStream(stream.getVideoTracks());
    void this.#video.play().catch(() => undefined);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [WIDTH, HEIGHT];
    this.#canvas = canvas.getContext('2d', { willReadFrequently: true });
    const [sound] = stream.getAudioTracks();
    this.#audio = sound === undefined ? null : new AudioContext();
    this.#analyser = this.#audio?.createAnalyser() ?? null;
    if (this.#audio !== null && this.#analyser !== null) {
      this.#audio.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(this.#analyser);
    }
  }

  /** What has been missing for ten seconds at `now` of the page's clock; the picture first. */
  missing(now: number): Missing | null {
    if (this.#sees()) this.#last.dark = now;
    if (this.level() > SILENT) this.#last.silent = now;
    const found = (['dark', 'silent'] as const).find((one) => now - this.#last[one] >= PATIENCE_MS);
    return found ?? null;
  }

  /** How loud it is, 0 to 1. */
  level(): number {
    if (this.#analyser === null) return 0;
    this.#analyser.getFloatTimeDomainData(this.#wave);
    return this.#wave.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  }

  close(): void {
    this.#video.srcObject = null;
    void this.#audio?.close();
  }

  #sees(): boolean {
    if (this.#canvas === null || this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return true;
    this.#canvas.drawImage(this.#video, 0, 0, WIDTH, HEIGHT);
    const { data } = this.#canvas.getImageData(0, 0, WIDTH, HEIGHT);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
    return sum / (WIDTH * HEIGHT * 3) > DARK;
  }
}

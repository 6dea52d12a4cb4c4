// Whether the camera sees and the microphone hears: looked at now and then, kept nowhere.
import { Brightness } from './brightness';

/** What has been missing for ten seconds. */
export type Missing = 'dark' | 'silent';

const PATIENCE_MS = 10_000;
/** Mean brightness of 255 below which a picture shows nothing. */
const DARK = 12;
/** A wave of −60 dB: quieter than any room with people in it. */
const SILENT = 0.001;

export class PictureAndSound {
  readonly #video: HTMLVideoElement;
  readonly #brightness = new Brightness();
  readonly #audio: AudioContext | null;
  readonly #analyser: AnalyserNode | null;
  readonly #wave: Float32Array<ArrayBuffer> = new Float32Array(2048);
  /** When the microphone heard something last. */
  #heard = performance.now();
  /** Since when every picture that was looked at was dark; null where the last one was not. */
  #darkSince: number | null = null;

  constructor(stream: MediaStream) {
    this.#video = document.createElement('video');
    this.#video.muted = true;
    this.#video.srcObject = new MediaStream(stream.getVideoTracks());
    void this.#video.play().catch(() => undefined);
    const [sound] = stream.getAudioTracks();
    this.#audio = sound === undefined ? null : new AudioContext();
    this.#analyser = this.#audio?.createAnalyser() ?? null;
    if (this.#audio !== null && this.#analyser !== null) {
      this.#audio.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(this.#analyser);
    }
  }

  /** What has been missing for ten seconds at `now` of the page's clock; the picture first. */
  missing(now: number): Missing | null {
    void this.#look(now);
    if (this.level() > SILENT) this.#heard = now;
    if (this.#darkSince !== null && now - this.#darkSince >= PATIENCE_MS) return 'dark';
    return now - this.#heard >= PATIENCE_MS ? 'silent' : null;
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

  async #look(now: number): Promise<void> {
    const seen = await this.#brightness.of(this.#video);
    if (seen === null) return;
    this.#darkSince = seen > DARK ? null : (this.#darkSince ?? now);
  }
}

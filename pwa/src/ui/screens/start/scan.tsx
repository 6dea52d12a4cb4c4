// The camera as a reader of one QR code.  The picture goes nowhere: it is looked at here and forgotten.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../parts/button';
import { StatusNote } from '../../parts/note';
import { useSay } from '../../words/say';

const CAMERA: MediaStreamConstraints = { video: { facingMode: { ideal: 'environment' } }, audio: false };
/** Between two looks, ms. */
const LOOK_MS = 200;
/** Pictures are looked at no wider than this: a code that fills a tablet's screen is read well below it. */
const WIDEST = 960;

/** The part of the Barcode Detection API that is used here; few browsers have it. */
interface Detector {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface WithDetector {
  readonly BarcodeDetector?: {
    new (options: { readonly formats: readonly string[] }): Detector;
    getSupportedFormats(): Promise<readonly string[]>;
  };
}

/** Reads the text of a code in a picture, null where there is none. */
type Read = (video: HTMLVideoElement) => Promise<string | null>;

export function Scan(props: {
  /** Whether a text is the one that is looked for; the first such ends the scan. */
  readonly found: (text: string) => boolean;
  readonly stop: () => void;
}): JSX.Element {
  const say = useSay();
  const video = useRef<HTMLVideoElement>(null);
  const state = useSignal<'looking' | 'other' | 'no-camera'>('looking');
  useEffect(() => {
    const ended = new AbortController();
    void look(video.current, ended.signal, (text) => {
      if (props.found(text)) return true;
      state.value = 'other';
      return false;
    }).catch(() => {
      if (!ended.signal.aborted) state.value = 'no-camera';
    });
    return () => {
      ended.abort();
    };
  }, []);
  return (
    <section class="stack wide" aria-labelledby="scan-title">
      <h2 id="scan-title">{say('start-scan-title')}</h2>
      {state.value === 'no-camera' ? (
        <StatusNote kind="warn" role="alert">
          <p>{say('start-scan-no-camera')}</p>
        </StatusNote>
      ) : (
        <>
          <video ref={video} class="scan" muted playsInline aria-hidden="true" />
          <p role="status">{say(state.value === 'other' ? 'start-scan-other' : 'start-scan-looking')}</p>
        </>
      )}
      <Button press={props.stop}>{say('start-scan-stop')}</Button>
    </section>
  );
}

/** Opens the camera and looks until `found` says that it was the one, or `signal` ends it; the camera is shut then. */
async function look(
  video: HTMLVideoElement | null,
  signal: AbortSignal,
  found: (text: string) => boolean,
): Promise<void> {
  if (video === null) return;
  const stream = await navigator.mediaDevices.getUserMedia(CAMERA);
  const shut = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  signal.addEventListener('abort', shut);
  const isOver = (): boolean => signal.aborted;
  try {
    video.srcObject = stream;
    await video.play();
    const read = await reader();
    while (!isOver()) {
      const text = video.videoWidth === 0 ? null : await read(video);
      if (text !== null && found(text)) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    shut();
  }
}

/** The browser's own reader where it has one for QR codes, else one that is loaded now. */
async function reader(): Promise<Read> {
  const { BarcodeDetector } = window as unknown as WithDetector;
  if (BarcodeDetector !== undefined && (await BarcodeDetector.getSupportedFormats()).includes('qr_code')) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { default: decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context?.drawImage(video, 0, 0, canvas.width, canvas.height);
    const image = context?.getImageData(0, 0, canvas.width, canvas.height);
    if (image === undefined) return null;
    try {
      return decodeQR(image);
    } catch {
      // Most pictures show no whole code.
      return null;
    }
  };
}

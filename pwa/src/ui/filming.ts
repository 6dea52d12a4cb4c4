// One film from the gate to the finish, as the page sees it: the camera opens only after the vault has said so, and
// what it gives goes to the vault batch by batch.
import type { FilmProgress } from '../media/remux.ts';
import type { StopReason } from '../media/record.ts';
import { AmanatError, type Ending } from '../vault/api';
import type { PageVault } from './vault';

const CAMERA: MediaStreamConstraints = {
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  audio: true,
};

/** What is being filmed. */
export interface Filming {
  readonly stream: MediaStream;
  /** Settles when the film is finished in the vault, or rejects with why it could not be. */
  readonly finished: Promise<void>;
  stop(): void;
}

/** Opens the gate, then the camera.  Rejects with AmanatError; then nothing is being filmed. */
export async function beginFilm(
  vault: PageVault,
  ask: { readonly case: string; readonly persons: readonly string[] },
  progressed: (progress: FilmProgress) => void,
): Promise<Filming> {
  // Loaded before the gate: a film that has begun must not wait for a file.
  const { recordFilm } = await import('../media/record.ts');
  const { film } = await vault.ask('film.open', ask);
  const close = async (reason: Ending): Promise<void> => {
    await vault.ask('film.finish', { film, reason });
    // This page does not ask whether the film is kept.
    await vault.ask('film.keep', { film });
  };
  let stream: MediaStream | null = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia(CAMERA);
    const handle = await recordFilm(stream, async (chunk, progress) => {
      const { ms, frames } = progress;
      await vault.ask('film.append', { film, chunk, ms, frames }, [chunk.buffer]);
      progressed(progress);
    });
    const opened = stream;
    const finished = handle.finished.then(async ({ reason }: { readonly reason: StopReason }) => {
      shut(opened);
      await close(reason);
    });
    return { stream: opened, finished, stop: () => void handle.stop() };
  } catch (fault) {
    if (stream !== null) shut(stream);
    await close('camera');
    // getUserMedia rejects with DOMException where there is no camera or nobody allowed it.
    throw fault instanceof AmanatError ? fault : new AmanatError('film-camera');
  }
}

function shut(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

// The stepping worker: it reads a film in ranges out of the vault, by a port, and gives single pictures of it.  It
// holds no key, and of the film no more than a few megabytes at a time.
import { AmanatError, refuse } from '../sync/errors';
import { RangeAsker, type RangeAnswer } from '../sync/ranges';
import { openFilm, type OpenFilm } from './film-reader';
import type { StepAnswer, StepQuestion } from './step-messages';

const scope = self as unknown as DedicatedWorkerGlobalScope;
let film: OpenFilm | null = null;

function say(answer: StepAnswer, transfer: Transferable[] = []): void {
  scope.postMessage(answer, transfer);
}

function failed(id: number | null, fault: unknown): void {
  const { code } = fault instanceof AmanatError ? fault : refuse('film-picture');
  say({ kind: 'fault', id, code });
}

async function open(port: MessagePort): Promise<void> {
  const asker = new RangeAsker((question) => {
    port.postMessage(question);
  });
  port.onmessage = (event: MessageEvent<RangeAnswer>) => {
    asker.hear(event.data);
  };
  film = await openFilm(asker);
  say({ kind: 'ready', index: film.index, rotation: film.rotation });
}

async function show(id: number, index: number): Promise<void> {
  const frame = (await film?.stepper.show(index)) ?? null;
  say({ kind: 'picture', id, frame }, frame === null ? [] : [frame]);
}

scope.onmessage = (event: MessageEvent<StepQuestion>) => {
  const asked = event.data;
  if (asked.kind === 'open') {
    open(asked.port).catch((fault: unknown) => {
      failed(null, fault);
    });
  } else {
    show(asked.id, asked.index).catch((fault: unknown) => {
      failed(asked.id, fault);
    });
  }
};

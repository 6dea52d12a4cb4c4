// Listening to a voice note: its sound is decoded in memory, and never has an address.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { AmanatError, type VoiceView } from '../../vault/api';
import { useDesk } from '../desk';
import { Button } from '../parts/button';
import { Fault, useDoing } from '../parts/doing';
import { lengthOf } from '../words/dates';
import { useSay } from '../words/say';

export function Listen({ voice }: { readonly voice: VoiceView }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const playing = useSignal(false);
  const heard = useSignal(false);
  const sound = useMemo<{ stop: () => void; gone: boolean }>(() => ({ stop: () => undefined, gone: false }), []);
  useEffect(
    () => () => {
      sound.gone = true;
      sound.stop();
    },
    [],
  );
  const listen = async (): Promise<void> => {
    // Made in the press itself: later a browser might not let it sound.
    const context = new AudioContext();
    try {
      const { sound: bytes } = await vault.ask('voice.listen', { clip: voice.clip });
      const buffer = await decoded(context, bytes);
      if (sound.gone) return;
      await played(context, buffer, sound, () => {
        playing.value = true;
      });
      heard.value = true;
    } finally {
      playing.value = false;
      sound.stop = () => undefined;
      await context.close();
    }
  };
  const length = lengthOf(voice.ms, say.language);
  const start = heard.value ? say('notes-listen-again', { length }) : say('notes-listen', { length });
  return (
    <>
      <Button
        icon={playing.value ? 'square' : 'play'}
        pressed={playing.value}
        press={() => {
          if (playing.value) sound.stop();
          else doing.run(listen);
        }}
      >
        {playing.value ? say('notes-listen-stop') : start}
      </Button>
      <span role="status" class="hint">
        {doing.busy && !playing.value ? say('notes-opening-voice') : ''}
      </span>
      <Fault doing={doing} />
    </>
  );
}

async function decoded(context: AudioContext, bytes: Uint8Array<ArrayBuffer>): Promise<AudioBuffer> {
  try {
    return await context.decodeAudioData(bytes.buffer);
  } catch {
    throw new AmanatError('seal-truncated');
  }
}

/** Sounds from its beginning; ends with it, or when `sound.stop` is called. */
function played(
  context: AudioContext,
  buffer: AudioBuffer,
  sound: { stop: () => void },
  began: () => void,
): Promise<void> {
  return new Promise((ended) => {
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.onended = () => {
      ended();
    };
    sound.stop = () => {
      source.stop();
    };
    source.start();
    began();
  });
}

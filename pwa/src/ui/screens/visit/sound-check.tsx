// "I can hear you": the microphone is opened when somebody asks for it, and for a few seconds only.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Button } from '../../parts/button';
import { useSay } from '../../words/say';
import { PictureAndSound } from '../film/senses';

const LISTENS_MS = 4_000;
const LOOKS_MS = 100;
/** A voice in the room, of a wave that reaches 1. */
const VOICE = 0.02;

export function SoundCheck(): JSX.Element {
  const say = useSay();
  const told = useSignal<'idle' | 'listening' | 'heard' | 'quiet' | 'none'>('idle');
  const listen = async (): Promise<void> => {
    told.value = 'listening';
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      told.value = 'none';
      return;
    }
    const senses = new PictureAndSound(stream);
    const until = performance.now() + LISTENS_MS;
    while (performance.now() < until && senses.level() < VOICE) {
      await new Promise((resolve) => setTimeout(resolve, LOOKS_MS));
    }
    told.value = senses.level() >= VOICE ? 'heard' : 'quiet';
    senses.close();
    for (const track of stream.getTracks()) track.stop();
  };
  return (
    <div class="row">
      <Button icon="mic" press={() => void listen()}>
        {say('visit-sound')}
      </Button>
      <span role="status">{told.value === 'idle' ? '' : say(`visit-sound-${told.value}`)}</span>
    </div>
  );
}

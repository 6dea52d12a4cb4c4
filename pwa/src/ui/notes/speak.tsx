// A voice note: tap to start, tap to stop.  What was said is sealed in the vault; nothing of it is kept here.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { AmanatError } from '../../vault/api';
import type { Speech } from '../../media/voice.ts';
import { useDesk } from '../desk';
import { Button } from '../parts/button';
import { Fault, useDoing } from '../parts/doing';
import { clockOf, lengthOf } from '../words/dates';
import { useSay } from '../words/say';
import type { NoteSpot } from './place';

type Stage = 'idle' | 'opening' | 'speaking' | 'keeping';

export function Speak({ spot }: { readonly spot: NoteSpot }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const stage = useSignal<Stage>('idle');
  const seconds = useSignal(0);
  const speech = useMemo<{ now: Speech | null; gone: boolean }>(() => ({ now: null, gone: false }), []);
  const stop = (): void => {
    speech.now?.stop();
  };

  useEffect(() => {
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') stop();
    };
    document.addEventListener('visibilitychange', hidden);
    return () => {
      speech.gone = true;
      document.removeEventListener('visibilitychange', hidden);
      stop();
    };
  }, []);

  const speak = async (): Promise<void> => {
    stage.value = 'opening';
    seconds.value = 0;
    let stream: MediaStream | null = null;
    try {
      const { recordVoice } = await import('../../media/voice.ts');
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const { clip } = await vault.ask('voice.begin', { ...spot.place, at: spot.at });
      speech.now = await recordVoice(
        stream,
        (chunk, ms) => vault.ask('voice.append', { clip, chunk, ms }, [chunk.buffer]),
        (ms) => {
          const whole = Math.floor(ms / 1000);
          if (whole !== seconds.value) seconds.value = whole;
        },
      );
      stage.value = 'speaking';
      if (speech.gone) stop();
      const { cause } = await speech.now.finished;
      stage.value = 'keeping';
      await vault.ask('voice.finish', { clip });
      if (cause !== null) throw cause instanceof Error ? cause : new AmanatError('note-microphone');
    } catch (fault) {
      // getUserMedia rejects with DOMException where there is no microphone or nobody allowed it.
      throw fault instanceof AmanatError ? fault : new AmanatError('note-microphone');
    } finally {
      for (const track of stream?.getTracks() ?? []) track.stop();
      speech.now = null;
      stage.value = 'idle';
    }
  };

  const speaking = stage.value === 'speaking';
  const start = spot.at === null ? say('notes-speak') : say('notes-speak-at', { time: clockOf(spot.at) });
  return (
    <>
      <Button
        icon={speaking ? 'square' : 'mic'}
        pressed={speaking}
        press={() => {
          if (speaking) stop();
          else if (stage.value === 'idle') doing.run(speak);
        }}
      >
        {speaking ? say('notes-speak-stop') : start}
      </Button>
      <span role="timer" aria-live="off" class="hint">
        {speaking ? say('notes-speaking', { length: lengthOf(seconds.value * 1000, say.language) }) : ''}
      </span>
      <span role="status" class="hint">
        {stage.value === 'keeping' ? say('notes-keeping') : ''}
      </span>
      <Fault doing={doing} />
    </>
  );
}

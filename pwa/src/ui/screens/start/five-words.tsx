// Five words that are shown once: written down or printed, then the way goes on.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { Tick } from '../../parts/field';
import { WordsList } from '../../parts/lists';
import { useSay } from '../../words/say';

export function FiveWords(props: {
  readonly words: readonly string[];
  readonly stage: string;
  readonly kept: () => void;
}): JSX.Element {
  const say = useSay();
  const written = useSignal(false);
  return (
    <BareFrame title={say('start-words-title')} stage={props.stage}>
      <p>{say('start-words-why')}</p>
      <WordsList label={say('start-words-list')} words={props.words} />
      <Button
        press={() => {
          print();
        }}
      >
        {say('start-words-print')}
      </Button>
      <Tick
        label={say('start-words-kept')}
        on={written.value}
        change={(on) => {
          written.value = on;
        }}
      />
      <Button
        kind="main"
        trailing="next"
        unavailable={written.value ? null : say('start-words-kept-why')}
        press={props.kept}
      >
        {say('start-go-on')}
      </Button>
    </BareFrame>
  );
}

// Whether the app starts and films without the server: said only when it is true, and else what is missing.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../desk';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { useDoing } from '../../parts/doing';
import { Icon } from '../../parts/icon';
import { useSay } from '../../words/say';
import type { Files } from '../../app-files';

/** The letters of every script that the screens have, in both weights. */
const LETTERS: readonly (readonly [font: string, text: string])[] = [
  ['400 1rem "Noto Sans"', 'A'],
  ['700 1rem "Noto Sans"', 'A'],
  ['400 1rem "Noto Sans Bengali"', 'আ'],
  ['700 1rem "Noto Sans Bengali"', 'আ'],
];

/** What of the three is here. */
export interface Readiness {
  readonly files: Files | null;
  readonly fonts: boolean;
  /** Whether the browser was asked to keep films, whatever it said. */
  readonly answered: boolean;
}

/** Every file of the build is here and a service worker gives it out, letters are there, the browser was asked. */
export function isReady({ answered, files, fonts }: Readiness): boolean {
  return files !== null && files.of > 0 && files.here === files.of && fonts && answered;
}

export function Ready({ answered, begin }: { readonly answered: boolean; readonly begin: () => void }): JSX.Element {
  const say = useSay();
  const { files } = useDesk();
  const doing = useDoing();
  const fonts = useSignal(false);
  const looked = useSignal(false);
  const look = async (): Promise<void> => {
    await files.measure();
    fonts.value = await lettersAreHere();
    looked.value = true;
  };
  useEffect(() => {
    doing.run(look);
  }, []);
  const told = files.files.value;
  const ready = looked.value && isReady({ files: told, fonts: fonts.value, answered });
  const whole = told !== null && told.here === told.of;
  return (
    <BareFrame title={say(ready ? 'start-ready-title' : 'start-ready-not-title')} stage="welcome">
      <ul class="card flush wide">
        <Line
          words={say('start-ready-files', { here: told?.here ?? 0, of: told?.of ?? 0 })}
          here={whole}
          coming={doing.busy}
        />
        <Line words={say('start-ready-fonts')} here={fonts.value} coming={doing.busy} />
        <Line words={say('start-ready-storage')} here={answered} coming={false} />
      </ul>
      <p role="status">
        {doing.busy ? say('start-ready-coming') : looked.value && told === null ? say('start-ready-no-worker') : ''}
      </p>
      {ready || doing.busy ? null : (
        <Button kind="main" doing={doing} work={look}>
          {say('start-ready-again')}
        </Button>
      )}
      <Button kind={ready ? 'main' : 'plain'} trailing="next" press={begin}>
        {say(ready ? 'start-ready-begin' : 'start-ready-anyway')}
      </Button>
    </BareFrame>
  );
}

function Line(props: { readonly words: string; readonly here: boolean; readonly coming: boolean }): JSX.Element {
  const say = useSay();
  return (
    <li class="list-row">
      <span class="grow">{props.words}</span>
      {props.here ? <Icon name="check" /> : null}
      <strong>{props.here ? say('start-ready-here') : props.coming ? '…' : say('start-ready-missing')}</strong>
    </li>
  );
}

async function lettersAreHere(): Promise<boolean> {
  try {
    const loaded = await Promise.all(LETTERS.map(([font, text]) => document.fonts.load(font, text)));
    return loaded.every((faces) => faces.length > 0);
  } catch {
    return false;
  }
}

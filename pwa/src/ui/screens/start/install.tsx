// How the app comes onto the home screen, with pictures: lines that show where to tap.
import type { JSX } from 'preact';
import { useDesk } from '../../desk';
import { useSay } from '../../words/say';

/** A tablet or browser window, and in it what is tapped. */
const MENU = 'M30 8h60v64H30zM30 20h60M80 11v.01M80 14v.01M80 17v.01';
const MENU_OPEN = 'M30 8h60v64H30zM30 20h60M56 14h30v36H56zM61 22h20M61 30h20M61 38h20';
const SHARE = 'M60 12v34M50 21l10-10 10 10M46 32h-8v36h44V32h-8';
const SHARE_OPEN = 'M24 14h72v52H24zM32 26h30M32 38h30M32 50h30M76 42h12v12H76zM82 45v6M79 48h6';
const HOME =
  'M24 8h72v64H24zM34 18h12v12H34zM54 18h12v12H54zM74 18h12v12H74zM34 40h12v12H34zM54 40h20v20H54zM58 51h12v6H58zM60 51v-3a4 4 0 0 1 8 0v3';

interface Step {
  readonly drawing: string;
  readonly words: string;
}

export function InstallSteps(): JSX.Element {
  const say = useSay();
  const { install } = useDesk();
  const steps: readonly Step[] = install.isApple
    ? [
        { drawing: SHARE, words: say('start-install-apple-1') },
        { drawing: SHARE_OPEN, words: say('start-install-apple-2') },
        { drawing: HOME, words: say('start-install-3') },
      ]
    : [
        { drawing: MENU, words: say('start-install-android-1') },
        { drawing: MENU_OPEN, words: say('start-install-android-2') },
        { drawing: HOME, words: say('start-install-3') },
      ];
  return (
    <ol class="install">
      {steps.map(({ drawing, words }) => (
        <li key={words} class="card">
          <svg viewBox="0 0 120 80" aria-hidden="true">
            <path d={drawing} />
          </svg>
          <p>{words}</p>
        </li>
      ))}
    </ol>
  );
}

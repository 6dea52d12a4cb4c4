// The way in, from a browser that belongs to nobody to a member at work.
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { DoorView } from '../../../vault/api';
import { FiveWords } from './five-words';
import { Join, Joining, Refused } from './join';
import { New } from './new';
import { SettingUp, SetUp } from './setup';

export type StartStage = 'new' | 'setup' | 'setting-up' | 'join' | 'joining' | 'refused';
const STAGES: readonly string[] = ['new', 'setup', 'setting-up', 'join', 'joining', 'refused'];

export function isStart(stage: string): stage is StartStage {
  return STAGES.includes(stage);
}

export function Start(props: {
  readonly stage: StartStage;
  readonly door: DoorView;
  readonly fragment: string;
  readonly phrase: Signal<readonly string[] | null>;
  /** Goes on with a link that was scanned or pasted here. */
  readonly open: (fragment: string) => void;
  /** Puts the link away, where a member of this tablet is at work. */
  readonly putAway?: () => void;
}): JSX.Element {
  const { door, fragment, open, phrase, putAway, stage } = props;
  // Words that are shown once come before anything that goes on by itself.
  if (phrase.value !== null) {
    return (
      <FiveWords
        words={phrase.value}
        stage={stage}
        kept={() => {
          phrase.value = null;
        }}
      />
    );
  }
  const over = (): void => {
    open('');
  };
  switch (stage) {
    case 'new':
      return <New open={open} />;
    case 'setup':
      return <SetUp key={fragment} fragment={fragment} phrase={phrase} />;
    case 'setting-up':
      return <SettingUp />;
    case 'join':
      return <Join key={fragment} fragment={fragment} phrase={phrase} putAway={putAway ?? null} />;
    case 'joining':
      return <Joining door={door} over={over} />;
    case 'refused':
      return <Refused over={over} />;
  }
}

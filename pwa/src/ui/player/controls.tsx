// The controls of the player: everything by buttons with words, and a slider as an extra way.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Button } from '../parts/button';
import { Icon } from '../parts/icon';
import { useSay, type Say } from '../words/say';
import type { Playback } from './playback';
import type { Steps } from './stepping';
import { placeOf, spoken } from './times';

export interface ControlProps {
  readonly playback: Playback;
  readonly steps: Steps;
  /** What is said of the time: by T, or by whoever asks. */
  readonly told: string;
}

export function Controls({ playback, steps, told }: ControlProps): JSX.Element {
  const say = useSay();
  const id = 'play-steps';
  const unready = steps !== 'ready';
  return (
    <div class="stack tight wide">
      <div class="play-row">
        <StepButton id="play-second-back" press={() => { playback.skip(-1); }} />
        <StepButton id="play-picture-back" press={() => { playback.step(-1); }} waits={unready ? id : null} />
        <PlayButton playback={playback} />
        <StepButton id="play-picture-on" press={() => { playback.step(1); }} waits={unready ? id : null} />
        <StepButton id="play-second-on" press={() => { playback.skip(1); }} />
        <output class="play-time">{placeOf(playback.at.value)}</output>
        <div class="play-ways">
          <Ways playback={playback} say={say} />
        </div>
      </div>
      <Place playback={playback} />
      <p class="hint" role="status" id={id}>
        {steps === 'ready' ? loopWords(playback, say) : say(steps === 'coming' ? 'play-preparing' : 'play-no-steps')}
      </p>
      <p class="heard-only" role="status">
        {told}
      </p>
      <p class="hint">{say('play-keys')}</p>
    </div>
  );
}

/** One picture or one second; its sign is for the eye, its words are read. */
function StepButton(props: {
  readonly id: string;
  readonly press: () => void;
  /** The note that says why it does nothing yet. */
  readonly waits?: string | null;
}): JSX.Element {
  const say = useSay();
  const { id, press, waits = null } = props;
  return (
    <button
      type="button"
      class="button step"
      aria-disabled={waits === null ? undefined : true}
      aria-describedby={waits ?? undefined}
      onClick={() => {
        if (waits === null) press();
      }}
    >
      <span aria-hidden="true">{say(id)}</span>
      <span class="heard-only">{say(`${id}.heard`)}</span>
    </button>
  );
}

function PlayButton({ playback }: { readonly playback: Playback }): JSX.Element {
  const say = useSay();
  const runs = playback.playing.value;
  return (
    <button type="button" class="button main play-button" onClick={() => void playback.toggle()}>
      <Icon name={runs ? 'pause' : 'play'} />
      <span>{say(runs ? 'play-pause' : 'play-play')}</span>
    </button>
  );
}

function Ways({ playback, say }: { readonly playback: Playback; readonly say: Say }): JSX.Element {
  const speed = playback.speed.value;
  const loop = playback.loop.value;
  const words = loop === null ? 'play-loop' : loop.to === null ? 'play-loop-end' : 'play-loop-stop';
  return (
    <>
      <Button pressed={speed === 0.5} press={() => { playback.setSpeed(0.5); }}>
        {say('play-half')}
      </Button>
      <Button pressed={speed === 0.25} press={() => { playback.setSpeed(0.25); }}>
        {say('play-quarter')}
      </Button>
      <Button icon="again" pressed={loop !== null} press={() => { playback.turnLoop(); }}>
        {say(words)}
      </Button>
    </>
  );
}

/** The place in the film, by the arrow keys of the player and by a slider. */
function Place({ playback }: { readonly playback: Playback }): JSX.Element {
  const say = useSay();
  const held = useSignal(false);
  const [at, of] = [playback.at.value, playback.length.value];
  const value = say('play-place-value', { at: say('play-time', spoken(at)), of: say('play-time', spoken(of)) });
  return (
    <input
      type="range"
      class="play-place"
      aria-label={say('play-place')}
      aria-valuetext={value}
      min="0"
      max={String(of)}
      step="any"
      value={held.value ? undefined : String(at)}
      onInput={(event) => {
        held.value = true;
        playback.seek(Number(event.currentTarget.value));
      }}
      onChange={() => {
        held.value = false;
      }}
    />
  );
}

function loopWords({ loop }: Playback, say: Say): string {
  const known = loop.value;
  if (known === null) return '';
  const from = placeOf(known.from);
  return known.to === null ? say('play-loop-from', { from }) : say('play-looping', { from, to: placeOf(known.to) });
}

// How one member gets back in: the PIN within a session, this tablet's own lock by a passkey, or the five words.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { FaceView, LockView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { Button } from '../../parts/button';
import { Fault, useDoing, Wait } from '../../parts/doing';
import { Field, Form, Tick } from '../../parts/field';
import { unlockByPasskey } from '../../passkey';
import { useSay } from '../../words/say';

export function Return({ face, view }: { readonly face: FaceView; readonly view: LockView }): JSX.Element {
  const say = useSay();
  const worded = useSignal(false);
  const byPin = view.owner === face.owner && view.pin;
  const byKey = face.passkeys.length > 0;
  const wordsOnly = worded.value || !(byPin || byKey);
  return (
    <>
      {byPin && !wordsOnly ? <ByPin left={view.tries_left} /> : null}
      {byKey && !wordsOnly ? <ByPasskey face={face} main={!byPin} /> : null}
      {wordsOnly ? <ByWords face={face} /> : null}
      {byPin || byKey ? (
        <Button
          kind="bare"
          press={() => {
            worded.value = !worded.value;
          }}
        >
          {say(wordsOnly ? 'lock-not-words' : 'lock-use-words')}
        </Button>
      ) : null}
    </>
  );
}

function ByPin({ left }: { readonly left: number }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const pin = useSignal('');
  return (
    <Form
      label={say('lock-by-pin')}
      doing={doing}
      work={async () => {
        const tried = pin.value;
        pin.value = '';
        await vault.ask('unlock.pin', { pin: tried });
      }}
    >
      <Field
        label={say('lock-pin')}
        value={pin}
        type="password"
        inputMode="numeric"
        pattern="[0-9]{6}"
        maxLength={6}
        hint={say('lock-pin-hint')}
      />
      <Button kind="main" icon="lock" type="submit" doing={doing}>
        {say('lock-unlock')}
      </Button>
      <Wait doing={doing} words={say('lock-opening')} />
      {left < 5 ? <p role="status">{say('lock-tries', { left })}</p> : null}
    </Form>
  );
}

function ByPasskey({ face, main }: { readonly face: FaceView; readonly main: boolean }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  return (
    <div class="stack wide">
      <Button kind={main ? 'main' : 'plain'} icon="tablet" doing={doing} work={() => unlockByPasskey(vault, face)}>
        {say('lock-by-tablet')}
      </Button>
      <Wait doing={doing} words={say('lock-opening')} />
      <Fault doing={doing} />
    </div>
  );
}

function ByWords({ face }: { readonly face: FaceView }): JSX.Element {
  const say = useSay();
  const { locks, vault } = useDesk();
  const doing = useDoing();
  const words = useSignal('');
  const shown = useSignal(false);
  return (
    <Form
      label={say('lock-by-words')}
      doing={doing}
      work={async () => {
        await vault.ask('unlock', { words: words.value, owner: face.owner });
        locks.unlocked();
      }}
    >
      <Field
        label={say('lock-words')}
        value={words}
        type={shown.value ? 'text' : 'password'}
        hint={say('lock-words-hint')}
      />
      <Tick
        label={say('lock-show')}
        on={shown.value}
        change={(on) => {
          shown.value = on;
        }}
      />
      <Button kind="main" icon="lock" type="submit" doing={doing}>
        {say('lock-unlock')}
      </Button>
      <Wait doing={doing} words={say('lock-opening')} />
    </Form>
  );
}

// How the member at work unlocks: a PIN while the tablet is in use, a passkey, and always the five words.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../desk';
import { AppFrame } from '../../frame/app-frame';
import { Button } from '../../parts/button';
import { Fault, useDoing, Wait } from '../../parts/doing';
import { canPasskey, makePasskey } from '../../passkey';
import { useSay } from '../../words/say';
import { cornersOf, type ScreenProps } from '../screen';
import { PinForm } from './pin-form';

/** `#/unlocking` */
export function Ways({ places, role }: ScreenProps): JSX.Element {
  const say = useSay();
  return (
    <AppFrame
      side="yours"
      title={say('lock-ways')}
      places={places}
      back={{ to: '/more', words: say('frame-more') }}
      corners={cornersOf(role)}
    >
      <div class="stack wide lock-cards">
        <PinCard />
        <PasskeyCard />
        <section class="card stack">
          <h2>{say('lock-words')}</h2>
          <p>{say('lock-words-always')}</p>
        </section>
      </div>
    </AppFrame>
  );
}

function PinCard(): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const making = useSignal(false);
  const has = vault.locks.value?.pin === true;
  return (
    <section class="card stack">
      <h2>{say('lock-pin')}</h2>
      <p>{say(has ? 'lock-pin-is' : 'lock-pin-why')}</p>
      {making.value ? (
        <PinForm
          made={() => {
            making.value = false;
          }}
        />
      ) : (
        <div class="row">
          <Button
            press={() => {
              making.value = true;
            }}
          >
            {say(has ? 'lock-pin-other' : 'lock-make-pin')}
          </Button>
          {has ? (
            <Button doing={doing} work={() => vault.ask('pin.drop', undefined)}>
              {say('lock-pin-drop')}
            </Button>
          ) : null}
        </div>
      )}
      <Fault doing={doing} />
    </section>
  );
}

function PasskeyCard(): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const can = useSignal<boolean | null>(null);
  useEffect(() => {
    void canPasskey().then((able) => {
      can.value = able;
    });
  }, []);
  const view = vault.locks.value;
  const has = (view?.members.find((one) => one.owner === view.owner)?.passkeys.length ?? 0) > 0;
  return (
    <section class="card stack">
      <h2>{say('lock-passkey')}</h2>
      <p>{say(passkeyWords(has, can.value))}</p>
      {has ? (
        <Button doing={doing} work={() => vault.ask('passkey.drop', undefined)}>
          {say('lock-passkey-drop')}
        </Button>
      ) : null}
      {!has && can.value === true ? (
        <Button icon="tablet" doing={doing} work={() => makePasskey(vault)}>
          {say('lock-passkey-make')}
        </Button>
      ) : null}
      <Wait doing={doing} words={say('lock-opening')} />
      <Fault doing={doing} />
    </section>
  );
}

function passkeyWords(has: boolean, can: boolean | null): string {
  if (has) return 'lock-passkey-is';
  return can === false ? 'lock-passkey-cannot' : 'lock-passkey-why';
}

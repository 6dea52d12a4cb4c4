// More (4.8): how the screens look, this tablet, handing over and signing out.
import type { JSX } from 'preact';
import type { LooksView } from '../../vault/api';
import { useDesk } from '../desk';
import { AppFrame } from '../frame/app-frame';
import { AnswerSet } from '../parts/answers';
import { ROLE } from '../places';
import { LANGUAGES, useSay } from '../words/say';
import { cornersOf, type ScreenProps } from './screen';
import { Leaving } from './settings/leaving';
import { OwnTablet } from './settings/own-tablet';
import { SecondDevice } from './settings/second-device';

export function More({ places, role }: ScreenProps): JSX.Element {
  const say = useSay();
  return (
    <AppFrame
      side="yours"
      title={say('settings-title')}
      places={places}
      here="/more"
      back={role === ROLE.admin ? { to: '/service', words: say('frame-service') } : undefined}
      corners={cornersOf(role)}
    >
      <div class="two-columns">
        <section class="card stack" aria-labelledby="settings-looks">
          <h2 id="settings-looks">{say('settings-looks')}</h2>
          <Looks />
        </section>
        <div class="stack">
          <SecondDevice />
          <OwnTablet />
          <Leaving />
        </div>
      </div>
    </AppFrame>
  );
}

function Looks(): JSX.Element {
  const say = useSay();
  const { language: spoken, vault } = useDesk();
  const looks = vault.looks.value;
  const choose = (chosen: Partial<LooksView>): void => {
    void vault.ask('looks.choose', chosen).catch(() => undefined);
  };
  return (
    <>
      <div class="settings-row">
        <h3>{say('settings-text')}</h3>
        <AnswerSet
          small
          label={say('settings-text')}
          answers={(['normal', 'large', 'larger'] as const).map((value) => ({
            value,
            words: say('settings-text-is', { step: value }),
          }))}
          chosen={looks?.text ?? null}
          choose={(text) => {
            choose({ text });
          }}
        />
      </div>
      <div class="settings-row">
        <h3>{say('settings-theme')}</h3>
        <AnswerSet
          small
          label={say('settings-theme')}
          answers={(['light', 'dark', 'tablet'] as const).map((value) => ({
            value,
            words: say('settings-theme-is', { theme: value }),
          }))}
          chosen={looks?.theme ?? null}
          choose={(theme) => {
            choose({ theme });
          }}
        />
      </div>
      <div class="settings-row">
        <h3>{say('settings-hand')}</h3>
        <AnswerSet
          small
          label={say('settings-hand')}
          answers={(['right', 'left'] as const).map((value) => ({
            value,
            words: say('settings-hand-is', { hand: value }),
          }))}
          chosen={looks?.hand ?? null}
          choose={(hand) => {
            choose({ hand });
          }}
        />
      </div>
      <div class="settings-row">
        <h3>{say('settings-language')}</h3>
        <AnswerSet
          small
          label={say('settings-language')}
          answers={LANGUAGES.map((value) => ({
            value,
            words: say('settings-language-is', { tag: value }),
          }))}
          chosen={spoken.value}
          choose={(language) => {
            choose({ language });
          }}
        />
        <small class="hint">{say('settings-language-hint')}</small>
      </div>
      <div class="settings-row">
        <h3>{say('settings-speak')}</h3>
        <p>{say('settings-speak-off')}</p>
      </div>
    </>
  );
}

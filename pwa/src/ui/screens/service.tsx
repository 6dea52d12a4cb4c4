// Service: what it has chosen, its recovery cards, safeguarding, its server and the version.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ServiceSettings, ServiceView } from '../../vault/api';
import { useDesk, useView } from '../desk';
import { AppFrame } from '../frame/app-frame';
import { Button, LinkButton } from '../parts/button';
import { useDoing } from '../parts/doing';
import { Field, Form, Tick } from '../parts/field';
import { StatusNote } from '../parts/note';
import { dayOf, timeOf } from '../words/dates';
import { LANGUAGES, useSay } from '../words/say';
import { Version } from './settings/version';
import type { ScreenProps } from './screen';

const DAYS_TOP = 365;

export function Service({ places }: ScreenProps): JSX.Element {
  const say = useSay();
  const view = useView('service', undefined).value;
  return (
    <AppFrame side="yours" title={say('members-service')} places={places} here="/service" corners="lock">
      {view === null ? <p role="status">{say('members-settings-none')}</p> : <Body view={view} />}
    </AppFrame>
  );
}

function Body({ view }: { readonly view: ServiceView }): JSX.Element {
  const say = useSay();
  const { admins, demo, restored_at, safeguarding, settings } = view;
  // It outlives the form, which is drawn anew with what was changed.
  const changed = useSignal(false);
  return (
    <div class="two-columns">
      <div class="stack">
        {demo ? (
          <StatusNote>
            <p>{say('members-demo')}</p>
          </StatusNote>
        ) : null}
        <section class="card stack wide" aria-labelledby="service-settings">
          <h2 id="service-settings">{say('members-settings')}</h2>
          {settings === null ? (
            <p>{say('members-settings-none')}</p>
          ) : (
            <Choices key={JSON.stringify(settings)} settings={settings} changed={changed} />
          )}
        </section>
      </div>
      <div class="stack">
        <Part title={say('members-cards')}>
          <p>{say('members-cards-what')}</p>
          <p>{say('members-cards-anew')}</p>
          {admins > 1 ? null : <p>{say('members-cards-alone')}</p>}
        </Part>
        <Part title={say('members-safe')}>
          <p>{say(safeguarding ? 'members-safe-yes' : 'members-safe-no')}</p>
        </Part>
        <Part title={say('members-server')}>
          <p>
            {restored_at === null
              ? say('members-server-fine')
              : say('members-server-restored', { day: dayOf(restored_at, say.language), time: timeOf(restored_at, say.language) })}
          </p>
          <Version />
          <LinkButton to="/more">{say('members-this-device')}</LinkButton>
        </Part>
      </div>
    </div>
  );
}

function Part(props: { readonly title: string; readonly children: JSX.Element | (JSX.Element | null)[] }): JSX.Element {
  return (
    <section class="card stack wide" aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

function Choices(props: { readonly settings: ServiceSettings; readonly changed: Signal<boolean> }): JSX.Element {
  const { changed, settings } = props;
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const [name, phone] = [useSignal(settings.name), useSignal(settings.phone ?? '')];
  const [days, offline] = [useSignal(String(settings.days)), useSignal(String(settings.offline_days))];
  const languages = useSignal(settings.languages);
  const wrong = (text: string): string | null => (isDays(text) ? null : say('members-settings-wrong'));
  return (
    <Form
      label={say('members-settings')}
      doing={doing}
      work={async () => {
        if (!isDays(days.value) || !isDays(offline.value)) return;
        const told = phone.value.trim() === '' ? null : phone.value.trim();
        const counts = { days: Number(days.value), offline_days: Number(offline.value) };
        const chosen = { name: name.value.trim(), phone: told, ...counts, languages: languages.value };
        await vault.ask('service.change', chosen);
        changed.value = true;
      }}
    >
      <Field label={say('members-settings-name')} value={name} />
      <Field
        label={say('members-settings-phone')}
        value={phone}
        inputMode="tel"
        required={false}
        hint={say('members-settings-phone-hint')}
      />
      <Field
        label={say('members-settings-days')}
        value={days}
        inputMode="numeric"
        hint={say('members-settings-days-hint')}
        wrong={wrong(days.value)}
      />
      <Field label={say('members-settings-offline')} value={offline} inputMode="numeric" wrong={wrong(offline.value)} />
      <fieldset class="field">
        <legend>{say('members-settings-languages')}</legend>
        {LANGUAGES.map((tag) => (
          <Tick
            key={tag}
            label={say('members-language', { tag })}
            on={languages.value.includes(tag)}
            change={(on) => {
              // English is complete and what every other language falls back to.
              const others = languages.value.filter((one) => one !== tag);
              languages.value = on || tag === 'en' ? [...others, tag] : others;
            }}
          />
        ))}
      </fieldset>
      <div class="row">
        <Button type="submit" kind="main" doing={doing}>
          {say('members-settings-change')}
        </Button>
        <span role="status">{changed.value ? say('members-settings-changed') : ''}</span>
      </div>
    </Form>
  );
}

function isDays(text: string): boolean {
  return /^[1-9][0-9]{0,2}$/u.test(text.trim()) && Number(text) <= DAYS_TOP;
}

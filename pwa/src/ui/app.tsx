// Which screen is shown: it follows the stage of the vault, the link that the page was opened with, and the way.
import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { DoorView, Stage } from '../vault/api';
import type { AppFiles } from './app-files';
import { DeskContext, useView, type Desk } from './desk';
import { BareFrame } from './frame/bare-frame';
import { Join, Joining, Refused } from './join';
import { wearLooks } from './looks';
import { placesOf } from './places';
import { sentenceOf, StatusNote } from './parts/note';
import type { Route } from './route';
import { Cut } from './screens/film/cut';
import { Help } from './screens/help';
import { Staff } from './screens/members/staff';
import type { Screen } from './screens/screen';
import { screenAt } from './screens/table';
import { StopSheet } from './screens/visit/stop-sheet';
import { Finish, Keep, SetUp, type Once } from './setup';
import { Unlock } from './unlock';
import type { PageVault } from './vault';
import type { Pack } from './words/pack';
import { useSay, type Language } from './words/say';
import { ShelfContext, Speak, useShelf } from './words/speak';

export interface AppProps {
  readonly vault: PageVault;
  readonly route: Route;
  readonly files: AppFiles;
  readonly link: ReadonlySignal<string>;
  readonly english: Pack;
}

export function App({ english, files, link, route, vault }: AppProps): JSX.Element {
  const once = useSignal<Once | null>(null);
  const language = useSignal<Language>('en');
  const shelf = useShelf(english, language.value);
  const corners = { helping: useSignal(false), stopping: useSignal(false) };
  const { helping, stopping } = corners;
  const desk = useMemo(() => deskOf({ vault, route, files, language }, corners), [vault, route, files, language]);
  useEffect(() => wearLooks(vault, language, document.documentElement), [vault, language]);
  return (
    <ShelfContext.Provider value={shelf}>
      <DeskContext.Provider value={desk}>
        <Speak areas={['start', 'lock', 'errors']}>
          <Staged vault={vault} route={route} fragment={link.value} once={once} />
        </Speak>
        {helping.value && vault.door.value.stage === 'open' ? (
          <Speak areas={['help']}>
            <Help close={() => (helping.value = false)} />
          </Speak>
        ) : null}
        {stopping.value && vault.door.value.stage === 'open' ? (
          <Speak areas={['visit', 'errors']}>
            <StopSheet close={() => (stopping.value = false)} />
          </Speak>
        ) : null}
      </DeskContext.Provider>
    </ShelfContext.Provider>
  );
}

/** The two corners of the foot: whether what they open is open. */
interface Corners {
  readonly helping: Signal<boolean>;
  readonly stopping: Signal<boolean>;
}

function deskOf(given: Pick<Desk, 'vault' | 'route' | 'files' | 'language'>, corners: Corners): Desk {
  const lock = (): void => void given.vault.lock().catch(() => undefined);
  const help = (): void => {
    corners.helping.value = true;
  };
  const stop = (): void => {
    corners.stopping.value = true;
  };
  return { ...given, lock, cover: lock, help, stop };
}

interface Shown {
  readonly vault: PageVault;
  readonly route: Route;
  readonly fragment: string;
  readonly once: Signal<Once | null>;
}

/** The stage in a word, for whoever looks from outside. */
function stageOf({ stage }: DoorView, fragment: string): Stage | 'setup' | 'join' {
  if (stage !== 'new') return stage;
  if (fragment.startsWith('#setup=')) return 'setup';
  return fragment.startsWith('#join=') ? 'join' : stage;
}

function Staged(shown: Shown): JSX.Element {
  const { fragment, once, vault } = shown;
  const say = useSay();
  const door = vault.door.value;
  const stage = stageOf(door, fragment);
  switch (stage) {
    case 'starting':
      return (
        <BareFrame title={say('frame-amanat')} stage={stage}>
          <p role="status">{say('frame-starting')}</p>
        </BareFrame>
      );
    case 'new':
      return (
        <BareFrame title={say('frame-amanat')} stage={stage}>
          <p>{say('start-new')}</p>
        </BareFrame>
      );
    case 'setup':
      return (
        <BareFrame title={say('start-setup')} stage={stage}>
          <SetUp key={fragment} vault={vault} fragment={fragment} once={once} />
        </BareFrame>
      );
    case 'join':
      return (
        <BareFrame title={say('start-join')} stage={stage}>
          <Join key={fragment} vault={vault} fragment={fragment} once={once} />
        </BareFrame>
      );
    case 'joining':
      return (
        <BareFrame title={say('start-join')} stage={stage}>
          <Joining door={door} once={once} />
        </BareFrame>
      );
    case 'refused':
      return (
        <BareFrame title={say('start-join')} stage={stage}>
          <Refused vault={vault} />
        </BareFrame>
      );
    case 'locked':
    case 'veiled':
      return (
        <BareFrame title={say('lock-unlock')} stage={stage}>
          <Unlock vault={vault} />
        </BareFrame>
      );
    case 'open':
      return <Open {...shown} />;
    case 'revoked':
    case 'elsewhere':
    case 'broken':
      return (
        <BareFrame title={say('frame-amanat')} stage={stage}>
          <StatusNote kind="warn" role="alert">
            <p>{stage === 'broken' ? sentenceOf(door.fault ?? 'store-failed', say) : say(`frame-${stage}`)}</p>
          </StatusNote>
        </BareFrame>
      );
  }
}

function Open({ once, route, vault }: Shown): JSX.Element {
  const say = useSay();
  const cut = useView('cut', undefined).value ?? [];
  const { role } = vault.people.value;
  const door = vault.door.value;
  if (once.value !== null || door.root_held) {
    return (
      <BareFrame title={door.service ?? say('frame-amanat')} stage="open">
        <Keep once={once} rootHeld={door.root_held} service={door.service} />
        {door.root_held ? <Staff /> : null}
        {door.root_held ? <Finish vault={vault} once={once} /> : null}
      </BareFrame>
    );
  }
  const way = route.way.value;
  const { areas, screen } = screenAt(role, way);
  if (cut.length > 0) {
    return (
      <Speak areas={['film']}>
        <Cut films={cut} />
      </Speak>
    );
  }
  return (
    <Speak areas={areas}>
      <Placed screen={screen} rest={way.slice(1)} role={role} />
    </Speak>
  );
}

/** A screen with the places of its role, in the language that is spoken there. */
function Placed(props: {
  readonly screen: Screen;
  readonly rest: readonly string[];
  readonly role: number | null;
}): JSX.Element {
  const { rest, role, screen: Shown } = props;
  return <Shown rest={rest} role={role} places={placesOf(role, useSay())} />;
}

// Which screen is shown: it follows the stage of the vault, the link that the page was opened with, and the way.
import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { DoorView, Stage } from '../vault/api';
import type { AppFiles } from './app-files';
import { DeskContext, useView, type Desk } from './desk';
import { BareFrame } from './frame/bare-frame';
import type { Install } from './install';
import { wearLooks } from './looks';
import { placesOf } from './places';
import { sentenceOf, StatusNote } from './parts/note';
import type { Route } from './route';
import { Cut } from './screens/film/cut';
import { Help } from './screens/help';
import type { Screen } from './screens/screen';
import { screenAt } from './screens/table';
import { StopSheet } from './screens/visit/stop-sheet';
import { Finishing } from './screens/start/setup';
import { isStart, Start } from './screens/start/start';
import { FiveWords } from './screens/start/five-words';
import { Welcome } from './screens/start/welcome';
import { Unlock } from './unlock';
import type { PageVault } from './vault';
import type { Pack } from './words/pack';
import { useSay, type Language } from './words/say';
import { ShelfContext, Speak, useShelf } from './words/speak';

export interface AppProps {
  readonly vault: PageVault;
  readonly route: Route;
  readonly files: AppFiles;
  readonly install: Install;
  readonly link: ReadonlySignal<string>;
  /** Goes on with a link that was scanned or pasted in the page. */
  readonly open: (fragment: string) => void;
  readonly english: Pack;
}

export function App({ english, files, install, link, open, route, vault }: AppProps): JSX.Element {
  const phrase = useSignal<readonly string[] | null>(null);
  const language = useSignal<Language>('en');
  const shelf = useShelf(english, language.value);
  const corners = { helping: useSignal(false), stopping: useSignal(false) };
  const { helping, stopping } = corners;
  useEffect(() => wearLooks(vault, language, document.documentElement), [vault, language]);
  const desk = useMemo(
    () => deskOf({ vault, route, files, install, language }, corners),
    [vault, route, files, install, language],
  );
  return (
    <ShelfContext.Provider value={shelf}>
      <DeskContext.Provider value={desk}>
        <Speak areas={['start', 'lock', 'errors']}>
          {vault.door.value.demo ? <Demo /> : null}
          <Staged vault={vault} route={route} fragment={link.value} phrase={phrase} open={open} />
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

type Given = Pick<Desk, 'vault' | 'route' | 'files' | 'install' | 'language'>;

function deskOf(given: Given, corners: Corners): Desk {
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
  readonly phrase: Signal<readonly string[] | null>;
  readonly open: (fragment: string) => void;
}

/** The stage in a word, for whoever looks from outside. */
function stageOf({ stage }: DoorView, fragment: string): Stage | 'setup' | 'join' {
  if (stage !== 'new') return stage;
  if (fragment.startsWith('#setup=')) return 'setup';
  return fragment.startsWith('#join=') ? 'join' : stage;
}

function Staged(shown: Shown): JSX.Element {
  const { vault } = shown;
  const say = useSay();
  const door = vault.door.value;
  const stage = stageOf(door, shown.fragment);
  if (isStart(stage)) return <Start {...shown} stage={stage} door={door} />;
  switch (stage) {
    case 'starting':
      return (
        <BareFrame title={say('frame-amanat')} stage={stage}>
          <p role="status">{say('frame-starting')}</p>
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

/** What a demo says on every screen of it. */
function Demo(): JSX.Element {
  const say = useSay();
  return (
    <p class="banner" role="note">
      {say('start-demo')}
    </p>
  );
}

function Open({ phrase, route, vault }: Shown): JSX.Element {
  const say = useSay();
  const cut = useView('cut', undefined).value ?? [];
  const { role } = vault.people.value;
  const door = vault.door.value;
  const welcome = useView('welcome', undefined).value;
  if (phrase.value !== null) {
    return (
      <FiveWords
        words={phrase.value}
        stage="open"
        kept={() => {
          phrase.value = null;
        }}
      />
    );
  }
  if (door.root_held) return <Finishing service={door.service ?? ''} />;
  if (welcome === null || role === null) {
    return (
      <BareFrame title={say('frame-amanat')} stage="starting">
        <p role="status">{say('frame-starting')}</p>
      </BareFrame>
    );
  }
  if (welcome.due) return <Welcome welcome={welcome} />;
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

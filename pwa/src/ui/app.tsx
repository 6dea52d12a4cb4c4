// Which screen is shown: it follows the stage of the vault, the link that the page was opened with, and the way.
import { useSignal, useSignalEffect, type ReadonlySignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { DoorView, Stage } from '../vault/api';
import type { AppFiles } from './app-files';
import { DeskContext, useView, type Desk } from './desk';
import { BareFrame } from './frame/bare-frame';
import type { Install } from './install';
import { wearLooks } from './looks';
import type { PageLocks } from './page-locks';
import { placesOf } from './places';
import { Button } from './parts/button';
import { sentenceOf, StatusNote } from './parts/note';
import type { Route } from './route';
import { Cut } from './screens/film/cut';
import { Roll } from './screens/film/roll';
import { Help } from './screens/help';
import { CoverScreen } from './screens/lock/cover-screen';
import { LockScreen } from './screens/lock/lock-screen';
import { PinOffer } from './screens/lock/pin-offer';
import { LockWarning } from './screens/lock/warning';
import type { Screen } from './screens/screen';
import { screenAt } from './screens/table';
import { StopSheet } from './screens/visit/stop-sheet';
import { Finishing } from './screens/start/setup';
import { isStart, Start } from './screens/start/start';
import { FiveWords } from './screens/start/five-words';
import { Welcome } from './screens/start/welcome';
import type { PageVault } from './vault';
import type { Area } from './words/english';
import type { Pack } from './words/pack';
import { useSay, type Language } from './words/say';
import { ShelfContext, Speak, useShelf } from './words/speak';

export interface AppProps {
  readonly vault: PageVault;
  readonly locks: PageLocks;
  readonly route: Route;
  readonly files: AppFiles;
  readonly install: Install;
  readonly link: ReadonlySignal<string>;
  /** Goes on with a link that was scanned or pasted in the page. */
  readonly open: (fragment: string) => void;
  readonly english: Pack;
}

export function App({ english, files, install, link, locks, open, route, vault }: AppProps): JSX.Element {
  const phrase = useSignal<readonly string[] | null>(null);
  const language = useSignal<Language>('en');
  const shelf = useShelf(english, language.value);
  const corners = { helping: useSignal(false), stopping: useSignal(false) };
  const { helping, stopping } = corners;
  useEffect(() => wearLooks(vault, language, document.documentElement), [vault, language]);
  const roll = useMemo(() => new Roll(vault, route), [vault, route]);
  useSignalEffect(() => {
    // Behind the hard lock it may be somebody else who comes.
    if (vault.door.value.stage === 'locked') roll.clear();
  });
  const desk = useMemo(
    () => deskOf({ vault, locks, route, files, install, language, roll }, corners),
    [vault, locks, route, files, install, language, roll],
  );
  return (
    <ShelfContext.Provider value={shelf}>
      <DeskContext.Provider value={desk}>
        <Speak areas={['start', 'lock', 'errors']}>
          {vault.door.value.demo ? <Demo /> : null}
          <Staged vault={vault} locks={locks} route={route} fragment={link.value} phrase={phrase} open={open} />
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

type Given = Pick<Desk, 'vault' | 'locks' | 'route' | 'files' | 'install' | 'language' | 'roll'>;

function deskOf(given: Given, corners: Corners): Desk {
  const { cover, lock } = given.locks;
  const help = (): void => {
    corners.helping.value = true;
  };
  const stop = (): void => {
    corners.stopping.value = true;
  };
  return { ...given, lock, cover, help, stop };
}

interface Shown {
  readonly vault: PageVault;
  readonly locks: PageLocks;
  readonly route: Route;
  readonly fragment: string;
  readonly phrase: Signal<readonly string[] | null>;
  readonly open: (fragment: string) => void;
}

/** The words of the locks: they have nothing of how one starts. */
const LOCKS: readonly Area[] = ['lock', 'errors'];

/** Where the cover stays until somebody taps it, whatever falls behind it. */
const COVERABLE: readonly string[] = ['open', 'veiled', 'locked', 'starting'];

/** The stage in a word, for whoever looks from outside. */
function stageOf({ stage }: DoorView, fragment: string): Stage | 'setup' | 'join' {
  if (stage !== 'new') return stage;
  if (fragment.startsWith('#setup=')) return 'setup';
  return fragment.startsWith('#join=') ? 'join' : stage;
}

function Staged(shown: Shown): JSX.Element {
  const { fragment, locks, vault } = shown;
  const say = useSay();
  const door = vault.door.value;
  const stage = stageOf(door, fragment);
  // A link that was joined by, or put away, is of no use to the next member who is in.
  const spent = useSignal('');
  useEffect(() => {
    if (stage === 'joining') spent.value = fragment;
  }, [stage, fragment]);
  const linked = fragment.startsWith('#join=') && fragment !== spent.value;
  if (locks.covered.value && COVERABLE.includes(stage)) return <CoverScreen />;
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
        <Speak areas={LOCKS}>
          <LockScreen key={`${stage}/${String(vault.locks.value?.owner ?? null)}`} linked={linked} />
        </Speak>
      );
    case 'open':
      if (linked) {
        const putAway = (): void => {
          spent.value = fragment;
        };
        return <Start {...shown} stage="join" door={door} putAway={putAway} />;
      }
      return (
        <>
          <Offered {...shown} />
          <Speak areas={LOCKS}>
            <LockWarning />
          </Speak>
        </>
      );
    case 'revoked':
      return <Revoked {...shown} />;
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

/** After an unlock by words a PIN is offered to who has none; till it is known whether, nothing is shown. */
function Offered(shown: Shown): JSX.Element {
  const say = useSay();
  const view = shown.vault.locks.value;
  // A set-up that is not finished comes first.
  const other = shown.vault.door.value.root_held;
  if (other || !shown.locks.offered.value || view?.pin === true) return <Open {...shown} />;
  if (view?.owner !== null) {
    return (
      <Speak areas={LOCKS}>
        <PinOffer />
      </Speak>
    );
  }
  return (
    <BareFrame title={say('frame-amanat')} stage="starting">
      <p role="status">{say('frame-starting')}</p>
    </BareFrame>
  );
}

/** Nothing opens any more; whoever else works with this tablet still gets in. */
function Revoked({ locks, vault }: Shown): JSX.Element {
  const say = useSay();
  const lost = vault.locks.value?.lost === true;
  return (
    <BareFrame title={say('frame-amanat')} stage="revoked">
      <StatusNote kind="warn" icon="warn" role="alert">
        <p>{say(lost ? 'frame-revoked' : 'error-right-revoked')}</p>
      </StatusNote>
      {lost ? null : <Button press={() => void locks.handOver()}>{say('lock-somebody-else')}</Button>}
    </BareFrame>
  );
}

/** What a demo says on every screen of it. */
function Demo(): JSX.Element {
  const say = useSay();
  return <aside class="banner">{say('start-demo')}</aside>;
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

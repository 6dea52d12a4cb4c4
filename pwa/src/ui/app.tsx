// Which screen is shown: it follows the stage of the vault, and the link that the page was opened with.
import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { DoorView, Stage } from '../vault/api';
import { Families } from './families';
import { Join, Joining, Refused } from './join';
import { Members } from './members';
import { Title } from './parts';
import { Finish, Keep, SetUp, type Once } from './setup';
import { Tablet } from './tablet';
import { Unlock } from './unlock';
import type { PageVault } from './vault';
import { sentenceOf } from './words';

const ADMIN = 4;
/** Roles that work with families. */
const WITH_FAMILIES: readonly (number | null)[] = [1, 2];

interface Shown {
  readonly vault: PageVault;
  readonly fragment: string;
  readonly door: DoorView;
  readonly once: Signal<Once | null>;
}

export function App(props: { readonly vault: PageVault; readonly link: ReadonlySignal<string> }): JSX.Element {
  const { link, vault } = props;
  const fragment = link.value;
  const once = useSignal<Once | null>(null);
  const door = vault.door.value;
  return (
    <main data-stage={stageOf(door, fragment)}>
      <p class="chip">Trial. Not for families yet.</p>
      <Screen vault={vault} fragment={fragment} door={door} once={once} />
    </main>
  );
}

/** The stage in a word, for whoever looks from outside. */
function stageOf({ stage }: DoorView, fragment: string): Stage | 'setup' | 'join' {
  if (stage !== 'new') return stage;
  if (fragment.startsWith('#setup=')) return 'setup';
  return fragment.startsWith('#join=') ? 'join' : stage;
}

function Screen(shown: Shown): JSX.Element {
  const { door, fragment, once, vault } = shown;
  switch (stageOf(door, fragment)) {
    case 'starting':
      return (
        <>
          <Title>Amanat</Title>
          <p role="status">Starting…</p>
        </>
      );
    case 'new':
      return (
        <>
          <Title>Amanat</Title>
          <p>This browser does not belong to a service yet. Open the whole link that an admin gave you.</p>
        </>
      );
    case 'setup':
      return <SetUp key={fragment} vault={vault} fragment={fragment} once={once} />;
    case 'join':
      return <Join key={fragment} vault={vault} fragment={fragment} once={once} />;
    case 'joining':
      return <Joining door={door} once={once} />;
    case 'refused':
      return <Refused vault={vault} />;
    case 'locked':
      return <Unlock vault={vault} />;
    case 'open':
      return <Open {...shown} />;
    case 'revoked':
      return (
        <>
          <Title>Amanat</Title>
          <p role="alert">{sentenceOf('right-revoked')}</p>
        </>
      );
    case 'elsewhere':
      return (
        <>
          <Title>Amanat</Title>
          <p role="alert">Amanat is open in another tab of this browser. Nothing is lost. Go on there, or close it first.</p>
        </>
      );
    case 'broken':
      return (
        <>
          <Title>Amanat</Title>
          <p role="alert">{sentenceOf(door.fault ?? 'store-failed')}</p>
        </>
      );
  }
}

function Open({ door, once, vault }: Shown): JSX.Element {
  const { role } = vault.people.value;
  return (
    <>
      <Title>{door.service ?? 'Amanat'}</Title>
      <Keep once={once} rootHeld={door.root_held} service={door.service} />
      {role === ADMIN ? <Members vault={vault} /> : null}
      {door.root_held ? <Finish vault={vault} once={once} /> : null}
      {WITH_FAMILIES.includes(role) ? <Families vault={vault} /> : null}
      <Tablet vault={vault} />
    </>
  );
}

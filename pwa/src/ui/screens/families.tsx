// B2 Families: like a list of chats: label, last thing that happened, one word; found by label.  And the way to one.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CaseView } from '../../vault/api';
import { useDesk, useNow } from '../desk';
import { AppFrame } from '../frame/app-frame';
import { LinkButton } from '../parts/button';
import { Field } from '../parts/field';
import { Chip, LinkRow, Nothing, type ChipKind } from '../parts/lists';
import type { IconName } from '../parts/icon';
import { ROLE } from '../places';
import { isolated } from '../words/isolated';
import { useSay, type Say } from '../words/say';
import { FamilyPage } from './families/family-page';
import { lastOf, stateOf, type State } from './families/family-words';
import { NewFamily } from './families/new-family';
import { cornersOf, type ScreenProps } from './screen';

/** Below so many families nobody needs to search. */
const MANY = 6;

const SIGNS: Readonly<Record<State, readonly [ChipKind, IconName]>> = {
  ...{ shut: ['plain', 'lock'], damaged: ['warn', 'warn'], tablet: ['warn', 'tablet'], server: ['river', 'lock'] },
  ...{ supervisor: ['ok', 'eye'], deleted: ['plain', 'bin'], none: ['plain', 'film'] },
};

export function Families(props: ScreenProps): JSX.Element {
  const [first] = props.rest;
  if (first === 'new') return <NewFamily {...props} />;
  if (first !== undefined) return <FamilyPage key={first} {...props} />;
  return <List {...props} />;
}

function List({ places, role }: ScreenProps): JSX.Element {
  const say = useSay();
  const now = useNow();
  const { vault } = useDesk();
  const wanted = useSignal('');
  const all = [...vault.cases.value].sort((one, other) => (other.last?.at ?? 0) - (one.last?.at ?? 0));
  const sought = wanted.value.trim().toLowerCase();
  const found = all.filter(({ label }) => (label ?? '').toLowerCase().includes(sought));
  return (
    <AppFrame
      side="yours"
      title={say('families-title')}
      places={places}
      here="/families"
      corners={cornersOf(role)}
    >
      <div class="page">
        <div class="head-row">
          {all.length < MANY && sought === '' ? (
            <span />
          ) : (
            <Field label={say('families-search')} type="search" inputMode="search" required={false} value={wanted} />
          )}
          <LinkButton icon="plus" to="/families/new">
            {say('families-new')}
          </LinkButton>
        </div>
        {all.length === 0 ? (
          <Nothing
            icon="family"
            words={role === ROLE.supervisor ? say('families-none-supervisor') : say('families-none')}
          />
        ) : null}
        <p role="status" class={sought === '' || found.length > 0 ? 'heard-only' : ''}>
          {sought !== '' && found.length === 0 ? say('families-not-found') : ''}
        </p>
        {found.length === 0 ? null : (
          <ul class="card flush" aria-label={say('families-list')}>
            {found.map((family) => (
              <Row key={family.case} family={family} now={now.value} say={say} />
            ))}
          </ul>
        )}
      </div>
    </AppFrame>
  );
}

function Row(props: { readonly family: CaseView; readonly now: number; readonly say: Say }): JSX.Element {
  const { family, now, say } = props;
  const state = stateOf(family);
  const [kind, icon] = SIGNS[state];
  return (
    <li>
      <LinkRow
        to={`/families/${family.case}`}
        title={isolated(family.label ?? say('families-shut-label'))}
        second={lastOf(family, now, say)}
      >
        <Chip kind={kind} icon={icon}>
          {say(`families-state-${state}`)}
        </Chip>
      </LinkRow>
    </li>
  );
}

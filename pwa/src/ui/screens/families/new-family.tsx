// A new family: it opens without internet too, and never without a supervisor.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { MemberView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { AppFrame } from '../../frame/app-frame';
import { Button } from '../../parts/button';
import { useDoing, Wait } from '../../parts/doing';
import { Choice, Form } from '../../parts/field';
import { StatusNote } from '../../parts/note';
import { ROLE } from '../../places';
import { isolated } from '../../words/isolated';
import { useSay, type Say } from '../../words/say';
import { cornersOf, type ScreenProps } from '../screen';
import { FactsFields, factsIn, useFacts } from './facts-form';

export function NewFamily({ places, role }: ScreenProps): JSX.Element {
  const say = useSay();
  const { route, vault } = useDesk();
  const doing = useDoing();
  const draft = useFacts(null);
  const { members, supervisors } = vault.people.value;
  const me = members.find((member) => member.me);
  const others = supervisors.filter((one) => !one.me);
  const only = others.length === 1 ? (others[0]?.member ?? '') : '';
  // A supervisor who opens a family supervises it.
  const supervisor = useSignal(role === ROLE.supervisor ? (me?.member ?? '') : only);
  const missing = useSignal(false);
  const open = async (): Promise<void> => {
    missing.value = supervisor.value === '';
    if (missing.value) return;
    const { case: id } = await vault.ask('case.open', { ...factsIn(draft), supervisor: supervisor.value });
    route.replace(`/families/${id}`);
  };
  return (
    <AppFrame
      side="yours"
      title={say('families-new-title')}
      places={places}
      here="/families"
      back={{ to: '/families', words: say('families-back') }}
      corners={cornersOf(role)}
    >
      <Form label={say('families-new-title')} doing={doing} work={open}>
        <FactsFields draft={draft} own={null} />
        {supervisors.length === 0 ? (
          <StatusNote kind="warn">{say('families-nobody')}</StatusNote>
        ) : (
          <Choice
            label={say('families-who-supervises')}
            value={supervisor}
            required={false}
            options={[
              ['', say('families-choose')],
              ...supervisors.map((one) => [one.member, nameOf(one, say)] as const),
            ]}
          />
        )}
        {missing.value && supervisor.value === '' ? (
          <StatusNote kind="warn" role="alert">
            <p>
              {say('families-no-supervisor')} <span class="code">{CODE}</span>
            </p>
          </StatusNote>
        ) : null}
        <Button type="submit" kind="main" doing={doing}>
          {say('families-open')}
        </Button>
        <Wait doing={doing} words={say('families-opening')} />
      </Form>
    </AppFrame>
  );
}

function nameOf({ me, name }: MemberView, say: Say): string {
  const told = name ?? say('films-somebody');
  return me ? say('families-you', { name: told }) : isolated(told);
}

const CODE = '(roll-no-supervisor)';

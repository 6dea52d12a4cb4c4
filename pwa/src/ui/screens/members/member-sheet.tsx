// What an admin may change about a member: role, who supervises, a second device, and an end.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { MemberView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { Button } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { Choice, Form } from '../../parts/field';
import { Sheet } from '../../parts/sheet';
import { ROLE } from '../../places';
import { isolated } from '../../words/isolated';
import { useSay } from '../../words/say';
import { LinkToSend } from './invite';
import { nameOf } from './staff';

export function MemberSheet(props: { readonly member: MemberView; readonly close: () => void }): JSX.Element {
  const { close, member } = props;
  const say = useSay();
  const asking = useSignal(false);
  const name = nameOf(member, say);
  if (asking.value) return <Removal member={member} close={close} />;
  return (
    <Sheet title={say('members-change-of', { name })} close={close}>
      {member.roles.length === 0 ? null : <RoleForm member={member} />}
      {member.role === ROLE.field ? <SupervisorForm member={member} name={name} /> : null}
      {member.waits === null && member.roles.length > 0 ? <Further member={member} name={name} /> : null}
      {member.removable ? (
        <Button
          press={() => {
            asking.value = true;
          }}
        >
          {say('members-remove', { name })}
        </Button>
      ) : null}
    </Sheet>
  );
}

function RoleForm({ member }: { readonly member: MemberView }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const role = useSignal(String(member.role_waits ?? member.role));
  const options = [member.role, ...member.roles].map(
    (one) => [String(one), say('members-role', { role: one })] as const,
  );
  return (
    <Form
      label={say('members-role-field')}
      doing={doing}
      work={async () => {
        if (Number(role.value) === member.role) return;
        await vault.ask('members.re-role', { member: member.member, role: Number(role.value) });
      }}
    >
      <Choice label={say('members-role-field')} value={role} options={options} hint={say('members-role-supervisor')} />
      <Button type="submit" doing={doing}>
        {say('members-give-role')}
      </Button>
    </Form>
  );
}

function SupervisorForm({ member, name }: { readonly member: MemberView; readonly name: string }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const supervisor = useSignal(member.supervisor ?? '');
  const noted = useSignal(false);
  const { supervisors } = vault.people.value;
  const options = supervisors.map((one) => [one.member, isolated(nameOf(one, say))] as const);
  return (
    <Form
      label={say('members-supervisor', { name })}
      doing={doing}
      work={async () => {
        if (supervisor.value === '') return;
        await vault.ask('members.supervised-by', { member: member.member, supervisor: supervisor.value });
        noted.value = true;
      }}
    >
      <Choice
        label={say('members-supervisor', { name })}
        value={supervisor}
        options={[['', say('members-supervisor-none')], ...options]}
        required={false}
      />
      <div class="row">
        <Button type="submit" doing={doing}>
          {say('members-supervisor-set')}
        </Button>
        <span role="status">{noted.value ? say('members-supervisor-noted') : ''}</span>
      </div>
    </Form>
  );
}

function Further({ member, name }: { readonly member: MemberView; readonly name: string }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const link = useSignal<string | null>(null);
  return (
    <div class="stack wide">
      <h3>{say('members-further', { name })}</h3>
      <p>{say('members-further-why', { name })}</p>
      <Button
        doing={doing}
        work={async () => {
          const wish = { name, role: member.role, member: member.member };
          link.value = (await vault.ask('members.invite', wish)).link;
        }}
      >
        {say('members-make-link')}
      </Button>
      {link.value === null ? null : <LinkToSend name={name} link={link.value} />}
      <Fault doing={doing} />
    </div>
  );
}

function Removal({ close, member }: { readonly member: MemberView; readonly close: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const name = nameOf(member, say);
  return (
    <Sheet title={say('members-remove-ask', { name })} close={close}>
      <p>{say('members-remove-what', { name })}</p>
      <p>{say('members-remove-left', { name })}</p>
      <p>{say('members-remove-epoch', { name })}</p>
      <div class="answers small two">
        <Button class="equal" press={close}>
          {say('members-remove-no')}
        </Button>
        <Button
          class="equal"
          doing={doing}
          work={async () => {
            await vault.ask('members.remove', { member: member.member });
            close();
          }}
        >
          {say('members-remove-yes')}
        </Button>
      </div>
      <Fault doing={doing} />
    </Sheet>
  );
}

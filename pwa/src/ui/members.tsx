// Members: links for those who are to join, the six words of those who wait, and who is in the service.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { EnrolView, MemberView } from '../vault/api';
import { Choice, Fault, Field, Form, Press, useDoing } from './plain';
import type { PageVault } from './vault';
import { ROLE_WORDS } from './sentences';

const ROLES = [
  ['1', 'Field worker'],
  ['2', 'Supervisor'],
] as const;

export function Members({ vault }: { readonly vault: PageVault }): JSX.Element {
  const { members, waiting } = vault.people.value;
  return (
    <section aria-labelledby="members">
      <h2 id="members">Members</h2>
      <Invite vault={vault} />
      <div aria-live="polite">
        {waiting.map((one) => (
          <Guest key={one.enrol} vault={vault} guest={one} />
        ))}
      </div>
      <h3>Who is in this service</h3>
      <ul aria-label="Members">
        {members.map((one) => (
          <MemberRow key={one.member} vault={vault} member={one} />
        ))}
      </ul>
    </section>
  );
}

function Invite({ vault }: { readonly vault: PageVault }): JSX.Element {
  const doing = useDoing();
  const [name, role, link] = [useSignal(''), useSignal('1'), useSignal('')];
  return (
    <Form
      label="Invite somebody"
      headed
      doing={doing}
      work={async () => {
        const made = await vault.ask('members.invite', { name: name.value, role: Number(role.value) });
        link.value = made.link;
        name.value = '';
      }}
    >
      <Field label="Name of the person" value={name} />
      <Choice label="Role" value={role} options={ROLES} />
      <Press doing={doing}>Make a link</Press>
      {link.value === '' ? null : (
        <p>
          <label>
            Link to send
            <input
              readOnly
              autocomplete="off"
              value={link.value}
              onFocus={(event) => {
                event.currentTarget.select();
              }}
            />
          </label>
          <small class="hint">
            Send it to this person alone. It is good once, for 24 hours. Keep this page open: when they have opened the
            link, they appear here and read six words to you.
          </small>
        </p>
      )}
    </Form>
  );
}

function Guest({ guest, vault }: { readonly guest: EnrolView; readonly vault: PageVault }): JSX.Element {
  const doing = useDoing();
  const words = useSignal('');
  return (
    <fieldset>
      <legend>{guest.name} wants to join</legend>
      <Form
        label={`Let ${guest.name} in`}
        doing={doing}
        work={async () => {
          await vault.ask('members.let-in', { enrol: guest.enrol, words: words.value });
        }}
      >
        <Field label="Six words" value={words} hint="Type the six words that they read to you. If words differ, press They differ: then nobody joins." />
        <Press doing={doing}>Let in</Press>
        <Press
          doing={doing}
          press={async () => {
            await vault.ask('members.differ', { enrol: guest.enrol });
          }}
        >
          They differ
        </Press>
      </Form>
    </fieldset>
  );
}

function MemberRow({ member, vault }: { readonly member: MemberView; readonly vault: PageVault }): JSX.Element {
  const doing = useDoing();
  const name = member.name ?? 'Somebody without a name';
  const { waits } = member;
  return (
    <li>
      {name}
      {member.me ? ' (you)' : ''}: {ROLE_WORDS[member.role] ?? 'Member'}
      {waits === null ? '' : ' (waits for another admin)'}
      {waits !== null && member.endorsable ? (
        <Press
          doing={doing}
          press={async () => {
            await vault.ask('members.endorse', { device: waits });
          }}
        >
          Endorse {name}
        </Press>
      ) : null}
      <Fault doing={doing} />
    </li>
  );
}

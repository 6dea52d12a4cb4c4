// Guests, members and links, as the members' screen and the end of a set-up show them.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { MemberView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { Button } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { Badge, Chip } from '../../parts/lists';
import { StatusNote } from '../../parts/note';
import { isolated } from '../../words/isolated';
import { useSay, type Say } from '../../words/say';
import { Guest } from './guest';
import { Invite, Links } from './invite';
import { MemberSheet } from './member-sheet';

/** What a member is called; never empty. */
export function nameOf(member: { readonly name: string | null }, say: Say): string {
  return member.name ?? say('members-no-name');
}

export function Staff(): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const told = useSignal('');
  const changed = useSignal<string | null>(null);
  const { invitable, invites, members, waiting } = vault.people.value;
  const chosen = members.find((one) => one.member === changed.value);
  return (
    <div class="two-columns">
      <div class="stack">
        <div class="stack wide" aria-live="polite">
          {waiting.map((one) => (
            <Guest key={one.enrol} guest={one} tell={(words) => (told.value = words)} />
          ))}
        </div>
        <p role="status" class={told.value === '' ? 'heard-only' : 'note'}>
          {told.value}
        </p>
        <h2 class="section-title" id="members-list">
          {say('members-list')}
        </h2>
        <ul class="card flush wide" aria-labelledby="members-list">
          {members.map((one) => (
            <Row
              key={one.member}
              member={one}
              change={() => {
                changed.value = one.member;
              }}
            />
          ))}
        </ul>
      </div>
      <div class="stack">
        {invitable.length === 0 ? null : <Invite roles={invitable} />}
        <Links invites={invites} />
      </div>
      {chosen === undefined ? null : (
        <MemberSheet
          member={chosen}
          close={() => {
            changed.value = null;
          }}
        />
      )}
    </div>
  );
}

function Row({ change, member }: { readonly member: MemberView; readonly change: () => void }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const name = nameOf(member, say);
  const { members } = vault.people.value;
  const supervisor = members.find((one) => one.member === member.supervisor);
  const { waits } = member;
  const changeable = member.roles.length > 0 || member.removable;
  return (
    <li class="list-row">
      <Badge icon="person" tint="clay" />
      <span class="grow">
        <strong>{member.me ? say('members-you', { name }) : isolated(name)}</strong>
        <small>
          {say('members-role', { role: member.role })}
          {supervisor === undefined ? '' : ` · ${say('members-supervised', { name: nameOf(supervisor, say) })}`}
        </small>
      </span>
      {waits === null ? null : <Chip kind="warn" icon="clock">{say('members-waits')}</Chip>}
      {changeable ? (
        <Button press={change}>
          {say('members-change')} <span class="heard-only">{isolated(name)}</span>
        </Button>
      ) : null}
      {waits === null ? null : (
        <StatusNote kind="warn">
          <p>{waitsFor(member, name, say)}</p>
          {member.endorsable ? (
            <Button
              doing={doing}
              work={async () => {
                await vault.ask('members.endorse', { device: waits });
              }}
            >
              {say('members-endorse', { name })}
            </Button>
          ) : null}
          <Fault doing={doing} />
        </StatusNote>
      )}
    </li>
  );
}

function waitsFor({ further, role_waits }: MemberView, name: string, say: Say): string {
  if (role_waits !== null) {
    return say('members-waits-role', { role: say('members-role', { role: role_waits }) });
  }
  return say(further ? 'members-waits-further' : 'members-waits-new', { name });
}

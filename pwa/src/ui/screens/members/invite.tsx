// Links for those who are to join, and what has become of them.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { InviteView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { Button } from '../../parts/button';
import { Fault, useDoing } from '../../parts/doing';
import { Choice, Field, Form } from '../../parts/field';
import { dayOf, timeOf } from '../../words/dates';
import { useSay } from '../../words/say';
import { Qr } from '../start/qr';

export function Invite({ roles }: { readonly roles: readonly number[] }): JSX.Element {
  const say = useSay();
  const id = useId();
  const { vault } = useDesk();
  const doing = useDoing();
  const [name, role] = [useSignal(''), useSignal(String(roles[0] ?? 1))];
  const made = useSignal<Invited | null>(null);
  const invite = async (room: boolean): Promise<void> => {
    const whom = name.value.trim();
    const { link } = await vault.ask('members.invite', { name: whom, role: Number(role.value), room });
    made.value = { name: whom, link, room };
    name.value = '';
  };
  return (
    <section class="card stack wide" aria-labelledby={id}>
      <h2 id={id}>{say('members-invite')}</h2>
      <Form
        label={say('members-invite')}
        doing={doing}
        work={() => invite(false)}
      >
        <Field label={say('members-name')} value={name} />
        <Choice
          label={say('members-role-field')}
          value={role}
          options={roles.map((one) => [String(one), say('members-role', { role: one })])}
        />
        <div class="row">
          <Button
            doing={doing}
            press={() => {
              if (name.value.trim() !== '') doing.run(() => invite(true));
            }}
          >
            {say('members-make-code')}
          </Button>
          <Button type="submit" kind="main" doing={doing}>
            {say('members-make-link')}
          </Button>
        </div>
      </Form>
      {made.value === null ? null : <Invitation {...made.value} />}
    </section>
  );
}

/** An invitation that was made: `room` is a code that is scanned here and never sent. */
export interface Invited {
  readonly name: string;
  readonly link: string;
  readonly room: boolean;
}

export function Invitation({ link, name, room }: Invited): JSX.Element {
  const say = useSay();
  if (!room) return <LinkToSend name={name} link={link} />;
  return (
    <div class="stack wide">
      <p class="strong">{say('members-code', { name })}</p>
      <Qr label={say('members-code', { name })} text={link} />
      <p>{say('members-code-why', { host: new URL(link).host })}</p>
    </div>
  );
}

/** A link in a field of its own, to be copied. */
export function LinkToSend({ link, name }: { readonly link: string; readonly name: string }): JSX.Element {
  const say = useSay();
  const id = useId();
  const copied = useSignal(false);
  return (
    <div class="field">
      <label for={id}>{say('members-link')}</label>
      <input
        id={id}
        readOnly
        autocomplete="off"
        value={link}
        aria-describedby={`${id}-hint`}
        onFocus={(event) => {
          event.currentTarget.select();
        }}
      />
      <div class="row">
        <Button
          press={() => {
            void navigator.clipboard.writeText(link).then(
              () => {
                copied.value = true;
              },
              () => undefined,
            );
          }}
        >
          {say('members-copy')}
        </Button>
        <span role="status">{copied.value ? say('members-copied') : ''}</span>
      </div>
      <small class="hint" id={`${id}-hint`}>
        {say('members-link-hint', { name })} {say('members-link-next')}
      </small>
    </div>
  );
}

/** Links that have let nobody in yet. */
export function Links({ invites }: { readonly invites: readonly InviteView[] }): JSX.Element | null {
  const say = useSay();
  if (invites.length === 0) return null;
  return (
    <section class="stack wide" aria-labelledby="members-links">
      <h2 class="section-title" id="members-links">
        {say('members-links')}
      </h2>
      <ul class="card flush wide">
        {invites.map((one) => (
          <OneLink key={one.invite} invite={one} />
        ))}
      </ul>
    </section>
  );
}

function OneLink({ invite }: { readonly invite: InviteView }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const shown = useSignal<string | null>(null);
  const { name, role, state, until } = invite;
  return (
    <li class="list-row">
      <span class="grow">
        <strong>{say('members-guest-who', { name, role: say('members-role', { role }) })}</strong>
        <small>
          {state === 'open'
            ? say('members-link-until', { time: timeOf(until, say.language), day: dayOf(until, say.language) })
            : say(`members-link-${state}`)}
        </small>
      </span>
      {state === 'open' ? (
        <Button
          doing={doing}
          work={async () => {
            shown.value = (await vault.ask('members.link', { invite: invite.invite })).link;
          }}
        >
          {say(invite.room ? 'members-code-show' : 'members-link-show', { name })}
        </Button>
      ) : null}
      <Button
        doing={doing}
        work={async () => {
          await vault.ask('members.drop-invite', { invite: invite.invite });
        }}
      >
        {say('members-link-drop', { name })}
      </Button>
      {shown.value === null ? null : <Invitation name={name} link={shown.value} room={invite.room} />}
      <Fault doing={doing} />
    </li>
  );
}

// Notes beside the work: calm ones, and errors in three parts (what happened, what is safe, what to do).
import type { ComponentChildren, JSX } from 'preact';
import type { Code } from '../../vault/api';
import { useSay } from '../words/say';
import { Icon, type IconName } from './icon';

const ICONS: Readonly<Record<'info' | 'warn' | 'late', IconName>> = { info: 'shield', warn: 'clock', late: 'warn' };

export function StatusNote(props: {
  readonly kind?: 'info' | 'warn' | 'late';
  readonly icon?: IconName;
  /** Whether it is read out when it comes: politely, or at once. */
  readonly role?: 'status' | 'alert' | undefined;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { children, kind = 'info', role } = props;
  return (
    <div class={kind === 'info' ? 'note' : `note ${kind}`} role={role}>
      <Icon name={props.icon ?? ICONS[kind]} />
      <div>{children}</div>
    </div>
  );
}

/** The sentences of an error, and its code in small for whoever is asked for help. */
export function ErrorNote({ code }: { readonly code: Code }): JSX.Element {
  const say = useSay();
  return (
    <StatusNote kind="warn" icon="warn" role="alert">
      <p>
        {sentenceOf(code, say)} <span class="code">({code})</span>
      </p>
    </StatusNote>
  );
}

/** What happened, what is safe, what to do; the general sentence where a code has none of its own. */
export function sentenceOf(code: Code, say: (id: string) => string): string {
  const own = say(`error-${code}`);
  return own === `error-${code}` ? say('error-general') : own;
}

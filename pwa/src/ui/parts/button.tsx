// Buttons: every one has words, and while it works its words stay.
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Doing } from './doing';
import { Icon, type IconName } from './icon';

export interface ButtonProps {
  /** One main button at most on a screen. */
  readonly kind?: 'main' | 'plain' | 'bare';
  readonly icon?: IconName;
  /** An icon behind the words: where the button leads. */
  readonly trailing?: IconName;
  readonly children: ComponentChildren;
  readonly press?: (() => void) | undefined;
  /** What the press begins; while it runs the button keeps the focus and a second press does nothing. */
  readonly doing?: Doing | undefined;
  readonly work?: () => Promise<void>;
  /** Why it cannot be pressed now.  It stays focusable, and the reason is read with it. */
  readonly unavailable?: string | null;
  readonly type?: 'button' | 'submit';
  readonly class?: string;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
}

export function Button(props: ButtonProps): JSX.Element {
  const { children, doing, icon, kind = 'plain', press, trailing, type = 'button', unavailable = null, work } = props;
  const id = useId();
  const busy = doing?.busy === true;
  const shut = busy || unavailable !== null;
  return (
    <>
      <button
        type={type}
        class={['button', kind === 'plain' ? '' : kind, props.class ?? ''].filter((one) => one !== '').join(' ')}
        aria-disabled={shut ? true : undefined}
        aria-busy={busy ? true : undefined}
        aria-pressed={props.pressed}
        aria-expanded={props.expanded}
        aria-describedby={unavailable === null ? undefined : `${id}-why`}
        onClick={(event) => {
          if (shut) {
            event.preventDefault();
            return;
          }
          if (work !== undefined) doing?.run(work);
          press?.();
        }}
      >
        {icon === undefined ? null : <Icon name={icon} />}
        <span>{children}</span>
        {trailing === undefined ? null : <Icon name={trailing} />}
      </button>
      {unavailable === null ? null : (
        <small id={`${id}-why`} class="hint">
          {unavailable}
        </small>
      )}
    </>
  );
}

/** A link that looks like a button; it goes to a place in the app. */
export function LinkButton(props: {
  readonly to: string;
  readonly kind?: 'main' | 'plain' | 'bare';
  readonly icon?: IconName;
  readonly trailing?: IconName;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { icon, kind = 'plain', to, trailing } = props;
  return (
    <a class={kind === 'plain' ? 'button' : `button ${kind}`} href={`#${to}`}>
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{props.children}</span>
      {trailing === undefined ? null : <Icon name={trailing} />}
    </a>
  );
}

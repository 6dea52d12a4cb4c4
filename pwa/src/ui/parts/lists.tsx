// Rows and what stands in them: places one can go to, words in order, chips, film's four steps, what is gone.
import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon';

export type ChipKind = 'plain' | 'river' | 'warn' | 'ok' | 'draft' | 'clay' | 'late';

/** A state in a word, with its shape; the colour only helps. */
export function Chip(props: {
  readonly kind?: ChipKind;
  readonly icon?: IconName;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { kind = 'plain' } = props;
  return (
    <span class={kind === 'plain' ? 'chip' : `chip ${kind}`}>
      {props.icon === undefined ? null : <Icon name={props.icon} />}
      <span>{props.children}</span>
    </span>
  );
}

/** A row that leads to a place: its first line, its second, its picture. */
export function LinkRow(props: {
  readonly to: string;
  readonly title: ComponentChildren;
  readonly second?: ComponentChildren;
  readonly icon?: IconName;
  readonly tint?: 'clay' | 'river' | 'warn';
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <a class="list-row" href={`#${props.to}`}>
      {props.icon === undefined ? null : <Badge icon={props.icon} tint={props.tint} />}
      <span class="grow">
        <strong>{props.title}</strong>
        {props.second === undefined ? null : <small>{props.second}</small>}
      </span>
      {props.children}
      <Icon name="next" />
    </a>
  );
}

export function Badge(props: {
  readonly icon: IconName;
  readonly tint?: 'clay' | 'river' | 'warn' | undefined;
}): JSX.Element {
  return (
    <span class={props.tint === undefined ? 'badge' : `badge ${props.tint}`}>
      <Icon name={props.icon} />
    </span>
  );
}

/** Words in their order; no browser may translate them. */
export function WordsList(props: { readonly label: string; readonly words: readonly string[] }): JSX.Element {
  const { label, words } = props;
  return (
    <ol class="words" aria-label={label} lang="en" translate={false}>
      {words.map((word, i) => (
        <li key={i}>{word}</li>
      ))}
    </ol>
  );
}

/** The four steps of a film (tablet, sending, server, supervisor).  Its words stand beside it too. */
export function FilmTrack(props: {
  readonly reached: 1 | 2 | 3 | 4;
  readonly half?: boolean;
  readonly words: string;
}): JSX.Element {
  const { half = false, reached } = props;
  return (
    <span class="track" role="img" aria-label={props.words}>
      <svg viewBox="0 0 136 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
        <path d="M20 12h18M54 12h18M88 12h18" />
        {[12, 46, 80, 114].map((x, i) => (
          <g key={x}>
            <circle cx={x} cy="12" r="7" fill={i < reached ? 'currentColor' : 'none'} />
            {half && i === reached ? <path d={`M${x} 5a7 7 0 0 0 0 14z`} fill="currentColor" /> : null}
          </g>
        ))}
      </svg>
    </span>
  );
}

/** A place where nothing is yet: what will stand there, and what one can do. */
export function Nothing(props: {
  readonly icon: IconName;
  readonly words: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="card nothing">
      <Badge icon={props.icon} tint="river" />
      <p>{props.words}</p>
      {props.children}
    </div>
  );
}

/** A film that is gone stands where it stood. */
export function Tombstone({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <span class="row tombstone">
      <Icon name="bin" />
      <span>{children}</span>
    </span>
  );
}

// The frame of every screen: one h1 that takes the focus, the rail of places, and three fixed corners: Cover and Lock
// top right, Help bottom left, Stop bottom right; the same place, order and shape everywhere (WCAG 2.2, 3.2.6).
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useDesk } from '../desk';
import { Button, LinkButton } from '../parts/button';
import { Badge, Chip } from '../parts/lists';
import { Icon, type IconName } from '../parts/icon';
import { useSay, useTongue } from '../words/say';

/** Who looks at the screen.  *Together*: the family too, so nothing of other families and no counts. */
export type Side = 'together' | 'yours' | 'family';

export interface Place {
  readonly to: string;
  readonly icon: IconName;
  readonly words: string;
}

export interface FrameProps {
  readonly side: Side;
  readonly title: string;
  /** Where the words of Back lead, and what they are. */
  readonly back?: { readonly to: string; readonly words: string } | undefined;
  /** The places of the rail; none on together screens. */
  readonly places?: readonly Place[];
  /** The place one is in. */
  readonly here?: string | undefined;
  /** Beside the title: chips, dates. */
  readonly beside?: ComponentChildren;
  /** On a together screen, before the title: what it is about; and after it: how far one is. */
  readonly sign?: IconName;
  readonly step?: { readonly words: string; readonly nth: number; readonly of: number };
  /** Supervisors and admins sit at a laptop that no family sees: Lock alone. */
  readonly corners?: 'cover-and-lock' | 'lock' | 'cover';
  readonly children: ComponentChildren;
}

export function AppFrame(props: FrameProps): JSX.Element {
  const { back, beside, children, corners = 'cover-and-lock', here, places = [], side, sign, step, title } = props;
  const say = useSay();
  const { language } = useTongue();
  const desk = useDesk();
  const railed = side === 'yours' && places.length > 0;
  return (
    <div class={['frame', railed ? 'railed' : '', side].filter((one) => one !== '').join(' ')} lang={language}>
      <header>
        <a class="skip button" href="#content" onClick={toContent}>
          {say('frame-skip')}
        </a>
        <div class="titles">
          {back === undefined ? null : (
            <LinkButton kind="bare" icon="back" to={back.to}>
              {back.words}
            </LinkButton>
          )}
          {side === 'together' ? null : <Title side={side}>{title}</Title>}
          {side === 'yours' ? <Chip>{say('frame-your-side')}</Chip> : null}
          <TongueMarks />
          {beside}
        </div>
        <div class="corner">
          {corners === 'lock' ? null : (
            <Button icon="cover" press={desk.cover}>
              {say('frame-cover')}
            </Button>
          )}
          {corners === 'cover' || side !== 'yours' ? null : (
            <Button icon="lock" press={desk.lock}>
              {say('frame-lock')}
            </Button>
          )}
        </div>
      </header>
      {railed ? <Rail places={places} here={here} /> : null}
      <main id="content" tabIndex={-1} data-stage="open" data-side={side}>
        {side === 'together' ? (
          <div class="asked">
            {sign === undefined ? null : <Badge icon={sign} tint="clay" />}
            <Title side={side}>{title}</Title>
            {step === undefined ? null : <Step {...step} />}
          </div>
        ) : null}
        {children}
      </main>
      <CornerBar />
    </div>
  );
}

/** Says of the words that nobody has checked them, and that they stand in for another language. */
export function TongueMarks(): JSX.Element {
  const { draft, say, standsIn } = useTongue();
  return (
    <>
      {draft ? (
        <Chip kind="draft">
          <span aria-hidden="true">◐ </span>
          {say('frame-draft')}
        </Chip>
      ) : null}
      {standsIn ? <Chip>{say('frame-stands-in')}</Chip> : null}
    </>
  );
}

/**
 * The one h1; it takes the focus when the screen comes, and is read with its side: "Today, your side".  On a together
 * screen it is the question itself and heads its column.
 */
function Title({ children, side }: { readonly children: string; readonly side: Side }): JSX.Element {
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [children]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
      {side === 'yours' ? <span class="heard-only">{say('frame-heard-your-side')}</span> : null}
    </h1>
  );
}

/** "2 of 4", and a dot for each. */
function Step({ nth, of, words }: NonNullable<FrameProps['step']>): JSX.Element {
  return (
    <span class="step-dots">
      <span>{words}</span>
      {Array.from({ length: of }, (_, i) => (
        <span key={i} class={i + 1 === nth ? 'dot now' : i + 1 < nth ? 'dot done' : 'dot'} aria-hidden="true" />
      ))}
    </span>
  );
}

function Rail({ here, places }: { readonly here: string | undefined; readonly places: readonly Place[] }): JSX.Element {
  const say = useSay();
  return (
    <nav aria-label={say('frame-places')}>
      <ul>
        {places.map(({ icon, to, words }) => (
          <li key={to}>
            <a href={`#${to}`} aria-current={to === here ? 'page' : undefined}>
              <Icon name={icon} />
              {words}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The two corners of the foot. */
function CornerBar(): JSX.Element {
  const say = useSay();
  const desk = useDesk();
  return (
    <footer>
      <span class="help">
        <Button kind="bare" icon="help" press={desk.help}>
          {say('frame-help')}
        </Button>
      </span>
      <span class="stop">
        <Button icon="hand" press={desk.stop}>
          {say('frame-stop')}
        </Button>
      </span>
    </footer>
  );
}

/** Moves the focus past the header; the address stays as it is, for its fragment is the place in the app. */
function toContent(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#content')?.focus();
}

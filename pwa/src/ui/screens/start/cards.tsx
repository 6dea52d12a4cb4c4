// The last page of a set-up: three recovery cards, each printed once or copied by hand, then the root is forgotten.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { CardView } from '../../../vault/api';
import { useDesk } from '../../desk';
import { BareFrame } from '../../frame/bare-frame';
import { Button } from '../../parts/button';
import { Fault, useDoing, Wait } from '../../parts/doing';
import { Tick } from '../../parts/field';
import { Chip, WordsList } from '../../parts/lists';
import { StatusNote } from '../../parts/note';
import { dayOf } from '../../words/dates';
import { useSay, useTongue } from '../../words/say';
import { Qr } from './qr';

/** What has become of a card: still to be printed, on the screen (for the printer or the hand), or gone for good. */
type Fate = 'waits' | 'prints' | 'by-hand' | 'gone';
const ALL_WAIT: readonly Fate[] = ['waits', 'waits', 'waits'];

export function Cards(props: { readonly shownBefore: boolean; readonly service: string }): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const [making, finishing] = [useDoing(), useDoing()];
  const cards = useSignal<readonly CardView[]>([]);
  const fates = useSignal<readonly Fate[]>(ALL_WAIT);
  const printed = useSignal(false);
  const again = useSignal(props.shownBefore);
  const make = async (): Promise<void> => {
    cards.value = (await vault.ask('setup.cards', undefined)).cards;
    fates.value = ALL_WAIT;
    printed.value = false;
  };
  const gone = fates.value.every((fate) => fate === 'gone');
  usePrinted(fates);
  return (
    <BareFrame title={say('start-cards-title')} stage="setup" beside={<Chip>{say('start-step', { n: 7 })}</Chip>}>
      <p>{say('start-cards-why')}</p>
      {again.value ? (
        <StatusNote kind="warn">
          <p>{say('start-cards-old')}</p>
        </StatusNote>
      ) : null}
      {cards.value.length === 0 ? (
        <Button kind="main" doing={making} work={make}>
          {say('start-cards-show')}
        </Button>
      ) : (
        <>
          {cards.value.map((card, i) => (
            <OneCard key={card.text} n={i + 1} card={card} fates={fates} service={props.service} />
          ))}
          <p class="hint">{say('start-cards-no-printer')}</p>
          <Button
            doing={making}
            work={async () => {
              again.value = true;
              await make();
            }}
          >
            {say('start-cards-new')}
          </Button>
        </>
      )}
      <Wait doing={making} words={say('start-cards-making')} />
      <Fault doing={making} />
      <p>{say('start-cards-after')}</p>
      <Tick
        label={say('start-cards-printed')}
        on={printed.value}
        change={(on) => {
          printed.value = on;
        }}
      />
      <Button
        kind={cards.value.length === 0 ? 'plain' : 'main'}
        doing={finishing}
        unavailable={printed.value && gone ? null : say('start-cards-finish-why')}
        work={() => vault.ask('setup.finish', undefined)}
      >
        {say('start-cards-finish')}
      </Button>
      <Fault doing={finishing} />
    </BareFrame>
  );
}

function printPage(): void {
  print();
}

/** When the printer has had it, a card is shown no more. */
function usePrinted(fates: Signal<readonly Fate[]>): void {
  useEffect(() => {
    const done = (): void => {
      fates.value = fates.value.map((fate) => (fate === 'prints' ? 'gone' : fate));
    };
    addEventListener('afterprint', done);
    return () => {
      removeEventListener('afterprint', done);
    };
  }, []);
  const printing = fates.value.includes('prints');
  useEffect(() => {
    // The sheet is on the page before the printer asks for it.
    if (printing) requestAnimationFrame(printPage);
  }, [printing]);
}

function OneCard(props: {
  readonly n: number;
  readonly card: CardView;
  readonly fates: Signal<readonly Fate[]>;
  readonly service: string;
}): JSX.Element {
  const say = useSay();
  const { card, fates, n } = props;
  const fate = fates.value[n - 1] ?? 'waits';
  const become = (next: Fate): void => {
    fates.value = fates.value.map((one, i) => (i === n - 1 ? next : one));
  };
  if (fate === 'gone') {
    return (
      <p class="row">
        <Chip kind="ok" icon="check">
          {say('start-cards-done', { n })}
        </Chip>
        <span>{say('start-cards-once')}</span>
      </p>
    );
  }
  return (
    <div class="stack wide">
      {fate === 'waits' ? (
        <div class="row">
          <Button
            press={() => {
              become('prints');
            }}
          >
            {say('start-cards-print', { n })}
          </Button>
          <Button
            kind="bare"
            press={() => {
              become('by-hand');
            }}
          >
            {say('start-cards-hand', { n })}
          </Button>
        </div>
      ) : (
        <Sheet n={n} card={card} service={props.service} />
      )}
      {fate === 'waits' ? null : (
        <Button
          press={() => {
            become('gone');
          }}
        >
          {say('start-cards-hand-done')}
        </Button>
      )}
    </div>
  );
}

/** What stands on a card's sheet of paper: it says by itself what it is. */
function Sheet(props: { readonly card: CardView; readonly n: number; readonly service: string }): JSX.Element {
  const { card, n, service } = props;
  const say = useSay();
  const { language } = useTongue();
  const title = say('start-card-title', { n });
  return (
    <article class="recovery-card" aria-label={title}>
      <h2>{title}</h2>
      <p>{say('start-card-about', { service, day: dayOf(Date.now(), language) })}</p>
      <p>{say('start-card-keep')}</p>
      <Qr label={title} text={card.text} />
      <h3>{say('start-card-root')}</h3>
      <WordsList label={say('start-card-root')} words={card.root} />
      <h3>{say('start-card-recovery')}</h3>
      <WordsList label={say('start-card-recovery')} words={card.recovery} />
      <p>
        {say('start-card-line')}: <code data-card={n}>{card.text}</code>
      </p>
    </article>
  );
}

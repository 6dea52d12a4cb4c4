// G2: one film.  The player itself comes lazily: a role that looks at no film never loads it.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ReelView } from '../../vault/api';
import { useDesk, useNow, useView } from '../desk';
import { AppFrame, type FrameProps } from '../frame/app-frame';
import { Chip } from '../parts/lists';
import { StatusNote } from '../parts/note';
import { ROLE } from '../places';
import type { Player } from '../player/player';
import { dateOf } from '../words/dates';
import { isolated } from '../words/isolated';
import { useSay, useTongue } from '../words/say';
import type { ScreenProps } from './screen';

/** How long the vault may take to tell of a film, ms. */
const PATIENCE_MS = 1_500;

export function FilmScreen({ places, rest, role }: ScreenProps): JSX.Element {
  const film = rest[0] ?? '';
  const say = useSay();
  const { language } = useTongue();
  const { vault } = useDesk();
  const now = useNow();
  const reel = useView('reel', film).value;
  const isSupervisor = role === ROLE.supervisor;
  const title =
    reel === null
      ? say('play-player')
      : say('play-title', {
          label: reel.label ?? say('play-no-label'),
          date: dateOf(reel.at, now.value, language),
        });
  const until = reel === null ? '' : dateOf(reel.due_at, now.value, language);
  const kept = <Chip icon="clock">{say('play-kept', { date: until })}</Chip>;
  const frame: Omit<FrameProps, 'children'> = {
    ...{ side: 'yours', title, places, corners: isSupervisor ? 'lock' : 'cover-and-lock' },
    ...{ here: isSupervisor ? '/' : '/families', back: backOf(reel, isSupervisor, say) },
    beside: reel === null ? null : <span class="told-beside play-beside">{kept}</span>,
  };
  const offline = vault.sync.value?.reached === false;
  return (
    <AppFrame {...frame}>
      {offline ? (
        <StatusNote icon="no-net" role="status">
          <p>{say('play-fetched-only')}</p>
        </StatusNote>
      ) : null}
      {reel === null ? <Unknown /> : <Lazily reel={reel} />}
      {reel === null ? null : <p class="told-below play-until">{kept}</p>}
    </AppFrame>
  );
}

/** Nothing was told of the film yet; where nothing comes, it is none of this member's. */
function Unknown(): JSX.Element {
  const say = useSay();
  const over = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      over.value = true;
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return <p role="status">{say(over.value ? 'play-unknown' : 'play-opening')}</p>;
}

function backOf(
  reel: ReelView | null,
  isSupervisor: boolean,
  say: (id: string) => string,
): FrameProps['back'] {
  if (isSupervisor) return { to: '/', words: say('play-inbox') };
  return reel === null
    ? { to: '/families', words: say('frame-families') }
    : { to: `/families/${reel.case}`, words: isolated(reel.label ?? say('play-no-label')) };
}

function Lazily({ reel }: { readonly reel: ReelView }): JSX.Element {
  const say = useSay();
  const part = useSignal<{ readonly Player: typeof Player } | null>(null);
  useEffect(() => {
    void import('../player/player').then((came) => {
      part.value = came;
    });
  }, []);
  const came = part.value;
  return came === null ? <p role="status">{say('play-opening')}</p> : <came.Player reel={reel} />;
}

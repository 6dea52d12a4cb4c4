// One film: opened in the vault, played by <video> through the service worker, stepped by the media worker.  It comes
// lazily, and only where the role looks at films.
import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ReelView } from '../../vault/api';
import { useDesk } from '../desk';
import { NotesPanel } from '../notes/panel';
import { codeOf } from '../parts/doing';
import { useSay } from '../words/say';
import { handOn, isServed } from './clip-port';
import { Closed, type Why } from './closed';
import { Controls } from './controls';
import { Playback } from './playback';
import { Stepping } from './stepping';
import { placeOf, spoken } from './times';
import { stayWhile } from './watching';

/** The film as the ledger tells it, and what the page has of it. */
export function Player({ reel }: { readonly reel: ReelView }): JSX.Element {
  const { vault } = useDesk();
  const { film } = reel;
  const why = useSignal<Why | null>(null);
  const open = useSignal(false);
  const tries = useSignal(0);
  useEffect(() => {
    const container = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
    let gone = false;
    why.value = null;
    const opening = async (): Promise<void> => {
      if (!(await isServed(container))) {
        why.value = 'no-way';
        return;
      }
      await vault.ask('reel.open', { film });
      // Somebody went away while it was opened.
      if (gone) void vault.ask('reel.close', { film }).catch(() => undefined);
      else open.value = true;
    };
    const stop = container === undefined ? (): void => undefined : handOn(film, vault, container);
    opening().catch((fault: unknown) => {
      if (!gone) why.value = codeOf(fault);
    });
    return () => {
      gone = true;
      open.value = false;
      stop();
      // A vault that was locked has forgotten the key already.
      void vault.ask('reel.close', { film }).catch(() => undefined);
    };
  }, [vault, film, tries.value]);
  const ended = reel.closed ?? why.value;
  const again = (): void => {
    tries.value += 1;
  };
  if (ended !== null) return <Closed why={ended} reel={reel} again={again} />;
  if (!open.value) return <Opening />;
  return <Running key={`${film}/${tries.value}`} reel={reel} broke={() => (why.value = 'broken')} />;
}

function Opening(): JSX.Element {
  return (
    <div class="play-picture" data-surface="stage">
      <p role="status">{useSay()('play-opening')}</p>
    </div>
  );
}

function Running({ broke, reel }: { readonly reel: ReelView; readonly broke: () => void }): JSX.Element {
  const { film } = reel;
  const say = useSay();
  const { locks, vault } = useDesk();
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const playback = useSignal<Playback | null>(null);
  const stepping = useSignal<Stepping | null>(null);
  const told = useSignal('');
  useEffect(() => {
    if (video.current === null || canvas.current === null) return;
    const made = new Playback(video.current, canvas.current);
    playback.value = made;
    const leave = stayWhile(made.playing, made.loop, locks.stay);
    return () => {
      leave();
      made.close();
    };
  }, [film, locks]);
  /** The first picture is on the screen: from now on the steps may have the machine. */
  const loaded = (): void => {
    if (stepping.value !== null || playback.value === null) return;
    stepping.value = new Stepping(film, vault);
    playback.value.stepBy(stepping.value);
  };
  const sayTime = (): void => {
    const at = playback.value?.at.value ?? 0;
    const of = playback.value?.length.value ?? 0;
    const words = { at: say('play-time', spoken(at)), of: say('play-time', spoken(of)) };
    told.value = `${say('play-place-value', words)} (${placeOf(at)})`;
  };
  const still = playback.value?.still.value === true;
  return (
    <div class="play-and-notes">
      <section
        role="group"
        aria-label={say('play-player')}
        class="player stack tight wide"
        onKeyDown={(event) => {
          if (playback.value !== null && byKey(event, playback.value, sayTime)) event.preventDefault();
        }}
      >
        <div class="play-picture" data-surface="stage">
          <video
            ref={video}
            src={`/clip/${film}`}
            preload="auto"
            playsInline
            disablePictureInPicture
            disableRemotePlayback
            aria-label={say('play-picture')}
            tabIndex={0}
            onLoadedData={loaded}
            onError={broke}
            onClick={() => void playback.value?.toggle()}
            onContextMenu={(event) => {
              event.preventDefault();
            }}
          />
          <canvas ref={canvas} hidden={!still} aria-hidden="true" />
        </div>
        {playback.value === null ? null : (
          <Controls playback={playback.value} steps={stepping.value?.steps.value ?? 'coming'} told={told.value} />
        )}
      </section>
      {playback.value === null ? null : <FilmNotes reel={reel} playback={playback.value} />}
    </div>
  );
}

/** The notes on the film, beside the picture; a new one is tied to the second that is shown. */
function FilmNotes({ playback, reel }: { readonly playback: Playback; readonly reel: ReelView }): JSX.Element {
  const at = useComputed(() => Math.floor(playback.at.value) * 1000);
  return (
    <section class="play-notes" aria-labelledby="play-notes">
      <h2 id="play-notes">{useSay()('notes-title-film')}</h2>
      <NotesPanel
        family={reel.case}
        film={reel.film}
        at={at.value}
        seek={(ms) => {
          playback.seek(ms / 1000);
        }}
      />
    </section>
  );
}

/** Whether a key was one of the player's.  They count only while something of the player has the focus. */
function byKey(event: KeyboardEvent, playback: Playback, sayTime: () => void): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
  if (by !== 0) {
    if (event.shiftKey) playback.skip(by);
    else playback.step(by);
    return true;
  }
  // Space on a button is that button's.
  const onButton = event.target instanceof HTMLButtonElement;
  switch (event.key) {
    case ' ':
      if (onButton) return false;
      void playback.toggle();
      return true;
    case 'l':
    case 'L':
      playback.turnLoop();
      return true;
    case 't':
    case 'T':
      sayTime();
      return true;
    default:
      return false;
  }
}

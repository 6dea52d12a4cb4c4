// Filming: why it is not possible yet, in words; the camera's picture, the time, and Stop.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CaseView } from '../vault/api';
import { beginFilm, type Filming } from './filming';
import { Fault, useDoing, Wait } from './plain';
import type { PageVault } from './vault';

export function Camera(props: {
  readonly vault: PageVault;
  readonly family: CaseView;
  readonly here: ReadonlySet<string>;
}): JSX.Element {
  const { family, here, vault } = props;
  const doing = useDoing();
  const filming = useSignal<Filming | null>(null);
  const ms = useSignal(0);
  const seconds = useSecondsToWait(vault);
  const reason = seconds === null ? reasonOf(family, here) : NEW_DEVICE;
  const running = filming.value;
  if (running !== null) return <Running filming={running} ms={ms.value} />;
  return (
    <div>
      <button
        class="main"
        disabled={reason !== null}
        aria-disabled={doing.busy || reason !== null}
        aria-describedby="camera-reason"
        onClick={() => {
          doing.run(async () => {
            ms.value = 0;
            const persons = family.persons.map((one) => one.person).filter((one) => here.has(one));
            const begun = await beginFilm(vault, { case: family.case, persons }, (progress) => {
              ms.value = progress.ms;
            });
            filming.value = begun;
            try {
              await begun.finished;
            } finally {
              filming.value = null;
            }
          });
        }}
      >
        Start filming
      </button>
      <Wait doing={doing} words="Opening the camera…" />
      <p id="camera-reason" aria-live="polite">
        {reason ?? 'Everybody who is here has said yes.'}
      </p>
      {seconds === null ? null : <p>Filming is possible in {seconds} s.</p>}
      <Fault doing={doing} />
    </div>
  );
}

const NEW_DEVICE =
  'This device is new. A power cut in its first minute could lose its keys, so filming waits. Everything else goes on.';

/** Whole seconds until this device may film; null where it may.  Read out once, by the reason, and not each second. */
function useSecondsToWait(vault: PageVault): number | null {
  const now = useSignal(Date.now());
  const ready = vault.sync.value?.film_ready_at ?? null;
  useEffect(() => {
    if (ready === null) return undefined;
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [ready]);
  return ready !== null && ready > now.value ? Math.ceil((ready - now.value) / 1000) : null;
}

/** Why filming cannot begin with those who are here, in words; null where it can. */
function reasonOf(family: CaseView, here: ReadonlySet<string>): string | null {
  const present = family.persons.filter((one) => here.has(one.person));
  if (present.length === 0) return 'First say who is here.';
  if (present.some((one) => one.answer !== 'yes')) return 'No filming today. Everything else goes on.';
  return null;
}

/** What is being filmed, and Stop, which takes the focus: the button that was pressed is gone. */
function Running({ filming, ms }: { readonly filming: Filming; readonly ms: number }): JSX.Element {
  const stop = useRef<HTMLButtonElement>(null);
  const stopping = useSignal(false);
  useEffect(() => {
    stop.current?.focus();
  }, []);
  return (
    <div>
      <Picture stream={filming.stream} />
      <p role="timer">{(ms / 1000).toFixed(1)} s</p>
      <button
        ref={stop}
        class="main"
        aria-disabled={stopping.value}
        onClick={() => {
          stopping.value = true;
          filming.stop();
        }}
      >
        Stop
      </button>
      <p role="status">{stopping.value ? 'One moment: the film is being closed.' : ''}</p>
    </div>
  );
}

function Picture({ stream }: { readonly stream: MediaStream }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
  }, [stream]);
  return <video ref={video} autoPlay muted playsInline width={320} aria-label="What the camera sees" />;
}

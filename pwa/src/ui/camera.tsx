// Filming: why it is not possible yet, in words; the camera's picture, the time, and Stop.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CaseView } from '../vault/api';
import { beginFilm, type Filming } from './filming';
import { Fault, useDoing } from './parts';
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
  const reason = useReason(vault, family, here);
  const running = filming.value;
  if (running !== null) {
    return (
      <div>
        <Picture stream={running.stream} />
        <p role="timer">{(ms.value / 1000).toFixed(1)} s</p>
        <button
          onClick={() => {
            running.stop();
          }}
        >
          Stop
        </button>
      </div>
    );
  }
  return (
    <div>
      <button
        disabled={doing.busy || reason !== null}
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
        {doing.busy ? 'Closing the film…' : 'Start filming'}
      </button>
      <p id="camera-reason" aria-live="polite">
        {reason ?? 'Everybody who is here has said yes.'}
      </p>
      <Fault doing={doing} />
    </div>
  );
}

/** Why filming cannot begin now, in words; null where it can. */
function useReason(vault: PageVault, family: CaseView, here: ReadonlySet<string>): string | null {
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
  if (ready !== null && ready > now.value) {
    const seconds = Math.ceil((ready - now.value) / 1000);
    return `This device is new. A power cut in its first minute could lose its keys, so filming waits. Filming is possible in ${seconds} s.`;
  }
  const present = family.persons.filter((one) => here.has(one.person));
  if (present.length === 0) return 'First say who is here.';
  if (present.some((one) => one.answer !== 'yes')) return 'No filming today. Everything else goes on.';
  return null;
}

function Picture({ stream }: { readonly stream: MediaStream }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
  }, [stream]);
  return <video ref={video} autoPlay muted playsInline width={320} aria-label="What the camera sees" />;
}

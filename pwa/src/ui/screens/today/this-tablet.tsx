// What lies on this tablet, and who works with it just now.
import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../desk';
import { Button, LinkButton } from '../../parts/button';
import { Icon, type IconName } from '../../parts/icon';
import { Chip } from '../../parts/lists';
import { useSay } from '../../words/say';

export function ThisTablet(_: { readonly now: number }): JSX.Element | null {
  const say = useSay();
  const { vault } = useDesk();
  const sync = vault.sync.value;
  const battery = useBattery();
  if (sync === null) return null;
  const n = sync.films_waiting;
  const films = vault.cases.value.some((family) => family.counts.filmed > 0);
  return (
    <section aria-labelledby="today-tablet">
      <h2 id="today-tablet" class="section-title">
        {say('today-tablet')}
      </h2>
      <div class="card facts">
        <Fact icon={n > 0 ? 'tablet' : 'check'}>
          <strong>{n > 0 ? say('today-only-here', { n }) : films ? say('today-all-sent') : say('today-no-films')}</strong>
          {n > 0 ? <small>{say('today-sealed', { n })}</small> : null}
          {sync.sending && n > 0 ? <small role="status">{say('today-sending')}</small> : null}
          {battery === null ? null : <small>{say('today-battery', { percent: battery })}</small>}
          {sync.films_late > 0 ? (
            <Chip kind="warn" icon="clock">
              {say('today-waited', { n: sync.films_late })}
            </Chip>
          ) : null}
        </Fact>
        <LinkButton to="/films">{say('today-see-films')}</LinkButton>
      </div>
    </section>
  );
}

function Fact({ children, icon }: { readonly children: ComponentChildren; readonly icon: IconName }): JSX.Element {
  return (
    <div class="fact">
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}

export function You(): JSX.Element {
  const say = useSay();
  const { lock, vault } = useDesk();
  const me = vault.people.value.members.find((member) => member.me);
  return (
    <section aria-labelledby="today-you">
      <h2 id="today-you" class="section-title">
        {say('today-you')}
      </h2>
      <div class="card you">
        <span>
          <strong class="strong">{me?.name ?? ''}</strong>
          <small>{say('today-locks-after')}</small>
        </span>
        <Button press={lock}>{say('today-hand-over')}</Button>
      </div>
    </section>
  );
}

interface Battery extends EventTarget {
  readonly level: number;
}

/** Whole percents, where the browser tells them. */
function useBattery(): number | null {
  const percent = useSignal<number | null>(null);
  useEffect(() => {
    const asked = navigator as { readonly getBattery?: () => Promise<Battery> };
    const ended = new AbortController();
    void asked
      .getBattery?.()
      .then((battery) => {
        const tell = (): void => {
          percent.value = Math.round(battery.level * 100);
        };
        if (ended.signal.aborted) return;
        tell();
        battery.addEventListener('levelchange', tell, { signal: ended.signal });
      })
      .catch(() => undefined);
    return () => {
      ended.abort();
    };
  }, []);
  return percent.value;
}

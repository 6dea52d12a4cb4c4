// What lies on this tablet, and who works with it just now.
import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { RoomView } from '../../../vault/api';
import { useDesk, useView } from '../../desk';
import { LinkButton } from '../../parts/button';
import { Icon, type IconName } from '../../parts/icon';
import { Chip } from '../../parts/lists';
import { dateOf, isSameDay, timeOf } from '../../words/dates';
import { isolated } from '../../words/isolated';
import { roomOf } from '../../words/room';
import { useSay, type Say } from '../../words/say';
import { filmsHere, ownName } from './films-here';

/** Below so many minutes of room somebody has to send films first. */
const SHORT_MINUTES = 30;

export function ThisTablet({ now }: { readonly now: number }): JSX.Element | null {
  const say = useSay();
  const { files } = useDesk();
  const room = useView('room', undefined).value;
  const build = files.files.value;
  const isReady = build !== null && build.of > 0 && build.here >= build.of && room?.ready_at === null;
  return (
    <section aria-labelledby="today-tablet">
      <h2 id="today-tablet" class="section-title">
        {say('today-tablet')}
      </h2>
      <div class="card facts">
        <Waiting now={now} />
        {room === null ? null : <Room room={room} />}
        {isReady ? (
          <Fact icon="shield">
            <strong>{say('today-ready')}</strong>
          </Fact>
        ) : null}
        <LinkButton to="/films">{say('today-see-films')}</LinkButton>
      </div>
    </section>
  );
}

/** What is only here, and when anything was sent last. */
function Waiting({ now }: { readonly now: number }): JSX.Element | null {
  const say = useSay();
  const { vault } = useDesk();
  const tablet = useView('tablet', undefined).value;
  const sync = vault.sync.value;
  if (sync === null) return null;
  const n = sync.films_waiting;
  const made = vault.cases.value.some((family) => family.counts.filmed > 0);
  const [films, safe] = filmsHere({ ...sync, made }, say);
  const sent = lastSentOf(tablet?.last_sent_at ?? null, now, say);
  return (
    <Fact icon={n + sync.films_hidden > 0 ? 'tablet' : 'check'}>
      <strong>{films}</strong>
      <small>{safe === '' ? sent : `${safe} ${sent}`}</small>
      {n > 0 && sync.films_hidden > 0 ? <small>{say('today-hidden', { n: sync.films_hidden })}</small> : null}
      {sync.sending && n > 0 ? <small role="status">{say('today-sending')}</small> : null}
      {sync.films_late > 0 ? (
        <Chip kind="warn" icon="clock">
          {say('today-waited', { n: sync.films_late })}
        </Chip>
      ) : null}
    </Fact>
  );
}

function lastSentOf(at: number | null, now: number, say: Say): string {
  if (at === null) return '';
  if (isSameDay(at, now)) return say('today-last-sent-today', { time: timeOf(at, say.language) });
  return say('today-last-sent', { day: dateOf(at, now, say.language) });
}

function Room({ room: told }: { readonly room: RoomView }): JSX.Element {
  const say = useSay();
  const battery = useBattery();
  const room = roomOf(told, say);
  const charge = battery === null ? null : <small>{say('today-battery', { percent: battery })}</small>;
  if (told.minutes >= SHORT_MINUTES) {
    return (
      <Fact icon="check">
        <strong>{say('today-room', { room })}</strong>
        {charge}
      </Fact>
    );
  }
  return (
    <Fact icon="clock">
      <Chip kind="warn">{say('today-room-short', { room })}</Chip>
      {charge}
    </Fact>
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
  const { vault } = useDesk();
  return (
    <section aria-labelledby="today-you">
      <h2 id="today-you" class="section-title">
        {say('today-you')}
      </h2>
      <div class="card you">
        <span>
          <strong class="strong">{isolated(ownName(vault.people.value, vault.locks.value))}</strong>
          <small>{say('today-locks-after')}</small>
        </span>
        <LinkButton to="/hand-over">{say('today-hand-over')}</LinkButton>
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

// H1 Devices: each tablet with its people, when it told of itself last, and what waits there; and the lost ones.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { DeviceView } from '../../vault/api';
import { useDesk } from '../desk';
import { AppFrame } from '../frame/app-frame';
import { Button } from '../parts/button';
import { Fault, useDoing } from '../parts/doing';
import { Badge, Chip } from '../parts/lists';
import { StatusNote } from '../parts/note';
import { Sheet } from '../parts/sheet';
import { dayOf, timeOf } from '../words/dates';
import { isolated, listed } from '../words/isolated';
import { useSay, type Say } from '../words/say';
import { nameOf } from './members/staff';
import type { ScreenProps } from './screen';

/** Everybody's devices on one tablet. */
interface Together {
  readonly key: string;
  readonly name: string;
  readonly devices: readonly DeviceView[];
}

export function Devices({ places }: ScreenProps): JSX.Element {
  const say = useSay();
  const { vault } = useDesk();
  const { devices } = vault.people.value;
  const lost = useSignal<string | null>(null);
  const done = useSignal(false);
  const all = together(devices, say);
  const used = all.filter((tablet) => tablet.devices.some((one) => one.state !== 'revoked'));
  const gone = all.filter((tablet) => !used.includes(tablet));
  const asked = used.find((tablet) => tablet.key === lost.value);
  return (
    <AppFrame side="yours" title={say('members-devices')} places={places} here="/devices" corners="lock">
      <div class="stack">
        <div role="status" class="wide">
          {done.value ? (
            <StatusNote icon="shield">
              <p>{say('members-lost-done')}</p>
            </StatusNote>
          ) : null}
        </div>
        <List title={say('members-in-use')} tablets={used} lose={(key) => (lost.value = key)} />
        {gone.length === 0 ? null : <List title={say('members-gone')} tablets={gone} lose={() => undefined} />}
      </div>
      {asked === undefined ? null : (
        <Lost
          tablet={asked}
          done={() => {
            done.value = true;
          }}
          close={() => {
            lost.value = null;
          }}
        />
      )}
    </AppFrame>
  );
}

/** Devices that say that they are on one tablet stand together. */
function together(devices: readonly DeviceView[], say: Say): readonly Together[] {
  const found = new Map<string, DeviceView[]>();
  for (const one of devices) {
    const key = one.tablet ?? one.device;
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found].map(([key, ones]) => {
    const named = ones.find((one) => one.tablet_name !== null)?.tablet_name ?? null;
    const [first] = ones;
    const owner = first === undefined ? '' : nameOf(first, say);
    return { key, name: isolated(named ?? say('members-device-nameless', { name: owner })), devices: ones };
  });
}

function List(props: {
  readonly title: string;
  readonly tablets: readonly Together[];
  readonly lose: (key: string) => void;
}): JSX.Element {
  const { lose, tablets, title } = props;
  return (
    <section class="stack wide" aria-label={title}>
      <h2 class="section-title">{title}</h2>
      <ul class="card flush wide" aria-label={title}>
        {tablets.map((one) => (
          <Row
            key={one.key}
            tablet={one}
            lose={() => {
              lose(one.key);
            }}
          />
        ))}
      </ul>
    </section>
  );
}

function Row({ lose, tablet }: { readonly tablet: Together; readonly lose: () => void }): JSX.Element {
  const say = useSay();
  const { devices, name } = tablet;
  const here = devices.some((one) => one.here);
  const standing = devices.filter((one) => one.state !== 'revoked');
  return (
    <li class="list-row">
      <Badge icon="tablet" tint="river" />
      <span class="grow">
        <strong>{name}</strong>
        {devices.map((one) => (
          <small key={one.device}>
            {say('members-device-who', { name: nameOf(one, say), role: say('members-role', { role: one.role }) })}
            <br />
          </small>
        ))}
        <small>{seenOf(devices, say)}</small>
      </span>
      {here ? <Chip>{say('members-device-here')}</Chip> : null}
      {standing.length === 0 ? <Chip icon="lock">{say('members-device-revoked')}</Chip> : null}
      {standing.some((one) => one.state === 'waits') ? (
        <Chip kind="warn" icon="clock">
          {say('members-device-waits')}
        </Chip>
      ) : null}
      {standing.some((one) => one.losable) ? (
        <Button press={lose}>
          {say('members-device-lost')} <span class="heard-only">{name}</span>
        </Button>
      ) : null}
      {standing.length > 0 && !here && standing.every((one) => !one.losable) ? (
        <small class="wide">{say('members-lost-root')}</small>
      ) : null}
    </li>
  );
}

/** When it told of itself last, and how many films it had then. */
function seenOf(devices: readonly DeviceView[], say: Say): string {
  const seen = Math.max(...devices.map((one) => one.seen_at ?? 0));
  const films = filmsOn(devices);
  if (seen === 0) {
    const unseen = say('members-device-unseen');
    return say('members-device-told', { seen: unseen, films: say('members-device-films-unknown') });
  }
  const when = say('members-device-seen', { day: dayOf(seen, say.language), time: timeOf(seen, say.language) });
  return say('members-device-told', { seen: when, films: say('members-device-films', { n: films ?? 0 }) });
}

/** Films on that tablet alone, as its members have told; null where nobody has. */
function filmsOn(devices: readonly DeviceView[]): number | null {
  const told = devices.flatMap((one) => (one.films_waiting === null ? [] : [one.films_waiting]));
  return told.length === 0 ? null : Math.max(...told);
}

function Lost(props: {
  readonly tablet: Together;
  readonly done: () => void;
  readonly close: () => void;
}): JSX.Element {
  const { close, done, tablet } = props;
  const say = useSay();
  const { vault } = useDesk();
  const doing = useDoing();
  const films = filmsOn(tablet.devices);
  const { lease_end } = vault.people.value;
  const [first] = tablet.devices.filter((one) => one.losable);
  const names = listed([...new Set(tablet.devices.map((one) => nameOf(one, say)))]);
  return (
    <Sheet title={say('members-lost-ask', { tablet: tablet.name })} close={close}>
      <p>
        {say('members-lost-stop')} {say('members-lost-wipe')} {say('members-lost-lease', { day: dayOf(lease_end, say.language) })}
      </p>
      <p>
        {films === null
          ? say('members-lost-unknown')
          : films === 0
            ? say('members-lost-all')
            : say('members-lost-films', { n: films })}
      </p>
      <p>{say('members-lost-who', { names })}</p>
      <div class="answers small two">
        <Button class="equal" press={close}>
          {say('members-lost-no')}
        </Button>
        <Button
          class="equal"
          doing={doing}
          work={async () => {
            if (first !== undefined) await vault.ask('devices.lost', { device: first.device });
            done();
            close();
          }}
        >
          {say('members-lost-yes')}
        </Button>
      </div>
      <Fault doing={doing} />
    </Sheet>
  );
}

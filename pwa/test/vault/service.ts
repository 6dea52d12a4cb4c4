// A service in memory with three people in it, and what a worker does there: a family, a child who said yes, a film.
import assert from 'node:assert/strict';
import type { CaseView } from '../../src/vault/api';
import { createPrimitives } from '../../src/vault/primitives';
import { makeJournal, steady } from '../journals.ts';
import { Profile, TurnedClock, until } from './house';
import { SmallServer } from './small-server';

export const primitives = await createPrimitives();
const SEED = 20_261_123;
export const FILM = await makeJournal({ codec: 'vp9', pictures: steady(30, 33), sounds: steady(50, 20) });

/** A service with an admin, a supervisor and a field worker, each in a browser of their own; two have their words. */
export async function service(seed = SEED): Promise<{
  clock: TurnedClock;
  server: SmallServer;
  admin: Profile;
  supervisor: Profile;
  worker: Profile;
  phrase: readonly string[];
  supervisors: readonly string[];
}> {
  const clock = new TurnedClock();
  const server = new SmallServer(primitives, () => clock.now);
  const open = (n: number): Promise<Profile> => Profile.open(primitives, server, clock, seed + n);
  const [admin, supervisor, worker] = [await open(1), await open(2), await open(3)];
  await setUp(admin, await server.setupFragment());
  assert.equal((await admin.ask['setup.cards']()).cards.length, 3);
  await admin.ask['sync.now']();
  const supervisors = await join(clock, admin, supervisor, 'Ayesha', 2);
  const phrase = await join(clock, admin, worker, 'Mina', 1);
  await admin.ask['setup.finish']();
  clock.turn(60_000);
  for (const one of [supervisor, worker]) {
    await until(clock, async () => (await one.lobby.door()).service);
  }
  return { clock, server, admin, supervisor, worker, phrase, supervisors };
}

export const ANSWERS = {
  ...{ service: 'Sunflower Centre', phone: '', days: 60, offline_days: 7, languages: ['en', 'bn'] },
} as const;

/** Founds the service; gives the admin's five words. */
export async function setUp(admin: Profile, fragment: string): Promise<readonly string[]> {
  const { phrase } = await admin.ask['setup.keys']({ fragment, answers: ANSWERS, name: 'Rehana' });
  await admin.ask['setup.found']();
  return phrase;
}

/** Joins by a link and the six words; gives the five words. */
export async function join(
  clock: TurnedClock,
  admin: Profile,
  guest: Profile,
  name: string,
  role: number,
): Promise<readonly string[]> {
  const { link } = await admin.ask['members.invite']({ name, role });
  const { phrase } = await guest.ask['join.begin']({ fragment: link.slice(link.indexOf('#')) });
  const { words } = await guest.lobby.door();
  await admin.ask['sync.now']();
  const [waiting] = (await admin.lobby.people()).waiting;
  assert.equal(waiting?.name, name);
  await admin.ask['members.let-in']({ enrol: waiting.enrol, words: (words ?? []).join(' ') });
  await until(clock, async () => ((await guest.lobby.door()).stage === 'open' ? true : null));
  return phrase;
}

/** A further tablet of the worker, joined and vouched for by the first one; no family is open to it yet. */
export async function furtherTablet(
  { admin, clock, server, worker }: Pick<Awaited<ReturnType<typeof service>>, 'admin' | 'clock' | 'server' | 'worker'>,
  seed = 77,
): Promise<Profile> {
  const mina = (await worker.lobby.people()).members.find((one) => one.me)?.member ?? '';
  const second = await Profile.open(primitives, server, clock, seed);
  const { link } = await admin.ask['members.invite']({ name: 'Mina', role: 1, member: mina });
  await second.ask['join.begin']({ fragment: link.slice(link.indexOf('#')) });
  const { words } = await second.lobby.door();
  await admin.ask['sync.now']();
  const [waiting] = (await admin.lobby.people()).waiting;
  await admin.ask['members.let-in']({ enrol: waiting?.enrol ?? '', words: (words ?? []).join(' ') });
  // A further device counts once another one of the member vouches for it.
  const waits = await until(clock, async () => {
    return (await worker.lobby.people()).members.find((one) => one.me)?.waits ?? null;
  });
  await worker.ask['members.endorse']({ device: waits });
  return second;
}

export async function familyOf(profile: Profile): Promise<CaseView> {
  const [family] = await profile.lobby.cases();
  assert.ok(family);
  return family;
}

/** A family with one child who is here and has said yes. */
export async function openFamily(worker: Profile): Promise<{ id: string; person: string }> {
  const [ayesha] = (await worker.lobby.people()).supervisors;
  const { case: id } = await worker.ask['case.open']({ label: 'Blue kite', supervisor: ayesha?.member ?? null });
  await worker.ask['person.add']({ case: id, role: 'child' });
  const person = (await familyOf(worker)).persons[0]?.person ?? '';
  await worker.ask['person.answer']({ case: id, person, answer: 'yes' });
  return { id, person };
}

export async function film(worker: Profile, id: string, person: string): Promise<string> {
  const { film: name } = await worker.ask['film.open']({ case: id, persons: [person] });
  await worker.ask['film.append']({ film: name, chunk: FILM.slice(), ms: 1000, frames: 30 });
  await worker.ask['film.finish']({ film: name, reason: 'stop' });
  await worker.ask['film.keep']({ film: name });
  return name;
}

/** Gives true once all films of the first family are on the server. */
export const sent = (profile: Profile) => async (): Promise<true | null> => {
  const { films } = await familyOf(profile);
  const { waiting } = await profile.lobby.sync();
  return films.length > 0 && films.every((one) => one.status === 'server') && waiting === 0 ? true : null;
};

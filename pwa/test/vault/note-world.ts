// A family whose worker and supervisor both have the notes page before them.
import assert from 'node:assert/strict';
import type { NotePlace, NotesView, NoteView, Splice } from '../../src/vault/api';
import { until, type Profile, type TurnedClock } from './house';
import { openFamily, service } from './service';

export async function view(profile: Profile, place: NotePlace): Promise<NotesView> {
  return profile.lobby.notes(place);
}

export async function only(profile: Profile, place: NotePlace): Promise<NoteView> {
  const { notes } = await view(profile, place);
  assert.equal(notes.length, 1);
  assert.ok(notes[0]);
  return notes[0];
}

export async function write(
  profile: Profile,
  place: NotePlace,
  text: string,
  at: number | null = null,
): Promise<string> {
  const { note } = await profile.ask['note.new']({ ...place, at });
  await type(profile, place, note, [{ at: 0, remove: 0, insert: text }], 0);
  return note;
}

export async function type(
  profile: Profile,
  place: NotePlace,
  note: string,
  splices: Splice[],
  rev?: number,
): Promise<void> {
  const known = (await view(profile, place)).notes.find((one) => one.note === note);
  await profile.ask['note.type']({ ...place, note, rev: rev ?? known?.rev ?? 0, splices });
}

export async function told(clock: TurnedClock, profile: Profile, place: NotePlace, text: string): Promise<NoteView> {
  return until(clock, async () => (await view(profile, place)).notes.find((one) => one.text === text) ?? null);
}

export interface Family extends Awaited<ReturnType<typeof service>> {
  readonly place: NotePlace;
  readonly person: string;
}

export async function family(): Promise<Family> {
  const all = await service();
  const { id, person } = await openFamily(all.worker);
  await until(all.clock, async () => (await all.supervisor.lobby.cases())[0]?.label ?? null);
  return { ...all, place: { case: id, film: null }, person };
}

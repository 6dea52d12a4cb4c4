// What the page is shown of notes.
import type { Bytes } from '../../sync/bytes';
import { hex, hexId } from '../../sync/ids';
import type { NotePlace, NoteView, NotesView, VoiceView } from '../api';
import type { Books } from '../books';
import type { Ledger } from '../ledger';
import { isSafe } from '../holdings';
import type { ClipRow } from '../schema';
import type { Store } from '../store';
import type { Entry, Volume } from '../volume';
import { namesOf } from '../views';
import type { Note, NoteFrame } from './note-page';
import type { Notes } from './notes';

/** How long ago somebody's words may have come for them to be *writing too*, ms. */
const LATELY_MS = 3 * 60_000;

/** Where the view comes from. */
export interface NotesViewPorts {
  readonly store: Store;
  readonly books: Books;
  readonly ledger: Ledger;
  readonly notes: Notes;
  readonly device: Bytes;
  readonly member: Bytes;
  readonly now: () => number;
}

/** The page as it stands in the ledger: who wrote what, having seen how much. */
interface Page {
  readonly volume: Volume;
  readonly entries: readonly Entry[];
  readonly clips: ReadonlyMap<string, ClipRow>;
  readonly buried: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
}

/** The notes of a place, newest first; one in which nothing was said or written is left out. */
export async function notesOf(place: NotePlace, ports: NotesViewPorts): Promise<NotesView> {
  const { ledger, notes, store } = ports;
  const open = await notes.open(place);
  if (typeof open === 'string') return { closed: open, notes: [], fault: null };
  const volume = await ledger.volume(open.case);
  const { entries } = open;
  const [rows, graves] = await store.read(['clips', 'tombstones'], (tx) =>
    Promise.all([tx.all('clips'), tx.all('tombstones')]),
  );
  const clips = new Map(rows.map((row) => [row.clip, row]));
  const page = { volume, entries, clips, buried: new Set(graves.map((row) => row.group)), names: await namesOf(ports) };
  const views = [...open.page.notes.values()].filter((note) => note.frames.size > 0 || note.typed > 0).map((note) => {
    return viewOf(note, page, ports);
  });
  const shown = views.filter(({ text, typed, voice }) => text.trim() !== '' || typed > 0 || voice !== null);
  return { closed: null, notes: shown.sort(newestFirst), fault: notes.fault };
}

function newestFirst(one: NoteView, other: NoteView): number {
  return (other.made_at ?? 0) - (one.made_at ?? 0) || (one.note < other.note ? 1 : -1);
}

function viewOf(note: Note, page: Page, ports: NotesViewPorts): NoteView {
  const { about, text } = note.doc;
  const { made, at } = about;
  return {
    ...{ note: hexId(note.id), text, rev: note.rev, typed: note.typed, made_at: made, at, refused: note.refused },
    voice: voiceOf(note, page),
    author: authorOf(note, page, ports),
    ...fateOf(note, page, ports),
    writing_too: writingToo(note, page, ports),
  };
}

function voiceOf(note: Note, { buried, clips }: Page): VoiceView | null {
  if (note.clip === null) return null;
  const row = clips.get(note.clip);
  const gone = buried.has(note.clip) || row?.hidden === true;
  return { clip: note.clip, ms: note.doc.about.spoken ?? 0, here: row?.local === true && !gone, gone };
}

function authorOf(note: Note, { names }: Page, { books, device, member }: NotesViewPorts): NoteView['author'] {
  const author = note.author ?? device;
  const who = books.chain.device(author)?.member ?? null;
  const me = who !== null && hexId(who) === hexId(member);
  return { me, name: who === null ? null : (names.get(hexId(who)) ?? null) };
}

/**
 * What became of what this device wrote.  [Note: what *seen* means] A frame tells how much of the order its author's
 * device had taken in.  Having it is not having read it; but whoever has since written on the same page had it before
 * them.  Nothing less is called *seen*.
 */
function fateOf(
  note: Note,
  page: Page,
  ports: NotesViewPorts,
): Pick<NoteView, 'state' | 'sent_at' | 'seen_by'> {
  const { volume } = page;
  const here = ({ device }: NoteFrame): boolean => hex(device) === hex(ports.device);
  const mine = ({ device }: NoteFrame): boolean => isMine(device, ports);
  const own = [...note.frames.values()].filter(mine);
  if (own.length === 0 && note.unsealed.length === 0) return { state: null, sent_at: null, seen_by: [] };
  const numbered = own.map(({ hash }) => volume.numberOf(hash));
  const clip = note.clip === null ? undefined : page.clips.get(note.clip);
  const waits = note.unsealed.length > 0 || numbered.includes(null) || (clip?.made_here === true && !isSafe(clip));
  if (waits) return { state: 'tablet', sent_at: null, seen_by: [] };
  const newest = Math.max(...numbered.map((one) => one?.n ?? 0));
  // Of what another tablet of this member wrote, nobody here knows when it was sent.
  const sent_at = Math.max(0, ...own.filter(here).map(({ hash }) => volume.numberOf(hash)?.at ?? 0));
  return { state: 'sent', sent_at: sent_at > 0 ? sent_at : null, seen_by: seenBy(newest, page, ports) };
}

function isMine(author: Bytes, { books, member }: NotesViewPorts): boolean {
  const who = books.chain.device(author)?.member;
  return who !== undefined && hexId(who) === hexId(member);
}

function seenBy(n: number, { entries, names }: Page, { books, member }: NotesViewPorts): readonly string[] {
  const found = new Set<string>();
  for (const { device, event, seen_n } of entries) {
    if ((event.kind !== 'note-update' && event.kind !== 'voice-note') || seen_n < n) continue;
    const who = books.chain.device(device)?.member;
    const name = who === undefined || hexId(who) === hexId(member) ? undefined : names.get(hexId(who));
    if (name !== undefined) found.add(name);
  }
  return [...found].sort();
}

function writingToo(note: Note, page: Page, { books, device, member, now }: NotesViewPorts): readonly string[] {
  const found = new Set<string>();
  for (const frame of note.frames.values()) {
    if (hex(frame.device) === hex(device)) continue;
    const at = page.volume.numberOf(frame.hash)?.at ?? 0;
    const who = books.chain.device(frame.device)?.member;
    if (Math.abs(now() - at) >= LATELY_MS || who === undefined || hexId(who) === hexId(member)) continue;
    const name = page.names.get(hexId(who));
    if (name !== undefined) found.add(name);
  }
  return [...found].sort();
}

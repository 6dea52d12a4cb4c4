// A page for bench/film_list.py: the list of films as the app draws it, and beside it the same rows all at once in one
// plain list, as a list without care would be.  It is bundled by the script and never shipped.
import { h, render, type ComponentChild } from 'preact';
import { FilmList } from '../../src/ui/screens/films/film-list';
import { FilmRow } from '../../src/ui/screens/films/film-row';
import type { CaseView, FilmView } from '../../src/vault/api';

const NOW = Date.now();
const DAY = 24 * 3_600_000;
const STATES = ['tablet', 'server', 'supervisor', 'deleted'] as const;

declare global {
  // What the script asks for.
  var measure: (how: 'app' | 'plain', films: number) => Promise<Measured>;
}

interface Measured {
  /** The longest task while the list was drawn for the first time, while it was scrolled, and after one film moved. */
  readonly drawn: number;
  readonly scrolled: number;
  readonly changed: number;
  readonly rows: number;
}

function filmOf(n: number, bytes: number): FilmView {
  // One film is sent at a time.
  const status = n === 0 ? 'sending' : (STATES[n % STATES.length] ?? 'server');
  const at = NOW - n * 3_600_000;
  return {
    ...{ film: n.toString(16).padStart(32, '0'), at, due_at: at + 60 * DAY, ms: 372_000, status },
    ...{ sent: status === 'sending' ? { bytes, of: 96_000_000, left_ms: 180_000 } : null, fault: null, again_at: null },
    ...{ by: 'Mina', mine: true, here: true, sent_at: at, seen: [], came_in: [], sooner_by: null },
    deleted: status === 'deleted' ? { at, why: 'date' } : null,
  };
}

const COUNTS = { filmed: 0, tablet: 0, server: 0, supervisor: 0, deleted: 0, elsewhere: 0, damaged: 0 };
const FAMILY: CaseView = {
  ...{ case: '0'.repeat(32), label: 'Marigold', purpose: 'help', languages: ['syl'], ends_at: null, persons: [] },
  ...{ films: [], counts: COUNTS, visits: [], last: null, roll: [], strangers: [], sealed: 0, shut: null, late: [] },
};

function listOf(how: 'app' | 'plain', films: number, bytes: number): ComponentChild {
  const all = Array.from({ length: films }, (_, n) => ({ film: filmOf(n, bytes), family: FAMILY }));
  const shared = { now: NOW, reached: true, by: 'family' } as const;
  if (how === 'app') return h(FilmList, { label: 'Films', films: all, ...shared });
  return h(
    'ul',
    { class: 'plain' },
    all.map((one) => h(FilmRow, { key: one.film.film, ...one, ...shared })),
  );
}

const nextFrame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));
const pause = (ms: number): Promise<unknown> => new Promise((done) => setTimeout(done, ms));

/** The longest time between two turns of the page while `work` went on, less a frame's own, ms. */
async function longest(work: () => Promise<void>): Promise<number> {
  let top = 0;
  const seen = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) top = Math.max(top, entry.duration);
  });
  seen.observe({ type: 'longtask' });
  await work();
  await pause(300);
  seen.disconnect();
  return top;
}

globalThis.measure = async (how, films) => {
  const place = document.createElement('main');
  place.className = 'scrolled';
  document.body.replaceChildren(place);
  const drawn = await longest(async () => {
    render(listOf(how, films, 1_000_000), place);
    while (place.querySelectorAll('li').length < films) await nextFrame();
  });
  const scrolled = await longest(async () => {
    for (let at = 0; at < place.scrollHeight; at += 2000) {
      place.scrollTop = at;
      await nextFrame();
    }
  });
  const changed = await longest(async () => {
    render(listOf(how, films, 2_000_000), place);
    await nextFrame();
  });
  const rows = place.querySelectorAll('li').length;
  render(null, place);
  return { drawn, scrolled, changed, rows };
};

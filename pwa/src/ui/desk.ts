// What every screen may use: the vault, the way, and the three corners.  app.tsx makes it once.
import { useSignalEffect, useSignal, type ReadonlySignal, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { Of, Tells, Watchable } from '../vault/api';
import type { AppFiles } from './app-files';
import type { Install } from './install';
import type { PageLocks } from './page-locks';
import type { Route } from './route';
import type { Roll } from './screens/film/roll';
import type { PageVault } from './vault';
import type { Language } from './words/say';

export interface Desk {
  readonly vault: PageVault;
  readonly route: Route;
  /** The app's own files on this device, and a newer build that waits. */
  readonly files: AppFiles;
  /** The home screen, and whether films would be lost without it. */
  readonly install: Install;
  /** The language that is wished for on the screens. */
  readonly language: Signal<Language>;
  /** The film that is made, or that has just ended: what is asked after it outlives the screen lock. */
  readonly roll: Roll;
  /** The two locks; `locks.sealing.add` has a draft sealed before the screen is shut. */
  readonly locks: PageLocks;
  /** Covers the screen at once. */
  readonly cover: () => void;
  /** Locks at once. */
  readonly lock: () => void;
  /** Opens the help, the card of the current screen first. */
  readonly help: () => void;
  /** Opens the sheet of the bottom right corner. */
  readonly stop: () => void;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error('no desk');
  return desk;
}

/** A view of the vault for as long as the component stands; null until it is told first. */
export function useView<V extends Watchable>(view: V, of: Of<V>): ReadonlySignal<Tells<V> | null> {
  const { vault } = useDesk();
  const told = useSignal<Tells<V> | null>(null);
  const key = JSON.stringify(of);
  useEffect(
    () =>
      vault.watch(view, of, (value) => {
        told.value = value;
      }),
    // What is asked is compared by its spelling: it is a small record made anew at each drawing.
    [vault, view, key],
  );
  return told;
}

/** The time, told anew at each full `every` ms while the component stands. */
export function useNow(every = 60_000): ReadonlySignal<number> {
  const now = useSignal(Date.now());
  const step = useSignal(every);
  useSignalEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, step.value);
    return () => {
      clearInterval(timer);
    };
  });
  return now;
}

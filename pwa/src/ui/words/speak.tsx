// One screen in one language: the wished one where all of its words are there, else English, and never a mixture.
import { useSignal, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import { createContext } from 'preact';
import type { Area } from './english';
import { packOf, type Pack } from './pack';
import { TongueContext, type Language } from './say';

/** English and the language that is wished for, where somebody wished for another one. */
export interface Shelf {
  readonly english: Pack;
  readonly wished: ReadonlySignal<Pack>;
}

export const ShelfContext = createContext<Shelf | null>(null);

/** Loads the pack of the wished language; English until it is there. */
export function useShelf(english: Pack, language: Language): Shelf {
  const wished = useSignal(english);
  useEffect(() => {
    const ended = new AbortController();
    void packOf(language).then((pack) => {
      if (!ended.signal.aborted) wished.value = pack;
    });
    return () => {
      ended.abort();
    };
  }, [language]);
  return { english, wished };
}

export function Speak(props: { readonly areas: readonly Area[]; readonly children: ComponentChildren }): JSX.Element {
  const shelf = useContext(ShelfContext);
  if (shelf === null) throw new Error('no shelf');
  const wished = shelf.wished.value;
  const pack = wished.isWhole(props.areas, shelf.english) ? wished : shelf.english;
  return <TongueContext.Provider value={pack.tongue}>{props.children}</TongueContext.Provider>;
}

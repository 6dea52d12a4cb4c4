// One screen in one language: the wished one where all of its words are there, else the next of its chain (Sylheti,
// Bengali, English), labelled, and never a mixture.
import { useSignal, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import { createContext } from 'preact';
import type { Area } from './english';
import { packsOf, type Pack } from './pack';
import { TongueContext, type Language } from './say';

/** English, and the packs of the chain before it: none where English is wished for. */
export interface Shelf {
  readonly english: Pack;
  readonly wished: ReadonlySignal<readonly Pack[]>;
}

export const ShelfContext = createContext<Shelf | null>(null);

/** Loads the packs of the wished language's chain; English until they are there. */
export function useShelf(english: Pack, language: Language): Shelf {
  const wished = useSignal<readonly Pack[]>([]);
  useEffect(() => {
    const ended = new AbortController();
    void packsOf(language).then((packs) => {
      if (!ended.signal.aborted) wished.value = packs;
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
  const { english } = shelf;
  const wished = shelf.wished.value;
  const pack = wished.find((one) => one.isWhole(props.areas, english)) ?? english;
  const standsIn = wished[0] !== undefined && pack !== wished[0];
  return <TongueContext.Provider value={{ ...pack.tongue, standsIn }}>{props.children}</TongueContext.Provider>;
}

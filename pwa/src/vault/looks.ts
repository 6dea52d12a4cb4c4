// How the screens look on this tablet.  Nothing of it tells who works here, so it lies in the store as it is and is
// known before anybody unlocks.
import type { LooksView } from './api';
import type { Reader, Store } from './store';

const ROW = 'looks';
const CHOICES: { readonly [K in keyof LooksView]: readonly LooksView[K][] } = {
  text: ['normal', 'large', 'larger'],
  theme: ['tablet', 'light', 'dark'],
  hand: ['right', 'left'],
  language: [null, 'en', 'bn', 'syl-Beng'],
};

/** What is shown before anybody has chosen. */
export const PLAIN_LOOKS: LooksView = { text: 'normal', theme: 'tablet', hand: 'right', language: null };

/** The looks as they were chosen last; what was not chosen, or is not known here, is the first choice. */
export function looksOf(store: Store): Promise<LooksView> {
  return store.read(['meta'], keptLooks);
}

async function keptLooks(tx: Reader): Promise<LooksView> {
  const row = await tx.get('meta', ROW);
  const kept: unknown = row?.value;
  const of = typeof kept === 'object' && kept !== null ? new Map(Object.entries(kept)) : new Map<string, unknown>();
  return {
    text: CHOICES.text.find((one) => one === of.get('text')) ?? 'normal',
    theme: CHOICES.theme.find((one) => one === of.get('theme')) ?? 'tablet',
    hand: CHOICES.hand.find((one) => one === of.get('hand')) ?? 'right',
    language: CHOICES.language.find((one) => one === of.get('language')) ?? null,
  };
}

/** Keeps what was chosen beside what was chosen before. */
export async function chooseLooks(store: Store, chosen: Partial<LooksView>): Promise<void> {
  await store.transact(['meta'], async (tx) => {
    // Read where it is written: two choices that come together are both kept.
    tx.put('meta', { key: ROW, value: { ...(await keptLooks(tx)), ...chosen } });
  });
}

// Members of this tablet whom nobody has let in yet, as it is known without an unlock.  Of them nothing lies here but
// keys: whoever lost the five words starts again, and no film or family is lost by it.
import type { SetupView } from './api';
import { LINK } from './joining';
import { rowOf } from './drawer';
import { membersHere } from './newcomer';
import type { Store } from './store';

/**
 * Their numbers on this tablet: those who still keep the link that they join by, and the first admin before anything
 * was sent.  Who was let in while this tablet was switched off counts until the next unlock.
 */
export async function unjoinedHere(store: Store, setup: Pick<SetupView, 'phase'>): Promise<readonly number[]> {
  const keys = new Set((await store.read(['meta'], (tx) => tx.all('meta'))).map(({ key }) => key));
  const owners = (await membersHere(store)).map(({ owner }) => owner);
  return owners.filter((owner) => setup.phase === 'keys' || keys.has(rowOf(owner, LINK)));
}

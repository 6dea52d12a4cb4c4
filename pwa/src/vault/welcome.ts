// What comes once after joining: what the browser answered about keeping films, and whether the way in was gone to its
// end.  None of it is a secret.
import type { WelcomeView } from './api';
import type { House } from './house';

const ROW = 'welcome';
/** Nobody has joined here. */
export const NO_WELCOME: WelcomeView = { due: false, persisted: null };

export class Welcome {
  readonly #house: Pick<House, 'store' | 'changes'>;

  constructor(house: Pick<House, 'store' | 'changes'>) {
    this.#house = house;
  }

  async view(): Promise<WelcomeView> {
    const row = await this.#house.store.read(['meta'], (tx) => tx.get('meta', ROW));
    return row === undefined ? NO_WELCOME : (row.value as WelcomeView);
  }

  /** Somebody begins here: the way in is shown to them once. */
  async begin(): Promise<void> {
    await this.#keep({ ...(await this.view()), due: true });
  }

  /** What the browser answered when it was asked to keep what lies here. */
  async answered(persisted: boolean): Promise<void> {
    await this.#keep({ ...(await this.view()), persisted });
  }

  async done(): Promise<void> {
    await this.#keep({ ...(await this.view()), due: false });
  }

  async #keep(view: WelcomeView): Promise<void> {
    await this.#house.store.transact(['meta'], async (tx) => {
      tx.put('meta', { key: ROW, value: view });
    });
    this.#house.changes.happened();
  }
}

// Help: six short cards with pictures, offline, the card of the current screen first; and whom to phone.
import type { JSX } from 'preact';
import { useDesk, useView } from '../desk';
import { Sheet } from '../parts/sheet';
import { useSay } from '../words/say';

/** The line drawing of each card, on a grid of 96. */
const DRAWINGS = {
  film: 'M18 32h42v34H18zM60 44l20-9v28l-20-9',
  offline: 'M30 18h36v60H30zM44 70h8M40 34h16M40 46h16M40 58h9',
  trouble: 'M30 18h36v60H30zM48 32v18M48 60v1M18 30l-6-6M78 30l6-6',
  promise: 'M18 26h60v54H18zM18 42h60M34 16v18M62 16v18M36 60l9 9 17-19',
  lock: 'M26 44h44v34H26zM35 44V33a13 13 0 0 1 26 0v11M48 57v8',
  staff: 'M34 42a10 10 0 1 0 0-20 10 10 0 0 0 0 20M16 76c0-13 8-21 18-21s18 8 18 21M58 30h22v46H58zM66 68h6',
} as const;

type Card = keyof typeof DRAWINGS;

const CARDS = Object.keys(DRAWINGS) as readonly Card[];

/** The card that belongs to a place, by the first part of its way. */
const FIRST: Readonly<Record<string, Card>> = {
  families: 'film',
  visit: 'film',
  film: 'film',
  films: 'offline',
  more: 'lock',
  devices: 'staff',
  service: 'staff',
};

export function Help({ close }: { readonly close: () => void }): JSX.Element {
  const say = useSay();
  const { route, vault } = useDesk();
  const phone = useView('service', undefined).value?.settings?.phone ?? null;
  const [place = ''] = route.way.value;
  const isAdmin = vault.people.value.invitable.length > 0;
  const first = FIRST[place] ?? (isAdmin ? 'staff' : 'film');
  const order = [first, ...CARDS.filter((one) => one !== first)];
  return (
    <Sheet title={say('help-title')} close={close}>
      <p class="strong">{phone === null ? say('help-no-lead') : say('help-lead', { phone })}</p>
      <ol class="help-cards">
        {order.map((card) => (
          <li key={card} class="help-card">
            <svg viewBox="0 0 96 96" aria-hidden="true">
              <path d={DRAWINGS[card]} />
            </svg>
            <div>
              <h3>{say(`help-${card}`)}</h3>
              <p>{say(`help-${card}.first`)}</p>
              <p>{say(`help-${card}.second`)}</p>
              <p>{say(`help-${card}.third`)}</p>
            </div>
          </li>
        ))}
      </ol>
    </Sheet>
  );
}

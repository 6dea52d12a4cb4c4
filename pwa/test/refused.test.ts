// A film that did not begin: how long the refusal holds.
import assert from 'node:assert/strict';
import test from 'node:test';
import { AmanatError, type Code, type RoomView } from '../src/vault/api';
import { Roll } from '../src/ui/screens/film/roll';
import type { PageVault } from '../src/ui/vault';

const ROOM: RoomView = { minutes: 20, more: false, longest: 30, fault: null, ready_at: null };
const FULL: RoomView = { ...ROOM, minutes: 0, fault: 'store-full' };

interface Refusing {
  readonly roll: Roll;
  readonly tell: (room: RoomView) => void;
  readonly looks: () => number;
}

/** A vault that opens no film and tells of room what it is told to tell. */
function refusing(code: Code): Refusing {
  const watchers = new Set<(room: RoomView | null) => void>();
  const vault = {
    ask: () => Promise.reject(new AmanatError(code)),
    watch: (_view: string, _of: undefined, told: (room: RoomView | null) => void) => {
      watchers.add(told);
      return () => watchers.delete(told);
    },
  } as unknown as Pick<PageVault, 'ask' | 'watch'>;
  const tell = (room: RoomView): void => {
    for (const told of [...watchers]) told(room);
  };
  return { roll: new Roll(vault, { hold: () => undefined }), tell, looks: () => watchers.size };
}

const ASK = { case: '00', persons: [] };

test('a refusal for want of room holds until the vault tells of room, and then no longer', async () => {
  for (const code of ['store-full', 'slots-full'] as const) {
    const { looks, roll, tell } = refusing(code);
    await roll.begin(ASK);
    assert.equal(roll.refused.value, code);
    tell({ ...FULL, fault: code });
    assert.equal(roll.refused.value, code);
    tell(ROOM);
    assert.equal(roll.refused.value, null);
    assert.equal(looks(), 0);
  }
});

test('a vault that saw room where a film was refused for want of it has to see another room first', async () => {
  const { roll, tell } = refusing('store-full');
  await roll.begin(ASK);
  tell(ROOM);
  assert.equal(roll.refused.value, 'store-full');
  tell({ ...ROOM, minutes: 25 });
  assert.equal(roll.refused.value, null);
});

test('every other refusal holds whatever room there is, and a new try or another screen ends the look for room', async () => {
  const camera = refusing('film-not-agreed');
  await camera.roll.begin(ASK);
  camera.roll.forgetRoom();
  assert.deepEqual([camera.roll.refused.value, camera.looks()], ['film-not-agreed', 0]);
  const full = refusing('store-full');
  await full.roll.begin(ASK);
  await full.roll.begin(ASK);
  assert.equal(full.looks(), 1);
  full.roll.forgetRoom();
  assert.deepEqual([full.roll.refused.value, full.looks()], [null, 0]);
});

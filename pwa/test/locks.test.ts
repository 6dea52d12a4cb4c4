import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { COURIER_ROUTES, Courier, courierMay } from '../src/vault/courier';
import { LIMITS, Locks, step, TRANSITIONS, type LockEvent, type LockState } from '../src/vault/locks';
import { createPrimitives } from '../src/vault/primitives';

const START = 1_000_000;
const ID = '00112233445566778899aabbccddeeff';

function opened(): Locks {
  const locks = new Locks();
  locks.unlocked(START);
  return locks;
}

test('no event leads out of a lock but the one that the table names', () => {
  const events: readonly LockEvent[] = ['unlock', 'idle', 'hidden', 'pin', 'guessed', 'long', 'hand-over'];
  for (const state of Object.keys(TRANSITIONS) as LockState[]) {
    for (const event of events) assert.equal(step(state, event), TRANSITIONS[state][event] ?? state);
  }
  assert.equal(step('shut', 'pin'), 'shut');
  assert.equal(step('veiled', 'unlock'), 'veiled');
});

test('five minutes without a touch draw the veil, thirty shut the vault', () => {
  const locks = opened();
  assert.equal(locks.tick(START + LIMITS.idle - 1), 'open');
  assert.equal(locks.tick(START + LIMITS.idle), 'veiled');
  assert.equal(locks.tick(START + LIMITS.long - 1), 'veiled');
  assert.equal(locks.tick(START + LIMITS.long), 'shut');
});

test('a touch puts the veil off, and a touch on the veil puts the hard lock off by nothing', () => {
  const locks = opened();
  locks.touched(START + LIMITS.idle - 1);
  assert.equal(locks.tick(START + LIMITS.idle), 'open');
  assert.equal(locks.tick(START + 2 * LIMITS.idle - 1), 'veiled');
  locks.touched(START + 20 * 60_000);
  assert.equal(locks.tick(START + LIMITS.idle - 1 + LIMITS.long), 'shut');
});

test('a page out of sight for sixty seconds is veiled; one that comes back before is not', () => {
  const locks = opened();
  locks.seen(false, START);
  assert.equal(locks.seen(true, START + LIMITS.hidden - 1), 'open');
  assert.equal(locks.tick(START + LIMITS.hidden), 'open');
  locks.seen(false, START + LIMITS.hidden);
  locks.seen(false, START + LIMITS.hidden + 30_000);
  assert.equal(locks.tick(START + 2 * LIMITS.hidden), 'veiled');
});

test('a clock that is set back puts no lock off by more than its own wait', () => {
  const DAY = 24 * 3_600_000;
  const idle = opened();
  assert.equal(idle.tick(START - DAY), 'open');
  assert.equal(idle.due, START - DAY + LIMITS.idle);
  assert.equal(idle.tick(START - DAY + LIMITS.idle), 'veiled');
  assert.equal(idle.tick(START - 2 * DAY), 'veiled');
  assert.equal(idle.tick(START - 2 * DAY + LIMITS.long), 'shut');
  const hidden = opened();
  hidden.seen(false, START);
  assert.equal(hidden.tick(START - DAY), 'open');
  assert.equal(hidden.tick(START - DAY + LIMITS.hidden), 'veiled');
});

test('no lock falls while filming, however long, and the wait begins anew after it', () => {
  const locks = opened();
  locks.filming(true, START);
  locks.seen(false, START);
  assert.equal(locks.tick(START + 2 * LIMITS.long), 'open');
  locks.filming(false, START + 2 * LIMITS.long);
  assert.equal(locks.tick(START + 2 * LIMITS.long + LIMITS.hidden - 1), 'open');
  assert.equal(locks.tick(START + 2 * LIMITS.long + LIMITS.hidden), 'veiled');
});

test('four wrong PINs and the right one return, five wrong ones shut the vault', () => {
  const locks = opened();
  let now = START + LIMITS.idle;
  for (let i = 0; i < 4; i++) assert.equal(locks.pin(false, now), 'veiled');
  assert.equal(locks.pin(true, now), 'open');
  assert.equal(locks.triesLeft, 5);
  now += LIMITS.idle;
  for (let i = 0; i < 4; i++) assert.equal(locks.pin(false, now), 'veiled');
  assert.equal(locks.pin(false, now), 'shut');
  assert.equal(locks.pin(true, now), 'shut');
});

test('a right PIN that comes after the hard lock opens nothing', () => {
  const locks = opened();
  locks.tick(START + LIMITS.idle);
  assert.equal(locks.pin(true, START + LIMITS.long), 'shut');
});

test('handing the tablet over shuts the vault at once', () => {
  assert.equal(opened().handOver(), 'shut');
});

test('a courier carries what others have signed and asks for nothing else', () => {
  const allowed = COURIER_ROUTES.map(([method, path]) => [method, path.replaceAll('*', ID).replaceAll('#', '1')]);
  for (const [method = '', path = ''] of allowed) assert.ok(courierMay(method, path), `${method} ${path}`);
  const refused = [
    ['GET', '/v1/cases'],
    ['GET', `/v1/cases/${ID}/events`],
    ['GET', `/v1/cases/${ID}/rolls`],
    ['GET', `/v1/cases/${ID}/envelopes`],
    ['GET', `/v1/clips/${ID}/payload`],
    ['GET', `/v1/clips/${ID}/manifest`],
    ['POST', `/v1/shares/${ID}/lease`],
    ['PUT', `/v1/clips/${ID}/headers/0`],
    ['POST', '/v1/chain'],
    ['POST', '/v1/invites'],
    ['GET', '/v1/commands'],
    ['GET', '/v1/stream'],
    ['DELETE', `/v1/uploads/${ID}`],
    ['POST', `/v1/shares/${ID.toUpperCase()}`],
    ['POST', `/v1/shares/${ID}/`],
  ];
  for (const [method = '', path = ''] of refused) assert.ok(!courierMay(method, path), `${method} ${path}`);
});

test('a courier gives its seed for its own requests alone', async () => {
  const courier = new Courier(new Uint8Array(16), new Uint8Array(32).fill(1), await createPrimitives());
  assert.equal(courier.seedFor('POST', '/v1/uploads').length, 32);
  assert.throws(() => courier.seedFor('GET', '/v1/cases'), { code: 'right-role' });
  courier.forget();
  assert.deepEqual(courier.seedFor('POST', '/v1/uploads'), new Uint8Array(32));
});

// The vectors of tests/vectors/enrol.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import {
  checkEnrolHmac,
  checkJoining,
  checkPin,
  checkWords,
  decodeLink,
  encodeLink,
  enrolHmac,
  enrolWords,
  joinUrl,
  spell,
  type Joining,
  type Link,
} from '../src/sync/enrol';
import { bytes, primitives } from './people';
import { hex, outcome, vectors, walk, type Vector } from './vectors';

type Told = Readonly<Record<string, string | number>>;

function text(vector: Vector, name: string): string {
  const value = vector[name];
  if (typeof value !== 'string') throw new Error(`${vector.name}: ${name} is not a text`);
  return value;
}

function joiningOf(vector: Vector): Joining {
  const told = vector['joining'] as Told;
  const raw = (name: string) => bytes(String(told[name]));
  return {
    root: raw('root'),
    member: raw('member'),
    device: raw('device'),
    role: Number(told['role']),
    ed25519: raw('ed25519'),
    x25519: raw('x25519'),
    tablet: raw('tablet'),
    courier: raw('courier'),
  };
}

function linkOf(told: Told): Link {
  const raw = (name: string) => bytes(String(told[name]));
  return {
    root: raw('root'),
    server: String(told['server']),
    service: String(told['service']),
    role: Number(told['role']),
    member: raw('member'),
    token: raw('token'),
    e: raw('e'),
  };
}

async function read(vector: Vector): Promise<void> {
  switch (vector['operation']) {
    case 'link': {
      const link = decodeLink(text(vector, 'fragment'));
      assert.deepEqual(link, linkOf(vector['link'] as Told));
      assert.equal(encodeLink(link), vector['fragment']);
      assert.equal(joinUrl(link), `${link.server}/${text(vector, 'fragment')}`);
      return;
    }
    case 'pin':
      checkPin(vector['pinned'] === null ? null : hex(vector, 'pinned'), decodeLink(text(vector, 'fragment')));
      return;
    case 'joining':
      return checkJoining(joiningOf(vector), primitives);
    case 'hmac':
      return checkEnrolHmac(hex(vector, 'e'), joiningOf(vector), hex(vector, 'hmac'), primitives);
    case 'words': {
      const indices = await enrolWords(hex(vector, 'e'), joiningOf(vector), hex(vector, 'hmac'), primitives);
      checkWords(vector['typed'] as readonly string[], indices, wordlist);
      return;
    }
    default:
      throw new Error(`${vector.name}: no such operation`);
  }
}

walk('enrol', read);

void test('a link cut short anywhere is refused', async () => {
  const link = vectors('enrol').find((vector) => vector.name === 'link');
  assert.ok(link !== undefined);
  const fragment = text(link, 'fragment');
  for (let length = 0; length < fragment.length; length++) {
    assert.equal(await outcome(() => decodeLink(fragment.slice(0, length))), 'enrol-link');
  }
});

void test('the six words that one side shows are those that the other side expects', async () => {
  const vector = vectors('enrol').find((one) => one.name === 'words');
  assert.ok(vector !== undefined);
  const joining = joiningOf(vector);
  const mac = await enrolHmac(hex(vector, 'e'), joining, primitives);
  const shown = spell(await enrolWords(hex(vector, 'e'), joining, mac, primitives), wordlist);
  assert.deepEqual(shown, vector['typed']);
});

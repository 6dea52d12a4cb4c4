// Texts of people beside words of ours: nothing they hold turns round what stands beside them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { isolated, listed } from '../src/ui/words/isolated';
import { sayer } from '../src/ui/words/say';

/** How deep the directions are nested behind the text; -1 where it closed what stands around it. */
function depthAfter(text: string): number {
  let depth = 0;
  for (const letter of text) {
    if (letter >= '\u2066' && letter <= '\u2068') depth++;
    if (letter === '\u2069') depth--;
    if (depth === 0 && letter !== '\u2069') return -1;
  }
  return depth;
}

test('words from left to right stay as they are', () => {
  for (const text of ['', 'Blue kite', 'নীল ঘুড়ি', 'ꠍꠤꠟꠐꠤ', '👩‍👧', '14:05', 'a\u200db']) assert.equal(isolated(text), text);
});

test('a text that turns the direction round is kept whole and ends where it ends', () => {
  for (const text of [
    '\u202eevil',
    'abc\u202egpj.exe',
    'مرحبا',
    'אבג',
    '\u200f',
    '\u2066open',
    '\u2068\u2067twice',
    '\u2069\u2069\u2069',
    '\u2069\u202eout',
    '\u2067one\u2069\u2069\u2068two',
    '\u{1e900}',
  ]) {
    const kept = isolated(text);
    assert.ok(kept.includes(text), JSON.stringify(text));
    assert.equal(depthAfter(kept), 0, JSON.stringify(text));
  }
});

test('what is filled into a sentence, and each name of a list, is kept apart from the rest', () => {
  const bundle = new FluentBundle('en', { useIsolating: false });
  bundle.addResource(new FluentResource('seen = seen by { $names } on { $day }'));
  const say = sayer(bundle, 'en');
  assert.equal(say('seen', { names: 'Mina', day: 4 }), 'seen by Mina on 4');
  assert.equal(say('seen', { names: '\u202eMina', day: 4 }), 'seen by \u2068\u202eMina\u2069 on 4');
  assert.equal(listed(['\u202eMina', 'Bela']), '\u2068\u202eMina\u2069, Bela');
});

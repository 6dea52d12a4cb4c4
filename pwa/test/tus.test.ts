// Sending a film: the app does the very thing that the Python twin does, step by step.
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { firstStep, newProgress, nextSize, nextStep, type Answer, type Progress, type Try } from '../src/sync/sending';
import { TRANSITIONS, answerOf, askHeaders, createHeaders, sendHeaders, step, type State } from '../src/sync/tus';
import { hex, vectors, type Vector } from './vectors';

interface Told {
  readonly progress: ToldProgress;
  readonly tried: Try;
  readonly answer: Omit<Answer, 'tookMs'> & { readonly took_ms: number | null };
  readonly after: ToldProgress;
  readonly next: unknown;
  readonly first: unknown;
}

type ToldProgress = Omit<Progress, 'wrongDigests'> & { readonly wrong_digests: number };

const ALL = vectors('tus');

function named(name: string): Vector {
  const found = ALL.find((vector) => vector.name === name);
  assert.ok(found !== undefined, name);
  return found;
}

function progressOf({ wrong_digests, ...rest }: ToldProgress): Progress {
  return { ...rest, wrongDigests: wrong_digests };
}

for (const vector of ALL.filter((one) => one['tried'] !== undefined)) {
  test(`tus/${vector.name}`, () => {
    const told = vector as unknown as Told;
    const { took_ms, ...answer } = told.answer;
    const [after, next] = nextStep(progressOf(told.progress), told.tried, { ...answer, tookMs: took_ms });
    assert.deepEqual(after, progressOf(told.after), vector.comment);
    assert.deepEqual(next, told.next, vector.comment);
    assert.deepEqual(firstStep(after), told.first);
  });
}

test('the sizes of parts are those of the twin', () => {
  for (const [size, took, whole, expected] of named('table-of-sizes')['sizes'] as [number, number, boolean, number][]) {
    assert.equal(nextSize(size, took, whole), expected, `${size} B in ${took} ms`);
  }
});

test('an upload has the states of the twin, and ends once', () => {
  assert.deepEqual(TRANSITIONS, named('table-of-states')['transitions']);
  const ends: readonly State[] = ['complete', 'terminated', 'digest-failed'];
  for (const state of ends) assert.equal(step(state, 'bytes'), state);
});

test('the headers are those of the twin', () => {
  const vector = named('headers');
  const manifest = hex(vector, 'manifest');
  assert.deepEqual(createHeaders(manifest, 20 * 1024 * 1024 + 7), vector['create']);
  assert.deepEqual(askHeaders(), vector['ask']);
  assert.deepEqual(sendHeaders(), vector['send']);
  assert.throws(() => createHeaders(manifest.slice(1), 1), RangeError);
});

test('an offset that is no number is none', () => {
  const header = (text: string) => (name: string) => (name === 'upload-offset' ? text : null);
  assert.equal(answerOf(204, header('12'), null, 5).offset, 12);
  for (const bad of ['', '-1', '1.0', '01', '1e3', '9'.repeat(16)]) {
    assert.equal(answerOf(204, header(bad), null, 5).offset, null, bad);
  }
});

test('a new upload begins with its creation', () => {
  assert.deepEqual(firstStep(newProgress(5)), { is: 'create' });
});

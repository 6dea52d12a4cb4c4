import { strict as assert } from 'node:assert';
import { checkAuthor, clientId, NoteDoc } from '../src/vault/notes/note-doc';
import { primitives } from './people';
import { hex, walk, type Vector } from './vectors';
import { fromHex } from './worlds';

interface Step {
  readonly device: string;
  readonly update: string;
}

function stepsOf(vector: Vector): readonly Step[] {
  const { updates } = vector;
  if (!Array.isArray(updates)) throw new Error(`${vector.name}: updates is not a list`);
  return updates as readonly Step[];
}

walk('notes', async (vector) => {
  const doc = new NoteDoc();
  for (const { device, update } of stepsOf(vector)) {
    checkAuthor(fromHex(update), await clientId(fromHex(device), hex(vector, 'note'), primitives));
    doc.take(fromHex(update));
  }
  assert.deepEqual([doc.text, doc.about], [vector['text'], vector['about']]);
});

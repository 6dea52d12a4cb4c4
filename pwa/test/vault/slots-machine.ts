// The slots as a program: one command (JSON) a line comes in, one answer a line goes out; the one who asks is
// tests/sync/test_slots_machine.py.  The file tears at 4 KiB pages and forgets what was not flushed.
import { createInterface } from 'node:readline';
import { createPrimitives } from '../../src/vault/primitives';
import { KIND, writeSlot, type Slot } from '../../src/vault/slot';
import { SLOTS, Slots } from '../../src/vault/slots';
import { AmanatError } from '../../src/sync/errors';
import { hex, parseHex } from '../../src/sync/ids';
import { PowerCut, TornFile } from './torn-file';

/** A slot as Python tells of it; the sealed bytes are drawn there. */
interface Told {
  readonly kind: 'journal' | 'film' | 'lease';
  readonly group: string;
  readonly due_at: number;
  readonly sealed: string;
}

interface Cut {
  /** The operation of the file before which the power goes. */
  readonly at: number;
  /** Page numbers that had reached the disk without a flush. */
  readonly fell: readonly number[];
}

type Command =
  | { readonly do: 'make' }
  | { readonly do: 'open'; readonly cut: Cut | null }
  | {
      readonly do: 'change';
      readonly add: readonly Told[];
      readonly drop: readonly string[];
      readonly sent: readonly string[];
      readonly cut: Cut | null;
    }
  | { readonly do: 'look'; readonly sealed: readonly string[] };

const primitives = await createPrimitives();
let file = new TornFile();
let slots: Slots | null = null;

function slotOf(told: Told): Slot {
  const sealed = parseHex(told.sealed);
  return {
    kind: KIND[told.kind],
    generation: 0,
    flags: 1,
    group: parseHex(told.group),
    due_at: told.due_at,
    nonce: sealed.slice(0, 12),
    ciphertext: sealed.slice(12, 84),
    tag: sealed.slice(84),
  };
}

/** Opens what is on the disk now; what was written and not flushed is gone. */
function reopen(cut: Cut | null): Slots {
  file = new TornFile(file.disk);
  arm(cut);
  slots = Slots.open(file, primitives);
  return slots;
}

function arm(cut: Cut | null): void {
  if (cut === null) file.cutAfter(Infinity, () => false);
  else file.cutAfter(cut.at, (page) => cut.fell.includes(page));
}

const telling = (held: Slots): string[] => held.list().map((slot) => hex(writeSlot(slot)));

function obey(command: Command): unknown {
  switch (command.do) {
    case 'make':
      file = new TornFile();
      Slots.make(file, 1_800_000_000_000, primitives);
      return { slots: telling(reopen(null)), room: SLOTS };
    case 'open':
      return { slots: telling(reopen(command.cut)) };
    case 'change': {
      if (slots === null) throw new TypeError('nothing is open');
      const before = file.operations;
      arm(command.cut);
      slots.change(
        command.add.map(slotOf),
        (slot) => command.drop.includes(hex(slot.group)),
        (group) => command.sent.includes(hex(group)),
      );
      arm(null);
      return { slots: telling(slots), operations: file.operations - before };
    }
    case 'look':
      return { found: command.sealed.filter((one) => Buffer.from(file.disk.buffer).includes(Buffer.from(one, 'hex'))) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer: unknown;
  try {
    answer = obey(JSON.parse(line) as Command);
  } catch (fault) {
    if (fault instanceof PowerCut) answer = { fault: 'power-cut' };
    else if (fault instanceof AmanatError) answer = { fault: fault.code };
    else throw fault;
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

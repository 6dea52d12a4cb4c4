// Texts that are made to do harm, through the vault's handlers: each comes back as it was given, unit for unit.
import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from './vault/house';
import { family, only, told, write } from './vault/note-world';
import { familyOf, openFamily, service } from './vault/service';

const HOSTILE = [
  ...['<script>globalThis.ran = 1</script>', '<img src=x onerror="ran = 1">', '"><svg/onload=ran=1>', "'-alert(1)-'"],
  ...['javascript:ran=1', 'data:text/html,<script>1</script>', '</textarea><script>1</script>', '<!--', ']]>', '-->'],
  ...['${ran}', '{{constructor.constructor("ran=1")()}}', '{ $x }', '{ -term }', '{ "', '#{ran}', '<%= ran %>'],
  ...['\u202eevil\u202c', '\u2066isolate', 'zero\u200bwidth\u200d\ufeff', 'e\u0301 é', '👩‍👧🙂', 'ক\u09cd\u09b7'],
  ...['null', 'undefined', 'NaN', 'true', '0', '-1', '__proto__', 'constructor', 'toString', '[object Object]'],
  ...["'; DROP TABLE cases; --", "' OR '1'='1", '=1+1', '@SUM(A1)', '+1', '-2+3', '=HYPERLINK("http://x","y")'],
  ...['&lt;b&gt;', '&amp;amp;', '&#x3c;', '%3Cscript%3E', '\\u003c', '../../etc/passwd', 'x'.repeat(60)],
];

test('a note keeps every hostile text unit for unit, on both devices', async () => {
  const { clock, place, supervisor, worker } = await family();
  const all = HOSTILE.join('\n');
  await write(worker, place, all);
  assert.equal((await only(worker, place)).text, all);
  await told(clock, supervisor, place, all);
  assert.equal((await only(supervisor, place)).text, all);
});

test('the label of a family keeps every hostile text, and nothing else of the family changes', async () => {
  const { clock, worker } = await service();
  const { id } = await openFamily(worker);
  for (const label of HOSTILE) {
    const { languages, ends_at, persons } = await familyOf(worker);
    await worker.ask['case.change']({ case: id, label, languages, purpose: 'help', ends_at });
    const shown = await until(clock, async () => {
      const changed = await familyOf(worker);
      return changed.label === label ? changed : null;
    });
    assert.deepEqual([shown.case, shown.purpose, shown.persons], [id, 'help', persons]);
  }
});

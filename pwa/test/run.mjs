// Bundles test/**/*.test.ts (Node 20 runs no TypeScript) and runs them with node:test.
//
//   node test/run.mjs              all of them
//   node test/run.mjs seal tus     those whose path holds one of the words
//
// Tests run in pwa/. What failed and what was skipped is written to .build/test-results.json.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PWA = dirname(dirname(fileURLToPath(import.meta.url)));
const TESTS = join(PWA, 'test');
// One folder per run, so that two runs side by side do not clear each other's bundles.
const OUT = join(PWA, '.build', 'test', String(process.pid));
const words = process.argv.slice(2);

const entries = (await readdir(TESTS, { recursive: true }))
  .filter((name) => /\.test\.tsx?$/.test(name))
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .sort();
if (entries.length === 0) {
  console.error(words.length === 0 ? 'there are no tests in pwa/test' : `no test is named like ${words.join(', ')}`);
  process.exit(1);
}

process.chdir(PWA);
await mkdir(OUT, { recursive: true });
await build({
  absWorkingDir: PWA,
  entryPoints: entries.map((name) => join(TESTS, name)),
  outdir: OUT,
  outbase: TESTS,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
});

process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --enable-source-maps`.trim();
const result = { passed: 0, failed: [], skipped: [] };
const stream = run({ files: entries.map((name) => join(OUT, name.replace(/\.tsx?$/, '.mjs'))), concurrency: 2 });
stream.on('test:pass', (event) => {
  if (event.skip !== undefined || event.todo !== undefined) result.skipped.push(told(event));
  else if (event.details.type !== 'suite') result.passed += 1;
});
stream.on('test:fail', (event) => {
  result.failed.push(told(event));
  process.exitCode = 1;
});
stream.compose(new spec()).pipe(process.stdout);
stream.on('end', async () => {
  await writeFile(join(PWA, '.build', 'test-results.json'), JSON.stringify(result, null, 2) + '\n');
  if (existsSync(OUT)) await rm(OUT, { recursive: true });
});

function told(event) {
  // Node names the bundle or, where it follows the source map, the source.
  const place = event.file?.startsWith(OUT) ? relative(OUT, event.file) : relative(TESTS, event.file ?? TESTS);
  const file = place === '' ? '' : place.replace(/\.mjs$/, '.ts') + ': ';
  return { name: file + event.name, reason: String(event.skip ?? event.todo ?? '') };
}

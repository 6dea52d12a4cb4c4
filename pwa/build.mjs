// Bundles the app into server/amanat_server/static, which the server serves from its root:
//
//   index.html                 pwa/src/ui/index.html with {{main.js}}, {{main.css}} and {{main.early}} filled in: what
//                              the first screen needs is asked for at once, not after what names it was read
//   recover.html               for an app that does not start; the service worker has neither it nor its files
//   sw.js                      the service worker, not hashed: its address is its identity
//   assets/<name>-<hash>.js    page, vault worker, media workers and their lazily loaded parts
//   build.json                 every file above → its SHA-256 in hex
//
// Constants that code may declare (`declare const AMANAT_VAULT_WORKER: string;`) and esbuild fills in:
//
//   AMANAT_MEDIA_WORKER        address of src/media/worker.ts; for the vault and the page
//   AMANAT_VAULT_WORKER        address of src/vault/worker.ts; for the page
//   AMANAT_BUILD               { file: SHA-256 } of all but sw.js and build.json; for the service worker
//   AMANAT_BUILD_ID            SHA-256 of that list, in hex; for the service worker
//
// An entry point that does not exist is left out and named.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, 'src');
const OUT = join(HERE, '..', 'server', 'amanat_server', 'static');
const left = [];

const common = {
  absWorkingDir: HERE,
  bundle: true,
  charset: 'utf8',
  format: 'esm',
  target: 'es2023',
  platform: 'browser',
  minify: true,
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
  loader: { '.woff2': 'file', '.ftl': 'text' },
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/** Bundles one entry under a hashed name; gives { js, css? } as addresses, or null where it does not exist. */
async function hashed(name, entry, constants = {}) {
  if (!existsSync(join(SOURCE, entry))) {
    left.push(entry);
    return null;
  }
  const result = await build({
    ...common,
    entryPoints: { [name]: join(SOURCE, entry) },
    outdir: OUT,
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/part-[hash]',
    assetNames: 'assets/[name]-[hash]',
    publicPath: '/',
    splitting: true,
    define: literals(constants),
  });
  const { outputs } = result.metafile;
  const [path, output] = Object.entries(outputs).find(([, one]) => one.entryPoint !== undefined);
  const css = output.cssBundle === undefined ? null : address(output.cssBundle);
  return { js: address(path), css, early: [...scripts(outputs, path), ...letters(outputs)].join('\n    ') };
}

/** Links to what a script imports at once, and what that imports. */
function scripts(outputs, entry) {
  const found = new Set();
  const follow = (path) => {
    for (const { kind, path: named } of outputs[path].imports) {
      if (kind !== 'import-statement' || found.has(named)) continue;
      found.add(named);
      follow(named);
    }
  };
  follow(entry);
  return [...found].map((path) => `<link rel="modulepreload" href="${address(path)}" />`);
}

/** Links to the letters of the first screen, which is English before anybody has chosen. */
function letters(outputs) {
  return Object.keys(outputs)
    .filter((name) => /noto-sans-latin-(?:400|700)-normal-[^/]+\.woff2$/.test(name))
    .map((name) => `<link rel="preload" href="${address(name)}" as="font" type="font/woff2" crossorigin />`);
}

/** Bundles the service worker at its fixed address, as a classic script. */
async function serviceWorker(manifest) {
  const entry = join(SOURCE, 'sw', 'sw.ts');
  if (!existsSync(entry)) {
    left.push('sw/sw.ts');
    return;
  }
  await build({
    ...common,
    format: 'iife',
    entryPoints: [entry],
    outfile: join(OUT, 'sw.js'),
    define: literals({ AMANAT_BUILD: manifest, AMANAT_BUILD_ID: idOf(manifest) }),
  });
}

/** Writes a page; refuses an unknown {{name}} and any script that is not a file. */
async function page(from, to, files) {
  const source = join(SOURCE, from);
  if (!existsSync(source)) {
    left.push(from);
    return;
  }
  const html = (await readFile(source, 'utf8')).replaceAll(/\{\{(.+?)\}\}/g, (whole, name) => {
    if (typeof files[name] !== 'string') throw new Error(`${to} asks for ${whole}, which is not built`);
    return files[name];
  });
  if (/<script(?![^>]*\bsrc=)/i.test(html)) throw new Error(`${to} holds an inline script`);
  await writeFile(join(OUT, to), html);
}

/** Copies pwa/public as it is: manifest, icons and the like. */
async function publicFiles() {
  const source = join(HERE, 'public');
  if (existsSync(source)) await cp(source, OUT, { recursive: true });
}

/** Every built file → its SHA-256, sorted by name. */
async function digests() {
  const names = (await readdir(OUT, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(OUT, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
    .sort();
  const found = {};
  for (const name of names) {
    found[name] = createHash('sha256').update(await readFile(join(OUT, name))).digest('hex');
  }
  return found;
}

/** What a build is called: the digest of the list of its files. */
function idOf(manifest) {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}

function address(path) {
  return '/' + relative(OUT, join(HERE, path)).replaceAll('\\', '/');
}

function literals(constants) {
  return Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await publicFiles();
const media = await hashed('media', 'media/worker.ts');
const vault = await hashed('vault', 'vault/worker.ts', { AMANAT_MEDIA_WORKER: media?.js ?? '' });
const main = await hashed('main', 'ui/main.tsx', {
  AMANAT_MEDIA_WORKER: media?.js ?? '',
  AMANAT_VAULT_WORKER: vault?.js ?? '',
});
await page('ui/index.html', 'index.html', { 'main.js': main?.js, 'main.css': main?.css, 'main.early': main?.early });
await serviceWorker(await digests());
// After the service worker's list was made: what helps when it is broken must not come from it.
const recover = await hashed('recover', 'recover/recover.ts');
await page('recover/recover.html', 'recover.html', { 'recover.js': recover?.js, 'recover.css': recover?.css });
const manifest = await digests();
await writeFile(join(OUT, 'build.json'), JSON.stringify(manifest, null, 2) + '\n');
console.log(`built ${Object.keys(manifest).length} files into ${relative(process.cwd(), OUT) || '.'}`);
if (left.length > 0) console.log(`left out, no such entry: ${left.join(', ')}`);

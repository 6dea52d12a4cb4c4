// The app's shell (page, styles, code of the page) is at most 150 KB gzip before lazy parts; the vault's worker beside it.
//
// Counted is what the browser needs before the first screen: index.html, its styles and script, and every part that
// these import at once (not what they import later by `import()`), each compressed alone as a server sends it.  Fonts,
// which are cached for good, and the vault worker, which loads while the first screen stands, are told apart.
//
//   node bench/shell_size.mjs
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const STATIC = join(dirname(fileURLToPath(import.meta.url)), '..', 'server', 'amanat_server', 'static');
const LIMIT = 150_000;

const sizeOf = (path) => gzipSync(readFileSync(join(STATIC, path)), { level: 9 }).length;

/** A script and all that it imports at once. */
function withImports(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  const text = readFileSync(join(STATIC, path), 'utf8');
  for (const [, , named] of text.matchAll(/\b(from|import)\s*["']([^"']+\.js)["']/g)) {
    withImports(named.startsWith('/') ? named.slice(1) : normalize(join(dirname(path), named)), found);
  }
  return found;
}

function told(name, paths) {
  const total = [...paths].reduce((sum, path) => sum + sizeOf(path), 0);
  console.log(`${name}: ${total} B gzip in ${[...paths].length} files`);
  for (const path of paths) console.log(`    ${String(sizeOf(path)).padStart(7)}  ${path}`);
  return total;
}

const page = readFileSync(join(STATIC, 'index.html'), 'utf8');
const named = [...page.matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const shell = new Set(['index.html']);
for (const path of named) for (const one of path.endsWith('.js') ? withImports(path) : [path]) shell.add(one);
const vault = withImports(`assets/${readdirSync(join(STATIC, 'assets')).find((name) => /^vault-.*\.js$/.test(name))}`);

const total = told('shell', shell);
told('vault worker', [...vault].filter((path) => !shell.has(path)));
console.log(`shell / limit of ${LIMIT} B: ${(total / LIMIT).toFixed(2)}`);
process.exitCode = total <= LIMIT ? 0 : 1;

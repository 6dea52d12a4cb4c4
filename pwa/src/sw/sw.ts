// The service worker: keeps the files of one build, each checked against its digest, so that the page starts without
// the server.  It holds no key, answers nothing under /v1 and never touches /recover.  A new build waits until every
// page of the old one is closed, or until a page at rest asks for it: nothing is replaced under a film that is being
// made or sent.
import { answerClip, filmOf } from './clip-route';
import type { Asked, Files, Progress } from './messages';

declare const AMANAT_BUILD: Readonly<Record<string, string>>;
declare const AMANAT_BUILD_ID: string;

const scope = self as unknown as ServiceWorkerGlobalScope;
const INDEX = 'index.html';
/** The caches of this app; the rest of the name is the build. */
const PREFIX = 'amanat-';
const NAME = PREFIX + AMANAT_BUILD_ID;
const FILES = Object.keys(AMANAT_BUILD);

/** A digest in hex as the integrity of a request wants it (W3C Subresource Integrity). */
function integrityOf(digest: string): string {
  const bytes = digest.match(/../g)?.map((pair) => String.fromCharCode(parseInt(pair, 16))) ?? [];
  return `sha256-${btoa(bytes.join(''))}`;
}

/** Fetches a file into the cache; throws where the server gives another one than the build names. */
async function bring(cache: Cache, file: string): Promise<void> {
  const integrity = integrityOf(AMANAT_BUILD[file] ?? '');
  const answer = await fetch(`/${file}`, { integrity, cache: 'no-cache', credentials: 'omit' });
  if (!answer.ok) throw new TypeError(`${file}: status ${answer.status}`);
  await cache.put(`/${file}`, answer);
}

async function missingFrom(cache: Cache): Promise<string[]> {
  const kept = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  return FILES.filter((file) => !kept.has(`/${file}`));
}

/** Fetches every file of the build and tells how far that is; one that cannot be had fails the whole installation. */
async function install(): Promise<void> {
  const cache = await caches.open(NAME);
  let missing = (await missingFrom(cache)).length;
  await Promise.all(
    (await missingFrom(cache)).map(async (file) => {
      await bring(cache, file);
      missing -= 1;
      await tellProgress(FILES.length - missing);
    }),
  );
}

async function tellProgress(here: number): Promise<void> {
  const told: Progress = { kind: 'progress', build: AMANAT_BUILD_ID, here, of: FILES.length };
  for (const client of await scope.clients.matchAll({ includeUncontrolled: true })) client.postMessage(told);
}

/** Drops the builds before this one.  The first build of all serves the page that brought it, without a reload. */
async function activate(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
  if (old.length === 0) await scope.clients.claim();
}

/** What of this build lies here; a browser that has cleared a part of it gets that part again. */
async function files(): Promise<Files> {
  const cache = await caches.open(NAME);
  const missing = await missingFrom(cache);
  const brought = await Promise.allSettled(missing.map((file) => bring(cache, file)));
  const lacking = brought.filter(({ status }) => status === 'rejected').length;
  return { build: AMANAT_BUILD_ID, here: FILES.length - lacking, of: FILES.length };
}

/** Chromium's own; the standard's types do not have it (W3C Service Workers, static routing). */
type WithRoutes = ExtendableEvent & {
  addRoutes?: (rules: { condition: { urlPattern: URLPattern }; source: 'network' }) => Promise<void>;
};

/** `/recover` goes past this worker, even when it does not start any more. */
function leaveRecover(event: WithRoutes): void {
  const condition = { urlPattern: new URLPattern({ pathname: '/recover' }) };
  void event.addRoutes?.({ condition, source: 'network' });
}

/** The file of the build that a request is for; null where it is for none. */
function fileOf(request: Request): string | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.location.origin) return null;
  const file = pathname === '/' ? INDEX : pathname.slice(1);
  return Object.hasOwn(AMANAT_BUILD, file) ? file : null;
}

async function answer(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(`/${file}`)) ?? fetch(request);
}

scope.addEventListener('install', (event) => {
  leaveRecover(event);
  event.waitUntil(install());
});
scope.addEventListener('activate', (event) => {
  event.waitUntil(activate());
});
scope.addEventListener('message', (event) => {
  const asked = event.data as Asked;
  const [port] = event.ports;
  if (asked.kind === 'take-over') event.waitUntil(scope.skipWaiting());
  else if (asked.kind === 'claim') event.waitUntil(scope.clients.claim());
  else event.waitUntil(files().then((told) => port?.postMessage(told)));
});
scope.addEventListener('fetch', (event) => {
  const file = fileOf(event.request);
  const film = filmOf(event.request, scope.location.origin);
  if (file !== null) event.respondWith(answer(file, event.request));
  else if (film !== null) event.respondWith(answerClip(film, event.request, event.clientId, scope.clients));
});

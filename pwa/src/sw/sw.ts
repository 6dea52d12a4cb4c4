// The service worker: keeps the files of one build, each checked against its digest, so that the page starts without
// the server.  It holds no key, answers nothing under /v1 and never touches /recover.  A new build waits until every
// page of the old one is closed: nothing is replaced under a film that is being made or sent.
declare const AMANAT_BUILD: Readonly<Record<string, string>>;

const scope = self as unknown as ServiceWorkerGlobalScope;
const INDEX = 'index.html';
/** The caches of this app; the rest of the name is the build. */
const PREFIX = 'amanat-';
const NAME = PREFIX + Object.values(AMANAT_BUILD).map((digest) => digest.slice(0, 8)).join('');

/** A digest in hex as the integrity of a request wants it (W3C Subresource Integrity). */
function integrityOf(digest: string): string {
  const bytes = digest.match(/../g)?.map((pair) => String.fromCharCode(parseInt(pair, 16))) ?? [];
  return `sha256-${btoa(bytes.join(''))}`;
}

/** Fetches every file of the build; one that is not the one named fails the whole installation. */
async function install(): Promise<void> {
  const cache = await caches.open(NAME);
  await Promise.all(
    Object.entries(AMANAT_BUILD).map(async ([file, digest]) => {
      const integrity = integrityOf(digest);
      const answer = await fetch(`/${file}`, { integrity, cache: 'no-cache', credentials: 'omit' });
      if (!answer.ok) throw new TypeError(`${file}: status ${answer.status}`);
      await cache.put(`/${file}`, answer);
    }),
  );
}

/** Drops the builds before this one. */
async function activate(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
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
  event.waitUntil(install());
});
scope.addEventListener('activate', (event) => {
  event.waitUntil(activate());
});
scope.addEventListener('fetch', (event) => {
  const file = fileOf(event.request);
  if (file !== null) event.respondWith(answer(file, event.request));
});

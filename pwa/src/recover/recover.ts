// The page for an app that does not start.  The server answers it, no service worker has it, and it shares no code with
// the app.  It shows what the browser tells without opening anything: the database, which a page could harm by opening
// it in another version, is not touched, and nothing here is ever cleared but the app's own start.
import './recover.css';

const MINUTE_BYTES = 16 * 1_048_576;

const here = document.getElementById('here');
const told = document.getElementById('told');

/** Bytes as people are told them: MB, and about how many minutes of film that is. */
function sizeOf(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB, about ${Math.round(bytes / MINUTE_BYTES)} min of film`;
}

/** What can be said of one part; a browser that does not tell says so. */
async function toldBy(look: () => Promise<string>): Promise<string> {
  try {
    return await look();
  } catch {
    return 'This browser does not tell.';
  }
}

async function keys(): Promise<string> {
  const folder = await navigator.storage.getDirectory();
  try {
    await folder.getFileHandle('slots');
    return 'Sealed keys: here.';
  } catch {
    return 'Sealed keys: none on this tablet.';
  }
}

async function room(): Promise<string> {
  const { usage = 0 } = await navigator.storage.estimate();
  return `Sealed films, notes and the room kept for films: ${sizeOf(usage)}.`;
}

async function kept(): Promise<string> {
  return (await navigator.storage.persisted())
    ? 'The browser keeps all of it until it is sent.'
    : 'The browser may clear it by itself when the tablet is full. Press Keep everything.';
}

async function app(): Promise<string> {
  const workers = await navigator.serviceWorker.getRegistrations();
  if (workers.length === 0) return 'The app’s start: comes from the server.';
  return 'The app’s start: kept for times without internet.';
}

async function show(): Promise<void> {
  const lines = await Promise.all([keys, room, kept, app].map(toldBy));
  here?.replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }),
  );
}

function say(words: string): void {
  if (told !== null) told.textContent = words;
}

document.getElementById('keep')?.addEventListener('click', () => {
  void navigator.storage.persist().then(
    (granted) => {
      say(
        granted
          ? 'Everything is kept. Nothing was cleared.'
          : 'Nothing was cleared. This browser gives no promise: connect this tablet today, so that films are sent.',
      );
      void show();
    },
    () => {
      say('Nothing was cleared.');
    },
  );
});

document.getElementById('anew')?.addEventListener('click', () => {
  // Only the start goes: the next visit of the app comes from the server, and what is sealed stays where it is.
  void navigator.serviceWorker
    .getRegistrations()
    .then((workers) => Promise.all(workers.map((worker) => worker.unregister())))
    .then(
      () => {
        say('The next start comes from the server. Press Open Amanat. Films and keys are where they were.');
        void show();
      },
      () => {
        say('That did not work. Nothing was lost. Close the browser, open it, and try again.');
      },
    );
});

void show();

// The page: shows what the vault tells and asks it for what a person wants.
import { fragment } from './address';
import { render } from 'preact';
import { App } from './app';
import './page.css';
import { scriptUrl, SERVICE_WORKER } from './trusted';
import { PageVault } from './vault';

/** The vault hears of touches at most so often, ms. */
const TOUCHED_MS = 10_000;

const vault = new PageVault();
const root = document.getElementById('app');
if (root !== null) render(<App vault={vault} link={fragment} />, root);

let touched = 0;
const touch = (): void => {
  if (Date.now() - touched < TOUCHED_MS) return;
  touched = Date.now();
  say();
};
/** Touches keep the lock from falling; nobody waits for the answer, and a vault that is gone needs none. */
const say = (): void => {
  void vault.ask('touched', { visible: document.visibilityState === 'visible' }).catch(() => undefined);
};
addEventListener('pointerdown', touch);
addEventListener('keydown', touch);
document.addEventListener('visibilitychange', say);

// Without a service worker everything works but a start without the server.
if ('serviceWorker' in navigator) {
  void navigator.serviceWorker.register(scriptUrl(SERVICE_WORKER), { updateViaCache: 'none' }).catch(() => undefined);
}

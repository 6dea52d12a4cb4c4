// The page: shows what the vault tells and asks it for what a person wants.
import { fragment, openLink } from './address';
import { render } from 'preact';
import { App } from './app';
import { keepAwake } from './awake';
import { AppFiles } from './app-files';
import { Install, surroundings } from './install';
import { Route } from './route';
import './style/tokens.css';
import './style/fonts.css';
import './style/base.css';
import './style/parts.css';
import './style/frame.css';
import './style/day.css';
import './style/members.css';
import './style/notes.css';
import './style/visit.css';
import './style/start.css';
import './style/plain.css';
import './style/play.css';
import { PageVault } from './vault';
import { english } from './words/pack';

/** The vault hears of touches at most so often, ms. */
const TOUCHED_MS = 10_000;

const vault = new PageVault();
keepAwake(vault);
// A page that did not come over TLS or from this machine has no service worker.
const files = new AppFiles('serviceWorker' in navigator ? navigator.serviceWorker : null);
const install = new Install(surroundings());
install.listen();
const root = document.getElementById('app');
if (root !== null) {
  const parts = { vault, files, install, route: new Route(), link: fragment, open: openLink, english: english() };
  render(<App {...parts} />, root);
}

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

void files.start();

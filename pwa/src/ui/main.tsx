// The page: shows what the vault tells and asks it for what a person wants.
import { fragment, openLink } from './address';
import { render } from 'preact';
import { App } from './app';
import { keepAwake } from './awake';
import { AppFiles } from './app-files';
import { Install, surroundings } from './install';
import { PageLocks } from './page-locks';
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
import './style/lock.css';
import './style/play.css';
import { PageVault } from './vault';
import { english } from './words/pack';

const vault = new PageVault();
const locks = new PageLocks(vault);
keepAwake(vault);
// A page that did not come over TLS or from this machine has no service worker.
const files = new AppFiles('serviceWorker' in navigator ? navigator.serviceWorker : null);
const install = new Install(surroundings());
install.listen();
const root = document.getElementById('app');
if (root !== null) {
  const shown = { vault, locks, files, install, route: new Route() };
  const parts = { ...shown, link: fragment, open: openLink, english: english() };
  render(<App {...parts} />, root);
}

locks.listen();
void files.start();

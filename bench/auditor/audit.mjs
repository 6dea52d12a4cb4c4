// Looks at pages of a running Chromium with Lighthouse, as bench/lighthouse.py asks for it.
//
//   node bench/auditor/audit.mjs PORT '{"origin":…,"way":…,"how":"load"|"as-it-stands","preset":"mobile"|"desktop","keep":true}'
//
// `load` loads the way anew in the page that is open there (a second tab would find Amanat open in another); `keep` leaves
// what the profile holds.  `as-it-stands` loads nothing: behind an unlock a load would lock.  Printed is one line of JSON.
import { desktopConfig, navigation, snapshot } from 'lighthouse';
import puppeteer from 'puppeteer-core';

const [port, asked] = process.argv.slice(2);
const { how, keep, origin, preset, way } = JSON.parse(asked);

const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null });
const pages = await browser.pages();
const page = pages.find((one) => one.url().startsWith(origin)) ?? pages[0];
const config = preset === 'desktop' ? desktopConfig : undefined;
const measured = how === 'load' ? ['performance'] : [];
const flags = {
  onlyCategories: ['accessibility', 'best-practices', ...measured],
  disableStorageReset: keep,
  logLevel: 'error',
};
const found = how === 'load' ? await navigation(page, origin + way, { config, flags }) : await snapshot(page, { config, flags });
await browser.disconnect();

const { audits, categories } = found.lhr;
const scores = Object.fromEntries(Object.entries(categories).map(([name, { score }]) => [name, score]));
const short = Object.entries(categories).flatMap(([category, { auditRefs }]) =>
  auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => ({ category, id, title: audits[id].title, value: audits[id].displayValue ?? '', where: places(audits[id]) })),
);
const TIMES = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'speed-index'];
const times = how === 'load' ? Object.fromEntries(TIMES.map((id) => [id, audits[id].displayValue])) : null;
console.log(JSON.stringify({ scores, short, times }));

/** Where an audit found something, for who mends it. */
function places({ details }) {
  return (details?.items ?? []).slice(0, 5).map((item) => item.node?.snippet ?? item.description ?? item.url ?? '').filter(Boolean);
}

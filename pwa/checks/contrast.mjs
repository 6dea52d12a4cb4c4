// Recomputes the contrast of the colours in src/ui/style/tokens.css by the formula of WCAG 2.2 (relative luminance) and
// fails below the limits: body text 7, any other text 4.5, edges of controls and the focus ring 3.  It also refuses a
// dark value that differs between the two places where CSS wants it written.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const css = readFileSync(fileURLToPath(new URL('../src/ui/style/tokens.css', import.meta.url)), 'utf8');

/** The custom properties of the block that begins with `start`. */
function block(start) {
  const at = css.indexOf(start);
  if (at < 0) throw new Error(`tokens.css has no ${start}`);
  const body = css.slice(css.indexOf('{', at) + 1, css.indexOf('}', at));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value.trim()]));
}

function luminance(hex) {
  const [r, g, b] = hex.match(/[0-9a-f]{2}/gi).map((pair) => {
    const part = parseInt(pair, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const light = block(':root {');
const dark = { ...light, ...block(":root[data-theme='dark']") };
const byWish = block(":root:not([data-theme='light'])");
const stage = { ...light, ...block("[data-surface='stage']") };
const resolved = (theme) =>
  Object.fromEntries(
    Object.entries(theme).map(([name, value]) => [name, value.startsWith('var(') ? theme[value.slice(6, -1)] : value]),
  );

/** [text, ground, least ratio]: what stands on what. */
const GROUNDS = ['paper', 'surface', 'sunken'];
const SOFT = ['river', 'clay', 'stop', 'warn', 'ok', 'draft'];
const PAIRS = [
  ...GROUNDS.map((ground) => ['ink', ground, 7]),
  ...GROUNDS.map((ground) => ['ink-2', ground, 7]),
  ...GROUNDS.map((ground) => ['edge', ground, 3]),
  ...GROUNDS.flatMap((ground) => ['river', 'clay', 'stop'].map((name) => [name, ground, 4.5])),
  ...SOFT.map((name) => ['ink', `${name}-soft`, 7]),
  ...SOFT.map((name) => [name, `${name}-soft`, 4.5]),
  ['river-text', 'river', 7],
  ['river-text', 'river-pressed', 7],
  ['stop-text', 'stop-fill', 4.5],
  ['ring', 'paper', 3],
  ['ring', 'surface', 3],
  ['ring', 'ring-inner', 3],
];
const STAGE_PAIRS = [
  ['ink', 'paper', 7],
  ['ink-2', 'paper', 7],
  ['edge', 'paper', 3],
  ['ring', 'paper', 3],
  ['stop-fill', 'paper', 3],
  ['stop-text', 'stop-fill', 4.5],
  ['ink', 'sunken', 7],
];

const faults = [];
for (const [name, theme, pairs] of [
  ['light', resolved(light), PAIRS],
  ['dark', resolved(dark), PAIRS],
  ['stage', resolved(stage), STAGE_PAIRS],
]) {
  for (const [text, ground, least] of pairs) {
    const found = contrast(theme[text], theme[ground]);
    if (found < least) faults.push(`${name}: ${text} on ${ground} is ${found.toFixed(2)}, wanted ${least}`);
  }
}
for (const [name, value] of Object.entries(byWish)) {
  if (value !== dark[name]) faults.push(`dark: --${name} differs between the system's wish and the setting`);
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`contrast: ${PAIRS.length * 2 + STAGE_PAIRS.length} pairs hold`);

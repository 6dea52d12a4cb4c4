// Holds what the screens say against i18n/: every id that code asks for is there in English, every message is asked
// for, facts in braces are the same in every language, and no words stand in the code itself.
//
// Ids that code builds are declared where they are built: say(`error-${code}`) covers every id that begins so.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FluentResource } from '@fluent/bundle';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const UI = join(ROOT, 'pwa', 'src', 'ui');
const I18N = join(ROOT, 'i18n');
const faults = [];

/** Attributes whose text somebody reads or hears. */
const READ = new Set(['aria-label', 'title', 'alt', 'placeholder', 'label', 'words', 'hint']);

function messages(language) {
  const found = new Map();
  for (const file of readdirSync(join(I18N, language)).filter((name) => name.endsWith('.ftl'))) {
    const area = file.slice(0, -4);
    const text = readFileSync(join(I18N, language, file), 'utf8');
    const ids = [...text.matchAll(/^([a-z][\w-]*)\s*=/gm)].map((match) => match[1]);
    const resource = new FluentResource(text);
    const read = new Set(resource.body.map((one) => one.id));
    for (const id of ids) {
      const first = area === 'errors' ? 'error' : area;
      if (!read.has(id)) faults.push(`i18n/${language}/${file}: ${id} cannot be read as Fluent`);
      if (!id.startsWith(`${first}-`)) faults.push(`i18n/${language}/${file}: ${id} does not begin with ${first}-`);
      if (found.has(id)) faults.push(`i18n/${language}/${file}: ${id} stands twice`);
      const at = text.search(new RegExp(`^${id}\\s*=`, 'm'));
      // From the end of its own first line on: what begins a line there is the next message.
      const own = text.indexOf('\n', at) + 1 || text.length;
      const next = text.slice(own).search(/^[a-z][\w-]*\s*=/m);
      const body = next < 0 ? text.slice(at) : text.slice(at, own + next);
      const attributes = [...body.matchAll(/^\s+\.([\w-]+)\s*=/gm)].map((match) => match[1]);
      const facts = new Set([...body.matchAll(/\{\s*\$([\w-]+)/g)].map((match) => match[1]));
      found.set(id, { facts, attributes });
    }
  }
  return found;
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield path;
  }
}

const asked = new Set();
const beginnings = new Set();

function look(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true, ts.ScriptKind.TSX);
  const where = (node) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    return `${relative(ROOT, path)}:${line + 1}`;
  };
  const visit = (node) => {
    if (ts.isStringLiteralLike(node)) asked.add(node.text);
    if (ts.isTemplateExpression(node) && node.head.text !== '') beginnings.add(node.head.text);
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) faults.push(`${where(node)}: words in code: ${node.text.trim()}`);
    if (ts.isJsxAttribute(node) && READ.has(node.name.getText()) && node.initializer !== undefined) {
      const { initializer } = node;
      if (ts.isStringLiteral(initializer) && /\p{L}/u.test(initializer.text)) {
        faults.push(`${where(node)}: words in code: ${initializer.text}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const id of idsOf(source)) {
    const [name, attribute] = id.split('.');
    const known = english.get(name);
    if (known === undefined || (attribute !== undefined && !known.attributes.includes(attribute))) {
      faults.push(`${relative(ROOT, path)}: asks for ${id}, which English does not have`);
    }
  }
}

/** What is asked of say() or of a function that ends with Say, as literal ids. */
function idsOf(source) {
  const ids = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && /^(say|\w+Say)$/.test(node.expression.getText(source))) {
      const [first] = node.arguments;
      const branches = first === undefined ? [] : ts.isConditionalExpression(first) ? [first.whenTrue, first.whenFalse] : [first];
      for (const one of branches) if (ts.isStringLiteralLike(one)) ids.push(one.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return ids;
}

const english = messages('en');
for (const path of sources(UI)) look(path);
for (const [id, { attributes }] of english) {
  const used = (name) => asked.has(name) || [...beginnings].some((beginning) => name.startsWith(beginning));
  if (!used(id) && !attributes.some((one) => used(`${id}.${one}`))) faults.push(`i18n/en: nobody asks for ${id}`);
}
for (const language of readdirSync(I18N).filter((name) => name !== 'en')) {
  const own = messages(language);
  // A screen speaks a language only where all of its words are there: one that is missing takes the whole screen away.
  const areas = new Set([...own.keys()].map((id) => id.split('-')[0]));
  for (const id of english.keys()) {
    if (areas.has(id.split('-')[0]) && !own.has(id)) faults.push(`i18n/${language}: ${id} is missing in an area it drafts`);
  }
  for (const [id, { facts }] of own) {
    const source = english.get(id);
    if (source === undefined) faults.push(`i18n/${language}: ${id} is not in English`);
    else if ([...facts].some((fact) => !source.facts.has(fact)) || [...source.facts].some((fact) => !facts.has(fact))) {
      faults.push(`i18n/${language}: ${id} has other facts in braces than English`);
    }
  }
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`words: ${english.size} messages, each asked for`);

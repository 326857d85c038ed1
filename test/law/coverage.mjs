// npm run test:law:coverage [-- --check]: docs/law.md from docs/law/rules.yaml and from the ids in code, config and tests.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../../scripts/place.mjs';

const RULE = /R\d+(?:\.\d+)?(?:-\d+)?(?![\d.])/g;
// R2.1-1..3, R3-1 to R3-25, R2.1-1 bis R2.1-3
const RANGE = /R(\d+(?:\.\d+)?)-(\d+)(?:\.\.| to R?(?:\1-)?)(\d+)/g;
const TAGS = { T: 'text', P: 'page', C: 'code of others', D: 'derived', M: 'memory' };

const { sections } = parse(readFileSync(path.join(root, 'docs/law/rules.yaml'), 'utf8'));
const mentions = readMentions();
const mutationFile = path.join(root, 'docs/law/mutation.json');
const mutation = existsSync(mutationFile) ? JSON.parse(readFileSync(mutationFile, 'utf8')) : undefined;

const text = render();
const place = path.join(root, 'docs/law.md');
if (process.argv.includes('--check')) {
  const same = existsSync(place) && readFileSync(place, 'utf8') === text;
  if (!same) console.error('docs/law.md is not what the code says: run npm run test:law:coverage.');
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(place, text);
  console.log(text.split('\n').slice(2, 14).join('\n'));
}

/** id → where it is named: { code, config, tests }, each a list of places. */
function readMentions() {
  const found = new Map();
  const note = (id, kind, where) => {
    const places = found.get(id) ?? { code: new Set(), config: new Set(), tests: new Set() };
    places[kind].add(where);
    found.set(id, places);
  };
  const files = ['apps', 'libs', 'config', 'test'].flatMap(filesUnder);
  for (const file of files.sort()) {
    if (file.startsWith('test/law/') || file.startsWith('test/bench')) continue;
    const written = readFileSync(path.join(root, file), 'utf8');
    const isTest = /\.(spec|int)\.ts$/.test(file) || file.startsWith('test/');
    const kind = isTest ? 'tests' : file.startsWith('config/') ? 'config' : 'code';
    for (const [index, line] of written.split('\n').entries()) {
      for (const id of idsIn(line))
        note(id, kind, isTest || kind === 'config' ? file : `${file}${nameBelow(written, index, file)}`);
    }
  }
  return found;
}

function filesUnder(folder) {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|yaml|sql)$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
}

function idsIn(line) {
  const ids = new Set(line.match(RULE) ?? []);
  for (const [, section, from, to] of line.matchAll(RANGE)) {
    for (let number = Number(from); number <= Number(to) && number < 100; number += 1) ids.add(`R${section}-${number}`);
  }
  return ids;
}

/** The function, constant or type the comment stands at. */
function nameBelow(written, index, file) {
  if (!/\.tsx?$/.test(file)) return '';
  const below = written.split('\n').slice(index, index + 12);
  for (const line of below) {
    const name = /^(?:export )?(?:async )?(?:function|const|class|interface|type) (\w+)/.exec(line)?.[1];
    if (name) return `#${name}`;
  }
  return '';
}

function statusOf(rule) {
  if (rule['no-rule']) return 'no rule';
  const { code, config, tests } = placesOf(rule);
  if (code.length > 0 && tests.length > 0) return 'covered';
  if (config.length > 0) return tests.length > 0 ? 'covered' : 'configured';
  if (code.length > 0) return 'named, no test';
  return 'not yet';
}

function placesOf(rule) {
  const { code = new Set(), config = new Set(), tests = new Set() } = mentions.get(rule.id) ?? {};
  const places = { code: [...code], config: [...config], tests: [...tests] };
  if (rule.in) {
    places[rule.in.startsWith('config/') ? 'config' : 'code'].push(rule.in);
    const beside = rule.in.replace(/\.ts$/, '.spec.ts');
    if (beside !== rule.in && existsSync(path.join(root, beside))) places.tests.push(beside);
  }
  return places;
}

function render() {
  const all = sections.flatMap(({ rules }) => rules);
  const count = (status) => all.filter((rule) => statusOf(rule) === status).length;
  const proved = new Set(mutation?.rules ?? []);
  const lines = [
    '# The law in this house',
    '',
    'Made by `npm run test:law:coverage` from [law/rules.yaml](law/rules.yaml) and the ids in code, config and tests. *Covered*: a function names the',
    'rule and so does a test. *Configured*: a value in `config`. *Proved*: a test that carries the id failed when `npm run test:law:mutate` changed the code',
    'or the value.',
    '',
    '| rules | covered | configured | named, no test | not yet | no rule | proved by mutation |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    `| ${all.length} | ${['covered', 'configured', 'named, no test', 'not yet', 'no rule'].map(count).join(' | ')} | ${mutation ? all.filter(({ id }) => proved.has(id)).length : 'not run'} |`,
    '',
  ];
  if (mutation)
    lines.push(
      `Mutation: ${mutation.tried} changes tried of ${mutation.possible} possible, ${mutation.survived.length} noticed by no test, ${mutation.changesNothing?.length ?? 0} that change nothing and why ([law/mutation.json](law/mutation.json)).`,
      '',
    );
  for (const { title, rules } of sections) {
    lines.push(
      `## ${title}`,
      '',
      '| rule | source | says | status | code and config | tests |',
      '| --- | --- | --- | --- | --- | --- |',
    );
    for (const rule of rules) {
      const { code, config, tests } = placesOf(rule);
      const status = rule['no-rule']
        ? `no rule: ${rule['no-rule']}`
        : `${statusOf(rule)}${proved.has(rule.id) ? ', proved' : ''}`;
      lines.push(
        `| ${rule.id} | ${rule.source} (${TAGS[rule.tag]}) | ${rule.rule} | ${status} | ${short([...code, ...config])} | ${short(tests)} |`,
      );
    }
    lines.push('');
  }
  return lines.join('\n');
}

function short(places) {
  const shown = places
    .slice(0, 4)
    .map(
      (place) => `\`${place.replace(/^(libs|apps)\/([^/]+)\/src\//, '$2/').replace('libs/storage/migrations', 'migrations')}\``,
    );
  return shown.join(', ') + (places.length > 4 ? ` and ${places.length - 4} more` : '');
}

// npm run test:law:mutate [-- --only account-book,terms] [--most 200] [--minutes 20] [--workers 2] [--keep]: changes the law in a copy,
// value by value and branch by branch, and lists the changes no test noticed.
import { spawn } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { nodeBinary, root } from '../../scripts/place.mjs';
import { codeMutants, lawMutants } from './mutants.mjs';

const FOLDERS = ['account-book', 'budget', 'terms', 'debt', 'exempt'];
const FILES = ['freeze-book.ts', 'money.ts'];
const RULE = /R\d+(?:\.\d+)?-\d+/g;
const TIMEOUT_MS = 60_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    most: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    workers: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});
const until = Date.now() + Number(values.minutes) * 60_000;
const wanted = values.only?.split(',');

const copies = mkdtempSync(path.join(tmpdir(), 'chakong-mutants-'));
const all = mutants();
const most = Math.min(Number(values.most ?? all.length), all.length);
const waiting = sample(all, most);
const results = [];
const started = performance.now();
console.log(`${all.length} changes are possible; trying ${most} of them with ${values.workers} workers.`);

await Promise.all(Array.from({ length: Number(values.workers) }, (_, index) => work(index)));
report();
rmSync(copies, { recursive: true, force: true });
process.exitCode = results.some(({ fate }) => fate === 'baseline failed') ? 1 : 0;

function mutants() {
  const is = (name) => wanted === undefined || wanted.includes(name);
  const sources = [
    ...FOLDERS.filter(is).map((folder) => `libs/enforcement/src/${folder}/*.ts`),
    ...FILES.filter((file) => is(file.replace('.ts', ''))).map((file) => `libs/enforcement/src/${file}`),
  ].flatMap((pattern) => globSync(pattern, { cwd: root }).filter((file) => !file.endsWith('.spec.ts')));
  const laws = is('config') ? globSync('config/law/*.yaml', { cwd: root }) : [];
  return [...sources.sort().flatMap((file) => codeMutants(root, file)), ...laws.sort().flatMap((file) => lawMutants(root, file))];
}

/** The same changes for the same seed, spread over all files. */
function sample(list, count) {
  if (count === list.length) return [...list];
  let state = Number(values.seed) >>> 0;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return list
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ one }) => one);
}

async function work(index) {
  const tree = path.join(copies, `tree-${index}`);
  copyTree(tree);
  const baseline = await jest(tree, undefined);
  if (!baseline.ok) {
    results.push({ fate: 'baseline failed' });
    waiting.length = 0;
    console.error(baseline.output);
    return;
  }
  for (let mutant = waiting.shift(); mutant && Date.now() < until; mutant = waiting.shift()) {
    results.push({ ...mutant, ...(await tryOne(tree, mutant)) });
    if (results.length % 50 === 0)
      console.log(`  ${results.length} tried, ${results.filter(({ fate }) => fate === 'survived').length} survived`);
  }
}

function copyTree(tree) {
  mkdirSync(tree, { recursive: true });
  for (const place of [
    'libs/enforcement',
    'libs/storage/src/law',
    'libs/platform/src',
    'apps/api/src/law',
    'apps/api/src/api-config.ts',
    'config',
    'package.json',
    'jest.config.mjs',
    'tsconfig.json',
  ])
    cpSync(path.join(root, place), path.join(tree, place), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
}

async function tryOne(tree, { file, start, end, to }) {
  const place = path.join(tree, file);
  const text = readFileSync(place, 'utf8');
  writeFileSync(place, text.slice(0, start) + to + text.slice(end));
  try {
    const run = await jest(tree, file);
    if (run.timedOut) return { fate: 'killed', rules: [] };
    return { fate: run.ok ? 'survived' : 'killed', rules: run.rules };
  } finally {
    writeFileSync(place, text);
  }
}

function jest(tree, file) {
  const about =
    file === undefined
      ? ['--testPathPatterns', 'libs/enforcement|/law/']
      : file.endsWith('.yaml')
        ? ['--testPathPatterns', '/law/']
        : ['--findRelatedTests', file];
  return new Promise((resolve, reject) => {
    const child = spawn(
      nodeBinary(),
      [
        path.join(root, 'node_modules/jest/bin/jest.js'),
        '--runInBand',
        '--silent',
        '--json',
        '--selectProjects',
        'unit',
        ...about,
      ],
      {
        cwd: tree,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
          LAW_RUNS: '60',
          LAW_SEED: '1',
          LAW_MIX: undefined,
          LAW_DIR: undefined,
        },
      },
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
    const out = [];
    const err = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const output = Buffer.concat(err).toString();
      resolve({ ok: code === 0, timedOut: signal === 'SIGKILL', output, rules: failedRules(Buffer.concat(out).toString()) });
    });
  });
}

/** The rules whose own tests noticed. */
function failedRules(json) {
  try {
    const failed = JSON.parse(json).testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'failed'),
    );
    return [...new Set(failed.flatMap(({ fullName }) => fullName.match(RULE) ?? []))];
  } catch {
    return [];
  }
}

function report() {
  const survived = results
    .filter(({ fate }) => fate === 'survived')
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  const byFolder = Map.groupBy(results, ({ file }) => path.dirname(file ?? ''));
  console.log('');
  for (const [folder, some] of [...byFolder].sort()) {
    const killed = some.filter(({ fate }) => fate === 'killed').length;
    console.log(`${String(killed).padStart(5)} of ${String(some.length).padStart(4)} noticed  ${folder}`);
  }
  if (survived.length > 0) console.log('\nNobody noticed:');
  for (const { file, line, from, to } of survived) console.log(`  ${file}:${line}  ${from.slice(0, 90)}  →  ${to.slice(0, 60)}`);
  const rules = [...new Set(results.flatMap((one) => one.rules ?? []))].sort();
  const notTried = most - results.length;
  console.log(
    `\n${results.length - survived.length} changes noticed, ${survived.length} not, ${notTried} not tried for want of time; ${rules.length} rules have a test that noticed (${((performance.now() - started) / 1000).toFixed(0)} s)`,
  );
  if (values.keep)
    writeFileSync(
      path.join(root, 'docs/law/mutation.json'),
      `${JSON.stringify({ possible: all.length, tried: results.length, survived: survived.map(({ file, line, from, to }) => `${file}:${line} ${from.slice(0, 90)} → ${to.slice(0, 60)}`), rules }, null, 2)}\n`,
    );
}

// npm run test:law:mutate [-- --only account-book,config] [--most 200] [--minutes 20] [--workers 2] [--keep]: changes the law value by value and
// branch by branch, each change alone, runs the unit tests that depend on it, and lists the changes no test noticed. --keep writes docs/law/mutation.json.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { root } from '../../scripts/place.mjs';
import { codeMutants, lawMutants } from './mutants.mjs';
import { reasonFor } from './equivalent.mjs';

const FOLDERS = ['account-book', 'budget', 'terms', 'debt', 'exempt'];
const FILES = ['freeze-book.ts', 'money.ts'];
const SPECS = ['libs/enforcement/src/**/*.spec.ts', 'libs/storage/src/law/*.spec.ts', 'apps/api/src/law/*.spec.ts'];
const RULE = /R\d+(?:\.\d+)?-\d+/g;
const TIMEOUT_MS = 20_000;
/** Modules loaded anew are never let go of: a thread is replaced after so many changes. */
const PER_THREAD = 150;

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
const specs = SPECS.flatMap((pattern) => globSync(pattern, { cwd: root })).sort();
const importers = readImporters();

const all = mutants();
const most = Math.min(Number(values.most ?? all.length), all.length);
const waiting = sample(all, most);
const results = [];
const started = performance.now();
console.log(
  `${all.length} changes are possible; trying ${most} of them with ${values.workers} threads and ${specs.length} files of tests.`,
);

await proveGreen();
await Promise.all(Array.from({ length: Number(values.workers) }, work));
report();

function mutants() {
  const is = (name) => wanted === undefined || wanted.includes(name);
  const sources = [
    ...FOLDERS.filter(is).map((folder) => `libs/enforcement/src/${folder}/*.ts`),
    ...FILES.filter((file) => is(file.replace('.ts', ''))).map((file) => `libs/enforcement/src/${file}`),
  ].flatMap((pattern) => globSync(pattern, { cwd: root }).filter((file) => !/\.spec\.ts$|sample-/.test(file)));
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

/** file → the files that import it, among sources and tests of the law. */
function readImporters() {
  const found = new Map();
  const files = globSync('{libs/enforcement,libs/storage/src/law,apps/api/src/law}/**/*.ts', { cwd: root });
  for (const file of [...files, 'apps/api/src/api-config.ts']) {
    for (const [, specifier] of readFileSync(path.join(root, file), 'utf8').matchAll(/from '((?:\.|#enforcement).*)\.js'/g)) {
      const to = specifier.startsWith('#')
        ? specifier.replace('#enforcement', 'libs/enforcement/src')
        : path.posix.join(path.posix.dirname(file), specifier);
      found.set(`${to}.ts`, [...(found.get(`${to}.ts`) ?? []), file]);
    }
  }
  return found;
}

/** The tests that a change of this file can reach; of a file of the law, those that read it. */
function specsFor(file) {
  if (file.endsWith('.yaml')) return specs.filter((spec) => !spec.startsWith('libs/enforcement'));
  const seen = new Set([file]);
  for (const one of seen) for (const importer of importers.get(one) ?? []) seen.add(importer);
  return specs.filter((spec) => seen.has(spec));
}

async function proveGreen() {
  const thread = openThread();
  const failed = await thread.run({ file: '', text: '', specs });
  await thread.end();
  if (failed.length === 0) return;
  console.error('The tests fail without any change:');
  for (const { title, error } of failed) console.error(`  ${title}: ${error}`);
  process.exit(1);
}

async function work() {
  let thread = openThread();
  let used = 0;
  for (let mutant = waiting.shift(); mutant && Date.now() < until; mutant = waiting.shift()) {
    const { file, start, end, to } = mutant;
    const text = readFileSync(path.join(root, file), 'utf8');
    const failed = await thread.run({ file, text: text.slice(0, start) + to + text.slice(end), specs: specsFor(file) });
    const rules = new Set((failed ?? []).flatMap(({ title }) => title.match(RULE) ?? []));
    results.push({ ...mutant, fate: failed?.length === 0 ? 'survived' : 'noticed', rules: [...rules] });
    if (results.length % 100 === 0)
      console.log(`  ${results.length} tried, ${results.filter(({ fate }) => fate === 'survived').length} survived`);
    used += 1;
    if (failed !== undefined && used < PER_THREAD) continue;
    await thread.end();
    [thread, used] = [openThread(), 0];
  }
  await thread.end();
}

/** `run` resolves to the tests that failed, or to undefined where they did not end: an endless loop is noticed too. */
function openThread() {
  const worker = new Worker(new URL('./mutant-worker.mjs', import.meta.url), { workerData: { root, seed: Number(values.seed) } });
  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
        worker.once('error', reject);
        worker.once('message', ({ failed }) => {
          clearTimeout(timer);
          worker.off('error', reject);
          resolve(failed);
        });
        worker.postMessage(task);
      }),
    end: () => worker.terminate(),
  };
}

function report() {
  const survived = results
    .filter(({ fate }) => fate === 'survived')
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
    .map((one) => ({ ...one, because: reasonFor(root, one) }));
  const open = survived.filter(({ because }) => because === undefined);
  const byFolder = Map.groupBy(results, ({ file }) => path.dirname(file ?? ''));
  console.log('');
  for (const [folder, some] of [...byFolder].sort()) {
    const killed = some.filter(({ fate }) => fate === 'noticed').length;
    console.log(`${String(killed).padStart(5)} of ${String(some.length).padStart(4)} noticed  ${folder}`);
  }
  if (open.length > 0) console.log('\nNobody noticed:');
  for (const { file, line, from, to } of open) console.log(`  ${file}:${line}  ${from.slice(0, 90)}  →  ${to.slice(0, 60)}`);
  const rules = [...new Set(results.flatMap((one) => one.rules ?? []))].sort();
  const notTried = most - results.length;
  console.log(
    `\n${results.length - survived.length} changes noticed, ${open.length} not, ${survived.length - open.length} that change nothing (docs/law/equivalent.yaml), ${notTried} not tried for want of time; ${rules.length} rules have a test that noticed (${((performance.now() - started) / 1000).toFixed(0)} s)`,
  );
  if (!values.keep) return;
  const told = ({ file, line, from, to }) => `${file}:${line} ${from.slice(0, 90)} → ${to.slice(0, 60)}`;
  const changesNothing = survived.filter(({ because }) => because !== undefined);
  const kept = {
    possible: all.length,
    tried: results.length,
    survived: open.map(told),
    changesNothing: changesNothing.map((one) => `${told(one)}: ${one.because}`),
    rules,
  };
  writeFileSync(path.join(root, 'docs/law/mutation.json'), `${JSON.stringify(kept, null, 2)}\n`);
}

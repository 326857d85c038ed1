// A thread that runs unit tests of the law against one changed file at a time, without a test runner around it: modules are loaded anew for
// every change under an address of their own, so a change costs milliseconds where a process would cost seconds.
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { expect } from 'expect';
import fc from 'fast-check';

const { root, seed } = workerData;
fc.configureGlobal({ seed });
Object.assign(process.env, { LAW_RUNS: '60', LAW_SEED: String(seed) });
delete process.env.LAW_MIX;
delete process.env.LAW_DIR;

const rootUrl = pathToFileURL(`${root}/`).href;
const shimUrl = new URL('./test-shim.mjs', import.meta.url).href;
const transpiled = new Map();
let changed = { file: '', text: '' };
let round = 0;
let collected = [];
globalThis.lawTests = { add: (one) => collected.push(one), expect };

/** Types stripped by Node itself: a compiler's binary does not survive the end of a thread. */
const codeOf = (text) => module.stripTypeScriptTypes(text, { mode: 'transform' });

function sourceOf(file) {
  if (file === changed.file) return codeOf(changed.text);
  const known = transpiled.get(file);
  if (known !== undefined) return known;
  const code = codeOf(fs.readFileSync(path.join(root, file), 'utf8'));
  transpiled.set(file, code);
  return code;
}

/** `./x.js` beside a source and `#lib/x.js` are TypeScript files of the tree. */
function placeOf(specifier, parent) {
  const lib = /^#(\w+)\/(.*)\.js$/.exec(specifier);
  if (lib) return `libs/${lib[1]}/src/${lib[2]}.ts`;
  if (!specifier.startsWith('.') || !parent?.startsWith(rootUrl) || !parent.includes('.ts?')) return undefined;
  return decodeURI(new URL(specifier, parent).href.slice(rootUrl.length)).replace(/\.js(\?.*)?$/, '.ts');
}

module.registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: shimUrl, shortCircuit: true };
    const place = placeOf(specifier, context.parentURL);
    if (place === undefined) return next(specifier, context);
    return { url: `${rootUrl}${place}?${round}`, shortCircuit: true, format: 'module' };
  },
  load(url, context, next) {
    if (!url.startsWith(rootUrl) || !url.includes('.ts?')) return next(url, context);
    const file = decodeURI(url.slice(rootUrl.length)).replace(/\?.*$/, '');
    return { source: sourceOf(file), format: 'module', shortCircuit: true };
  },
});

// the law is read from files: what is changed is read changed
const readFileSync = fs.readFileSync;
fs.readFileSync = (file, ...rest) =>
  changed.file.endsWith('.yaml') && String(file).endsWith(changed.file) ? changed.text : readFileSync(file, ...rest);
module.syncBuiltinESMExports();

async function run({ file, text, specs }) {
  changed = { file, text };
  round += 1;
  const failed = [];
  for (const spec of specs) {
    collected = [];
    try {
      await import(`${rootUrl}${spec}?${round}`);
    } catch (error) {
      failed.push({ title: '', error: String(error) });
    }
    for (const { title, test } of collected) {
      try {
        await test();
      } catch (error) {
        failed.push({ title, error: String(error).slice(0, 300) });
      }
    }
  }
  return failed;
}

parentPort.on('message', async (task) => parentPort.postMessage({ id: task.id, failed: await run(task) }));

// npm run test:law [-- --runs 100000] [--seed 7]: the random histories of the law, long, with what they were made of.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { nodeBinary, root } from '../../scripts/place.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new RangeError('Write --runs with a whole number above nothing.');

const folder = mkdtempSync(path.join(tmpdir(), 'chakong-law-'));
const mixFile = path.join(folder, 'mix.ndjson');
const started = performance.now();
const code = await new Promise((resolve, reject) => {
  const child = spawn(
    nodeBinary(),
    [
      path.join(root, 'node_modules/jest/bin/jest.js'),
      '--selectProjects',
      'unit',
      '--testPathPatterns',
      'many-courts|-histories',
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
        LAW_RUNS: String(runs),
        LAW_MIX: mixFile,
        ...(values.seed === undefined ? {} : { LAW_SEED: values.seed }),
      },
    },
  );
  child.on('error', reject);
  child.on('close', (exit) => resolve(exit ?? 1));
});
printMix(readMix());
console.log(`\n${runs} runs of each property in ${((performance.now() - started) / 1000).toFixed(0)} s`);
rmSync(folder, { recursive: true });
process.exitCode = code;

function readMix() {
  try {
    return readFileSync(mixFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

function printMix(parts) {
  for (const { title, mix } of parts) {
    const [[of, all] = ['', 0], ...rest] = Object.entries(mix);
    console.log(`\n${title}: ${all} ${of}`);
    for (const [what, count] of rest.sort((a, b) => b[1] - a[1])) {
      console.log(`  ${String(count).padStart(8)}  ${((100 * count) / all).toFixed(0).padStart(3)} %  ${what}`);
    }
  }
}

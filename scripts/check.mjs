import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { FolderLock } from './folder-lock.mjs';
import { install } from './install.mjs';
import * as localPostgres from './local-postgres.mjs';
import { lockfileProblems } from './lockfile.mjs';
import { isCommand, localFolder, nodeBinary, root } from './place.mjs';
import { runCommand } from './plain-failure.mjs';
import { quietRun } from './quiet-run.mjs';

const atOnce = 2;
const timeoutMs = 5 * 60_000;
const schemaCheck = 'dist/libs/storage/src/check-schema.js';

const tool =
  (file, ...args) =>
  () =>
    quietRun(nodeBinary(), [path.join(root, 'node_modules', file), ...args], { timeoutMs });

async function lockfile() {
  const problems = lockfileProblems();
  return { ok: problems.length === 0, output: problems.join('\n') };
}

async function schema({ databaseUrl }) {
  if (!existsSync(path.join(root, schemaCheck))) return { ok: true, skipped: `${schemaCheck} is not there yet` };
  const { scratchDatabase } = await import('./scratch-database.mjs');
  const env = { ...process.env, DATABASE_URL: await scratchDatabase(databaseUrl, 'check_schema') };
  return quietRun(nodeBinary(), ['--enable-source-maps', path.join(root, schemaCheck)], { env, timeoutMs });
}

// The longest first, so that two at a time end together.
const items = [
  { name: 'types', run: tool('typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit') },
  { name: 'lint', run: tool('eslint/bin/eslint.js', '.', '--max-warnings=0') },
  {
    name: 'types of the console',
    run: tool('typescript/bin/tsc', '-p', 'apps/console', '--noEmit'),
    needs: 'apps/console/tsconfig.json',
  },
  { name: 'format', run: tool('prettier/bin/prettier.cjs', '--check', '.', '--log-level=warn') },
  {
    name: 'dependency rules',
    run: tool('dependency-cruiser/bin/dependency-cruiser.mjs', '--config', '.dependency-cruiser.cjs', 'apps', 'libs'),
  },
  { name: 'dead code', run: tool('knip/bin/knip.js', '--no-progress') },
  { name: 'migrations match entities', run: schema },
  { name: 'lock file', run: lockfile },
];

async function runItem({ name, run }, context) {
  const started = performance.now();
  const result = await run(context).catch((error) => ({ ok: false, output: String(error.stack ?? error) }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const word = result.skipped ? `skipped: ${result.skipped}` : `${seconds} s`;
  console.log(`  ${result.ok ? '✔' : '✖'} ${name} (${word})`);
  if (!result.ok) console.log(result.output.replace(/^/gm, '      '));
  return result;
}

/** Runs every item, two at a time, whatever fails. `databaseUrl` names a server where databases may be made. */
export async function runChecks(context) {
  const waiting = items.filter(({ needs }) => !needs || existsSync(path.join(root, needs)));
  const results = [];
  const worker = async () => {
    for (let item = waiting.shift(); item; item = waiting.shift()) results.push(await runItem(item, context));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return {
    passed: results.filter(({ ok, skipped }) => ok && !skipped).length,
    failed: results.filter(({ ok }) => !ok).length,
  };
}

if (isCommand(import.meta)) {
  await runCommand(async () => {
    await install();
    await build({ only: 'services' });
    const folder = path.join(localFolder, 'check');
    const lock = new FolderLock(folder, 'npm run check');
    const server = await localPostgres.start({ dir: path.join(folder, 'postgres'), fast: true });
    try {
      const { passed, failed } = await runChecks({ databaseUrl: server.url });
      console.log(`${passed} passed, ${failed} failed`);
      return failed === 0 ? 0 : 1;
    } finally {
      await server.stop();
      lock.release();
    }
  });
}

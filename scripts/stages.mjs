// The stages of npm test on Node 24, installed and built: what scripts/test.mjs hands over to.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runChecks } from './check.mjs';
import { endChild } from './child-end.mjs';
import { FolderLock } from './folder-lock.mjs';
import { localFolder, nodeBinary, root } from './place.mjs';
import { PlainFailure, runCommand } from './plain-failure.mjs';
import { quietRun } from './quiet-run.mjs';
import { scratchDatabase } from './scratch-database.mjs';
import { TestServers } from './test-servers.mjs';

const folder = path.join(localFolder, 'test');
const servers = new TestServers(folder);
const stageTimeoutMs = 10 * 60_000;
let running;

/** Runs Node quietly and shows what it said only when it failed. */
async function runNode(args, env) {
  const run = await quietRun(nodeBinary(), args, {
    env: { ...process.env, ...env },
    timeoutMs: stageTimeoutMs,
    onChild: (child) => (running = child),
  });
  if (!run.ok) console.log(run.output);
  if (run.signal) console.log(`ended by ${run.signal} after ${run.seconds.toFixed(0)} s`);
  return run;
}

async function jest(project, env = {}) {
  const outcome = path.join(folder, `${project}.json`);
  rmSync(outcome, { force: true });
  const flags = ['--experimental-vm-modules', '--no-warnings'];
  const args = ['--selectProjects', project, '--json', `--outputFile=${outcome}`];
  const run = await runNode([...flags, path.join(root, 'node_modules/jest/bin/jest.js'), ...args], {
    ...env,
    NODE_OPTIONS: flags.join(' '),
  });
  if (!existsSync(outcome)) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(outcome, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  // A stage that ran nothing, or ended badly for a reason jest does not count, has proved nothing.
  return { passed, failed: failed === 0 && (passed === 0 || !run.ok) ? 1 : failed };
}

async function integration() {
  return jest('integration', { TEST_DATABASE_URL: await servers.databaseUrl(), TEST_KAFKA_BROKERS: await servers.brokers() });
}

/** The house as a newcomer starts it, in a folder of its own: every step of every story counts. */
async function stories(wire) {
  const house = path.join(folder, `house-${wire}`);
  const stepsFile = path.join(folder, `stories-${wire}.json`);
  for (const place of [house, stepsFile]) rmSync(place, { recursive: true, force: true });
  const env = {
    DATABASE_URL: await scratchDatabase(await servers.databaseUrl(), `stories_${wire}`),
    ...(wire === 'kafka' ? { KAFKA_BROKERS: await servers.brokers() } : { KAFKA_BROKERS: undefined, WIRE: 'local' }),
    API_PORT: undefined,
  };
  const args = ['--exit', '--story', 'all', '--folder', house, '--steps-file', stepsFile];
  const run = await runNode([path.join(root, 'scripts/house.mjs'), ...args], env);
  const told = existsSync(stepsFile) ? JSON.parse(readFileSync(stepsFile, 'utf8')) : [];
  const sum = (what) => told.reduce((total, story) => total + story[what], 0);
  return { passed: sum('passed'), failed: Math.max(sum('failed'), run.ok ? 0 : 1) };
}

/** The whole house under a short, seeded list of faults: what is counted are promises kept and broken. */
async function faults() {
  const outcome = path.join(folder, 'faults.json');
  rmSync(outcome, { force: true });
  const run = await runNode([path.join(root, 'test/faults/run.mjs'), '--quick', '--outcome', outcome], {});
  if (!existsSync(outcome)) return { passed: 0, failed: 1 };
  const { passed, failed } = JSON.parse(readFileSync(outcome, 'utf8'));
  return { passed, failed: Math.max(failed, run.ok ? 0 : 1) };
}

const stages = [
  { name: 'check', run: async () => runChecks({ databaseUrl: await servers.databaseUrl() }) },
  { name: 'unit', run: () => jest('unit') },
  { name: 'contract', run: () => jest('contract') },
  { name: 'integration', run: integration },
  { name: 'stories', run: () => stories('kafka') },
  { name: 'stories-solo', run: () => stories('local') },
  { name: 'faults', run: faults },
];

function chosenStages() {
  const { values } = parseArgs({ options: { stage: { type: 'string', multiple: true } } });
  if (!values.stage) return stages;
  const unknown = values.stage.find((name) => stages.every((stage) => stage.name !== name));
  if (unknown) throw new PlainFailure(`There is no stage ${unknown}; there are: ${stages.map(({ name }) => name).join(', ')}.`);
  return stages.filter(({ name }) => values.stage.includes(name));
}

async function runStage({ name, run }) {
  console.log(`\n${name} …`);
  const started = performance.now();
  const counts = await run().catch((error) => {
    console.log(error instanceof PlainFailure ? error.message : error.stack);
    return { passed: 0, failed: 1 };
  });
  const seconds = (performance.now() - started) / 1000;
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed in ${seconds.toFixed(1)} s`);
  return { name, ...counts, seconds };
}

function summarise(results) {
  console.log('\nSummary');
  for (const { name, passed, failed, seconds } of results) {
    console.log(
      `  ${failed === 0 ? '✔' : '✖'} ${name.padEnd(13)} ${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed ${seconds.toFixed(1).padStart(7)} s`,
    );
  }
  const sum = (what) => results.reduce((total, result) => total + result[what], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 ? 0 : 1;
}

await runCommand(async () => {
  const chosen = chosenStages();
  mkdirSync(folder, { recursive: true });
  const lock = new FolderLock(folder, 'npm test');
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    if (running) void endChild(running, { graceMs: 15_000 });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, interrupt);
  process.once('disconnect', interrupt);
  const results = [];
  try {
    for (const stage of chosen) if (!interrupted) results.push(await runStage(stage));
  } finally {
    await servers.stop();
    lock.release();
  }
  return interrupted ? 130 : summarise(results);
});
process.exit();

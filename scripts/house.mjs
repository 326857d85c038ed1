// The house on Node 24, installed and built: what scripts/start.mjs hands over to.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Listr } from 'listr2';
import { FolderLock } from './folder-lock.mjs';
import { houseApps } from './house-apps.mjs';
import * as localKafka from './local-kafka.mjs';
import * as localPostgres from './local-postgres.mjs';
import { localFolder, nodeBinary, requireFreeDisk, root } from './place.mjs';
import { PlainFailure, complain } from './plain-failure.mjs';
import { Ports } from './ports.mjs';
import { quietRun, tail } from './quiet-run.mjs';
import { ensureSecrets } from './secrets.mjs';
import { allStories, playStory } from './story.mjs';
import { Supervisor } from './supervisor.mjs';

const { values: flags } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    exit: { type: 'boolean', default: false },
    story: { type: 'string', multiple: true, default: ['heshan'] },
    folder: { type: 'string', default: localFolder },
    'steps-file': { type: 'string' },
  },
});
const folder = path.resolve(flags.folder);
const logFolder = path.join(folder, 'logs');
const showCursor = '\u001b[?25h';
const stories = flags.story.includes('all') ? allStories() : flags.story;

// The jars and the tests' own data are nobody's state.
const keptWhenFresh = new Set(['kafka', 'test', 'running.json']);

/** Undone in reverse order when the house closes, for whatever reason it does. */
const closers = [];
/** What first went wrong; told whole after the list, which has one line for it. */
let trouble;
let closing;
function close() {
  closing ??= (async () => {
    for (const undo of closers.reverse()) await undo();
  })();
  return closing;
}

function wipe() {
  if (process.env.DATABASE_URL) {
    throw new PlainFailure(
      '--fresh wipes what npm start made itself, and DATABASE_URL names a database of yours: empty it yourself and leave --fresh out.',
    );
  }
  for (const entry of readdirSync(folder)) {
    // PostgreSQL's folder may be a link out of here: its own fresh start follows that.
    if (!keptWhenFresh.has(entry) && entry !== 'postgres') rmSync(path.join(folder, entry), { recursive: true });
  }
}

async function command(what, entry, env, args = []) {
  const run = await quietRun(nodeBinary(), ['--enable-source-maps', path.join(root, entry), ...args], {
    env: { ...process.env, ...env },
  });
  if (!run.ok) throw new PlainFailure(`${tail(run.output)}\n\n${what} failed (above).`);
  return run.output;
}

async function openDatabase(house) {
  if (process.env.DATABASE_URL) {
    house.databaseUrl = process.env.DATABASE_URL;
    return 'PostgreSQL of DATABASE_URL';
  }
  const server = await localPostgres.start({ dir: path.join(folder, 'postgres'), fresh: flags.fresh });
  closers.push(server.stop);
  house.databaseUrl = server.url;
  return `PostgreSQL at 127.0.0.1:${server.port}`;
}

async function openBroker(house) {
  house.wire = process.env.WIRE === 'local' ? 'local' : 'kafka';
  if (house.wire === 'local') return 'No Kafka: WIRE=local, so one process carries everything';
  if (process.env.KAFKA_BROKERS) {
    house.brokers = process.env.KAFKA_BROKERS;
    return 'Kafka of KAFKA_BROKERS';
  }
  const broker = await localKafka.start({ dir: path.join(folder, 'kafka'), fresh: flags.fresh });
  if (broker.reason) {
    if (!existsSync(path.join(root, 'dist/apps/solo/src/main.js')))
      throw new PlainFailure(`${broker.reason}; or set KAFKA_BROKERS.`);
    house.wire = 'local';
    return `No Kafka: ${broker.reason}. One process carries everything`;
  }
  closers.push(broker.stop);
  house.brokers = broker.brokers;
  return `Kafka at ${broker.brokers}`;
}

async function openServices(house, lock) {
  const secretsFile = ensureSecrets(path.join(folder, 'secrets.json'));
  const ports = new Ports(path.join(folder, 'ports.json'));
  const { apps, addresses, storyEnv } = await houseApps({ ...house, ports, secretsFile, folder });
  const supervisor = new Supervisor(logFolder, () => lock.tell({ ...addresses, services: supervisor.states() }));
  closers.push(() => supervisor.stop());
  await supervisor.start(apps.filter(({ name }) => name === 'simulator'));
  await supervisor.start(apps.filter(({ name }) => name !== 'simulator'));
  Object.assign(house, addresses, { storyEnv });
  return `${apps.length} services are ready`;
}

// A story's titles are in both languages; a terminal is in one.
const told = ({ zh, en }) => (/^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '') ? zh : en);

async function tellStory(house, name, task) {
  const result = await playStory({
    name,
    env: house.storyEnv,
    logFolder,
    onStep: ({ step, title, state, detail }) => {
      const mark = { done: '✔', failed: '✖' }[state];
      if (mark) task.output = `${mark} ${step} ${told(title)}${detail ? `: ${detail}` : ''}`;
      else task.title = `Story ${name}: ${step} ${told(title)}`;
    },
  });
  house.stories.push(result);
  if (!result.cameTrue)
    throw new PlainFailure(`Story ${name}: not every step came true; the player's words are in ${result.logFile}.`);
  return `Story ${name}: all ${result.passed} steps came true`;
}

/** A line of the progress list: shows how it ended and how long it took. */
function line(title, work, options = {}) {
  return {
    title,
    rendererOptions: { outputBar: Infinity, persistentOutput: true },
    task: async (_, task) => {
      const started = performance.now();
      const ended = await work(task).catch((error) => {
        trouble ??= error;
        throw new Error('see below');
      });
      task.title = `${ended ?? title} (${((performance.now() - started) / 1000).toFixed(1)} s)`;
    },
    ...options,
  };
}

async function open(house, lock) {
  await requireFreeDisk(folder);
  if (flags.fresh) wipe();
  const env = () => ({
    DATABASE_URL: house.databaseUrl,
    ...(house.brokers && { KAFKA_BROKERS: house.brokers }),
    WIRE: house.wire,
  });
  const tasks = [
    line('PostgreSQL', () => openDatabase(house)),
    line('Kafka', () => openBroker(house)),
    line('Tables', () =>
      command('Migrating the database', 'dist/libs/storage/src/migrate.js', env()).then(() => 'Tables are current'),
    ),
    line(
      'Topics',
      () => command('Creating the topics', 'dist/libs/wire/src/create-topics.js', env()).then(() => 'Topics are there'),
      {
        skip: () => house.wire === 'local',
      },
    ),
    line('Services', () => openServices(house, lock)),
    ...stories.map((name) => line(`Story ${name}`, (task) => tellStory(house, name, task), { exitOnError: flags.exit })),
  ];
  await new Listr(tasks, { registerSignalListeners: false, rendererOptions: { collapseSubtasks: false } }).run();
}

function printAddresses(house) {
  process.stdout.write(`
  Console            ${house.api}
  API, described     ${house.api}/docs
  Who can act        ${house.api}/demo/people
  Simulated banks    ${house.simulator}
  Logs               ${logFolder}

  Ctrl-C stops everything; npm start goes on from here; npm start -- --fresh begins anew.
`);
}

const house = { stories: [] };
let exitCode = 0;
let opened = false;
const goodbye = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
  process.once('disconnect', () => resolve('SIGTERM'));
});

try {
  const lock = new FolderLock(folder, 'Chakong');
  closers.push(() => lock.release());
  const opening = open(house, lock);
  opening.catch(() => {});
  const signal = await Promise.race([opening, goodbye]);
  opened = signal === undefined;
  if (opened) {
    printAddresses(house);
    if (!flags.exit) await goodbye;
  }
  if (!opened)
    process.stdout.write(`${process.stdout.isTTY ? showCursor : ''}\nInterrupted before everything was up; stopping …\n`);
  if (!opened || (flags.exit && house.stories.some(({ cameTrue }) => !cameTrue))) exitCode = 1;
} catch (error) {
  complain(trouble ?? error);
  exitCode = 1;
}
if (flags['steps-file']) writeFileSync(flags['steps-file'], JSON.stringify(house.stories));
if (opened) console.log('Stopping …');
await close();
process.exit(exitCode);

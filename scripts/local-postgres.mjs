import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild, endStray, hasEnded } from './child-end.mjs';
import { leash } from './leash.mjs';
import { PlainFailure } from './plain-failure.mjs';
import { Ports } from './ports.mjs';
import { dataFolder, postgresUser, removeDataFolder } from './postgres-user.mjs';
import { quietRun, tail } from './quiet-run.mjs';

const owner = 'chakong';
const readyTimeoutMs = 60_000;
// A postmaster that was killed leaves children behind for a moment; they hold its shared memory.
const startAttempts = 4;
/** What docs/scale.md asks of a server that carries the road; the defaults of PostgreSQL are those of a much smaller machine. */
const roomy = {
  shared_buffers: '1GB',
  wal_buffers: '64MB',
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  random_page_cost: '1.1',
};

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Folders holding PostgreSQL's programs, newest version first. */
function programFolders() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return [...versions.map((version) => path.join(debian, version, 'bin')), ...onPath].filter((folder) =>
    ['initdb', 'postgres'].every((name) => isProgram(path.join(folder, name))),
  );
}

export const hasPostgres = () => programFolders().length > 0;

async function chooseFolder(data) {
  const folders = programFolders();
  if (folders.length === 0) {
    throw new PlainFailure(
      'PostgreSQL is missing: install it (Debian, Ubuntu: apt-get install postgresql), or set DATABASE_URL to a server of your own.',
    );
  }
  const versionFile = path.join(data, 'PG_VERSION');
  if (!existsSync(versionFile)) return folders[0];
  const wanted = readFileSync(versionFile, 'utf8').trim();
  for (const folder of folders) {
    const { output } = await quietRun(path.join(folder, 'postgres'), ['--version']);
    if (new RegExp(`\\b${wanted}(\\.|\\b)`).test(output)) return folder;
  }
  throw new PlainFailure(
    `The data in ${data} belongs to PostgreSQL ${wanted}, which is no longer installed: install it, or begin anew with npm start -- --fresh.`,
  );
}

function passwordOf(dir) {
  const file = path.join(dir, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

async function initialise(programs, data, user, password, fast) {
  const purse = mkdtempSync(path.join(tmpdir(), 'chakong-'));
  try {
    const passwordFile = path.join(purse, 'password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user.uid !== undefined) for (const place of [purse, passwordFile]) chownSync(place, user.uid, user.gid);
    const args = ['-D', data, '-U', owner, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C.UTF-8'];
    const onChild = (child) => leash(child, 'SIGKILL');
    const run = await quietRun(path.join(programs, 'initdb'), fast ? [...args, '--no-sync'] : args, {
      cwd: '/',
      ...user,
      onChild,
    });
    if (!run.ok) throw new PlainFailure(`${tail(run.output)}\n\nPostgreSQL could not make its data folder ${data} (above).`);
  } finally {
    rmSync(purse, { recursive: true });
  }
}

function postmasterOf(data) {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { file, pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' };
}

/** A postmaster left over from a killed run is stopped; a file naming a process that is no postmaster of this folder is removed. */
async function clearStale(data) {
  const left = postmasterOf(data);
  if (!left) return;
  let workingFolder;
  try {
    workingFolder = readlinkSync(`/proc/${left.pid}/cwd`);
  } catch {
    workingFolder = undefined;
  }
  if (workingFolder === data) await endStray(left.pid, { signal: 'SIGINT' });
  if (existsSync('/proc/self/cwd')) rmSync(left.file, { force: true });
}

async function launch(programs, data, user, port, settings, logFile) {
  const log = openSync(logFile, 'a');
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(path.join(programs, 'postgres'), ['-D', data, '-p', String(port), ...options], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  leash(child, 'SIGINT');
  for (const deadline = performance.now() + readyTimeoutMs; performance.now() < deadline; await sleep(25)) {
    if (hasEnded(child)) return undefined;
    const running = postmasterOf(data);
    if (running?.pid === child.pid && running.ready) return child;
  }
  await endChild(child, { signal: 'SIGINT', last: 'SIGQUIT' });
  return undefined;
}

/**
 * A PostgreSQL server of our own in `dir`, as root too. `fast` gives durability away for speed: for tests only.
 * `url` names the superuser and the database `postgres`; `more` are settings of the caller's own.
 */
export async function start({ dir, port, fast = false, fresh = false, more = {} }) {
  mkdirSync(dir, { recursive: true });
  const wanted = path.join(dir, 'data');
  // Written after initdb: a data folder without it is the half-made one of an interrupted first start.
  const made = path.join(dir, 'made');
  if (existsSync(wanted)) await clearStale(realpathSync(wanted));
  if (fresh || !existsSync(made)) removeDataFolder(wanted);
  const user = postgresUser();
  const data = dataFolder(wanted, user);
  const programs = await chooseFolder(data);
  const password = passwordOf(dir);
  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    await initialise(programs, data, user, password, fast);
    writeFileSync(made, '');
  }
  const chosen = port ?? (await new Ports(path.join(dir, 'port.json')).get('postgres'));
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...roomy,
    ...(fast && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...more,
  };
  const logFile = path.join(dir, 'postgres.log');
  let child;
  for (let attempt = 1; !child && attempt <= startAttempts; attempt++) {
    if (attempt > 1) await sleep(1000);
    child = await launch(programs, data, user, chosen, settings, logFile);
  }
  if (!child)
    throw new PlainFailure(
      `${tail(readFileSync(logFile, 'utf8'), 5)}\n\nPostgreSQL did not start (above); the whole of its log is ${logFile}.`,
    );
  return {
    url: `postgres://${owner}:${password}@127.0.0.1:${chosen}/postgres`,
    port: chosen,
    pid: child.pid,
    stop: () => endChild(child, { signal: 'SIGINT', last: 'SIGQUIT' }),
  };
}

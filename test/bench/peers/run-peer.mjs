// Runs an engine of test/bench/peers beside ours: the same lean bank, the same PostgreSQL settings, in a database of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as localPostgres from '../../../scripts/local-postgres.mjs';
import { nodeBinary, root } from '../../../scripts/place.mjs';
import { PlainFailure } from '../../../scripts/plain-failure.mjs';
import { benchFolder, openLeanBank } from '../house/bench-house.mjs';
import { treeSeconds } from '../house/processor-time.mjs';
import { percentile } from '../profiles/measured.mjs';

const here = path.join(root, 'test/bench/peers');
export const peers = ['pg-boss', 'bullmq'];

/** The peers' own dependencies, never among ours. */
export function installPeers() {
  if (existsSync(path.join(here, 'node_modules'))) return;
  const run = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: here, encoding: 'utf8' });
  if (run.status !== 0) throw new PlainFailure(`The peers could not be installed:\n${run.stderr.slice(-2000)}`);
}

async function openRedis() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  const folder = path.join(benchFolder, 'redis');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const flags = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    'everysec',
  ];
  const child = spawn('redis-server', flags, { stdio: 'ignore' });
  const failed = once(child, 'error').then(() => true);
  if ((await Promise.race([failed, sleep(500)])) === true) {
    throw new PlainFailure('redis-server is missing (Debian, Ubuntu: apt-get install redis-server), so BullMQ cannot run.');
  }
  return { port, pid: child.pid, stop: () => child.kill() };
}

/** One measured burst of `orders` orders by `engine`; the row is made like ours. */
export async function runPeer(engine, { orders, serviceMs, warmUp = 100 }) {
  installPeers();
  const closers = [];
  try {
    const postgres = await localPostgres.start({ dir: path.join(benchFolder, 'peer-postgres'), fresh: true });
    closers.push(postgres.stop);
    const bank = await openLeanBank();
    closers.push(() => bank.close());
    await bank.behave({ serviceMs });
    const redis = engine === 'bullmq' ? await openRedis() : undefined;
    if (redis) closers.push(() => redis.stop());
    const settings = { engine, pgUrl: postgres.url, bankUrl: bank.url, redisPort: redis?.port, warmUp, orders };
    const child = spawn(nodeBinary(), [path.join(here, 'engine.mjs'), JSON.stringify(settings)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    closers.push(() => child.kill());
    const died = once(child, 'exit').then(([code]) => {
      throw new Error(`${engine} ended with ${code}`);
    });
    const heard = async () => (await Promise.race([once(child, 'message'), died]))[0];
    await heard();
    const spent = () => ({
      engine: treeSeconds(child.pid),
      postgresql: treeSeconds(postgres.pid),
      ...(redis && { redis: treeSeconds(redis.pid) }),
    });
    const before = spent();
    const counted = await bank.counts();
    const began = performance.now();
    child.send('go');
    await heard();
    const seconds = (performance.now() - began) / 1000;
    const after = spent();
    const { received } = await bank.counts();
    child.send('tell');
    const { times, exact } = await heard();
    died.catch(() => {});
    const requests = orders * 20;
    const parts = Object.fromEntries(
      Object.entries(after).map(([part, total]) => [part, ((total - before[part]) * 1000) / requests]),
    );
    return {
      requests,
      seconds,
      perSecond: requests / seconds,
      cpuPerThousand: Object.values(parts).reduce((sum, part) => sum + part, 0),
      parts,
      p50: percentile(times, 0.5),
      p95: percentile(times, 0.95),
      p99: percentile(times, 0.99),
      exact: exact && received - counted.received === requests,
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

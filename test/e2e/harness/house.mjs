import { existsSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { FolderLock } from '../../../scripts/folder-lock.mjs';
import { houseApps } from '../../../scripts/house-apps.mjs';
import * as localKafka from '../../../scripts/local-kafka.mjs';
import * as localPostgres from '../../../scripts/local-postgres.mjs';
import { localFolder, nodeBinary, requireFreeDisk, root } from '../../../scripts/place.mjs';
import { PlainFailure } from '../../../scripts/plain-failure.mjs';
import { Ports } from '../../../scripts/ports.mjs';
import { quietRun, tail } from '../../../scripts/quiet-run.mjs';
import { scratchDatabase } from '../../../scripts/scratch-database.mjs';
import { ensureSecrets } from '../../../scripts/secrets.mjs';
import { Supervisor } from '../../../scripts/supervisor.mjs';
import { ApiClient } from './api-client.mjs';
import { SimulatorClient } from './simulator-client.mjs';

const readyAgainTimeoutMs = 120_000;
// Servers are made anew at each run by their own `fresh`; everything else here is wiped.
const kept = new Set(['postgres', 'kafka', 'running.json', 'ports.json']);

/**
 * A whole house of a test's own below .local/e2e: PostgreSQL (durable, as in earnest), Kafka, two replicas of control and of each group
 * of adapters, api, watcher and simulator, every one a process that is started again when it dies.
 * TEST_DATABASE_URL and TEST_KAFKA_BROKERS name servers to use instead; that broker must be nobody else's, topics have one name only.
 */
export class House {
  #name;
  #closers = [];
  #supervisor;
  #ports = {};
  #broker;
  #server;

  constructor(name) {
    this.#name = name;
    this.folder = path.join(localFolder, 'e2e', name);
  }

  async open() {
    const started = performance.now();
    const lock = new FolderLock(this.folder, `The test ${this.#name}`);
    this.#closers.push(() => lock.release());
    await requireFreeDisk(this.folder);
    for (const entry of readdirSync(this.folder))
      if (!kept.has(entry)) rmSync(path.join(this.folder, entry), { recursive: true });
    this.databaseUrl = await this.#openDatabase();
    this.brokers = await this.#openBroker();
    const env = { DATABASE_URL: this.databaseUrl, KAFKA_BROKERS: this.brokers, WIRE: 'kafka' };
    await runJob('dist/libs/storage/src/migrate.js', env);
    await runJob('dist/libs/wire/src/create-topics.js', env);
    this.database = new pg.Pool({ connectionString: this.databaseUrl, max: 4 });
    // A server that is replaced under the pool ends its idle connections; the next query opens new ones.
    this.database.on('error', () => {});
    this.#closers.push(() => this.database.end());
    await this.#openServices();
    console.log(`The house of ${this.#name} stands (${seconds(started)} s): ${Object.keys(this.processes()).join(', ')}`);
  }

  async close() {
    for (const undo of this.#closers.reverse()) await undo();
    this.#closers = [];
  }

  /** name → { pid, port, restarts }, as it is now. */
  processes() {
    return this.#supervisor.states();
  }

  names(app) {
    return Object.keys(this.processes()).filter((name) => name === app || name.startsWith(`${app}-`));
  }

  get ledgerFolder() {
    return path.join(this.folder, 'simulator');
  }

  /** Every service and the world outside stop, `between` runs, and they start again on what it left. */
  async whileStopped(between) {
    await this.#supervisor.stop();
    await between();
    await this.#openServices();
  }

  /** Runs a job of ours, as before the services start. */
  runJob(entry, env = {}, args = []) {
    return runJob(entry, { DATABASE_URL: this.databaseUrl, KAFKA_BROKERS: this.brokers, WIRE: 'kafka', ...env }, args);
  }

  /** The server's data folder, and a way to have it stopped while `work` puts another in its place. */
  get dataFolder() {
    return realpathSync(path.join(this.folder, 'postgres', 'data'));
  }

  async replaceData(work) {
    await this.#server.stop();
    await work();
    this.#server = await localPostgres.start({ dir: path.join(this.folder, 'postgres'), port: this.#server.port });
  }

  /** kill -9; resolves with its pid when the one that takes its place is ready. */
  async kill(name) {
    const { pid, restarts } = this.processes()[name];
    process.kill(pid, 'SIGKILL');
    const started = performance.now();
    for (const deadline = started + readyAgainTimeoutMs; performance.now() < deadline; await sleep(100)) {
      if (this.processes()[name].restarts > restarts && (await isReady(this.processes()[name].port)))
        return { pid, readyAfterMs: performance.now() - started };
    }
    throw new PlainFailure(
      `${name} was not ready again within ${readyAgainTimeoutMs / 1000} s; its log is in ${this.folder}/logs.`,
    );
  }

  /** The broker as after a power cut: its data stays. */
  async killBroker() {
    if (!this.#broker) throw new PlainFailure('The broker of TEST_KAFKA_BROKERS is not ours to kill.');
    const { pid } = this.#broker;
    const started = performance.now();
    await this.#broker.kill();
    this.#broker = await localKafka.start({ dir: path.join(this.folder, 'kafka') });
    return { pid, readyAfterMs: performance.now() - started };
  }

  async #openDatabase() {
    if (process.env.TEST_DATABASE_URL) {
      return scratchDatabase(process.env.TEST_DATABASE_URL, `e2e_${this.#name.replaceAll('-', '_')}`);
    }
    this.#server = await localPostgres.start({ dir: path.join(this.folder, 'postgres'), fresh: true });
    this.#closers.push(() => this.#server.stop());
    return this.#server.url;
  }

  async #openBroker() {
    if (process.env.TEST_KAFKA_BROKERS) return process.env.TEST_KAFKA_BROKERS;
    this.#broker = await localKafka.start({ dir: path.join(this.folder, 'kafka'), fresh: true });
    if (this.#broker.reason) throw new PlainFailure(`${this.#broker.reason}; or set TEST_KAFKA_BROKERS.`);
    this.#closers.push(() => this.#broker.stop());
    return this.#broker.brokers;
  }

  async #openServices() {
    process.env.CONTROL_REPLICAS ??= '2';
    process.env.ADAPTERS_REPLICAS ??= '2';
    // The port a person's own house prefers is left to that house.
    delete process.env.API_PORT;
    const ports = new Ports(path.join(this.folder, 'ports.json'));
    await ports.get('api');
    const { apps, addresses } = await houseApps({
      wire: 'kafka',
      ports,
      databaseUrl: this.databaseUrl,
      brokers: this.brokers,
      secretsFile: ensureSecrets(path.join(this.folder, 'secrets.json')),
      folder: this.folder,
    });
    this.#supervisor = new Supervisor(path.join(this.folder, 'logs'));
    this.#closers.push(() => this.#supervisor.stop());
    await this.#supervisor.start(apps.filter(({ name }) => name === 'simulator'));
    await this.#supervisor.start(apps.filter(({ name }) => name !== 'simulator'));
    this.simulator = new SimulatorClient(addresses.simulator);
    this.api = new ApiClient(addresses.api);
    await this.api.meet();
  }
}

async function runJob(entry, env, args = []) {
  if (!existsSync(path.join(root, entry))) throw new PlainFailure(`${entry} was not built.`);
  const run = await quietRun(nodeBinary(), [path.join(root, entry), ...args], { env: { ...process.env, ...env } });
  if (!run.ok) throw new PlainFailure(`${tail(run.output)}\n\n${entry} failed (above).`);
  return run.output;
}

async function isReady(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}

export const seconds = (started) => ((performance.now() - started) / 1000).toFixed(1);

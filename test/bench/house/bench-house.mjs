// The house of a bench: durable PostgreSQL, Kafka, api, one control and one adapters process for the banks, and the lean bank instead of
// the simulator. Every part is a process whose CPU is counted.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { FolderLock } from '../../../scripts/folder-lock.mjs';
import { houseApps } from '../../../scripts/house-apps.mjs';
import * as localKafka from '../../../scripts/local-kafka.mjs';
import * as localPostgres from '../../../scripts/local-postgres.mjs';
import { localFolder, nodeBinary, root } from '../../../scripts/place.mjs';
import { PlainFailure } from '../../../scripts/plain-failure.mjs';
import { Ports } from '../../../scripts/ports.mjs';
import { quietRun } from '../../../scripts/quiet-run.mjs';
import { ensureSecrets } from '../../../scripts/secrets.mjs';
import { Supervisor } from '../../../scripts/supervisor.mjs';
import { ApiClient } from '../../e2e/harness/api-client.mjs';
import { writeBankDirectory } from './bank-directory.mjs';
import { peakMegabytes, treeSeconds } from './processor-time.mjs';

export const benchFolder = path.join(localFolder, 'bench');
const replica = (number) => [`control-${number}`, `adapters-banks-${number}`];
const mostReplicas = 4;

export class BenchHouse {
  #closers = [];
  #supervisor;
  #rows;
  #measured;

  /** `banks` made-up banks, which take the batch call or do not; `flame`: a folder for CPU profiles of the services, written when they end. */
  async open({ banks = 20, batch = false, replicas = 1, statements = false, flame } = {}) {
    const lock = new FolderLock(benchFolder, 'npm run bench');
    this.#closers.push(() => lock.release());
    rmSync(path.join(benchFolder, 'logs'), { recursive: true, force: true });
    this.postgres = await localPostgres.start({
      dir: path.join(benchFolder, 'postgres'),
      fresh: true,
      ...(statements && { more: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' } }),
    });
    this.#closers.push(this.postgres.stop);
    this.kafka = await localKafka.start({ dir: path.join(benchFolder, 'kafka'), fresh: true });
    if (this.kafka.reason) throw new PlainFailure(this.kafka.reason);
    this.#closers.push(this.kafka.stop);
    this.bank = await openLeanBank();
    this.#closers.push(() => this.bank.close());
    const env = { DATABASE_URL: this.postgres.url, KAFKA_BROKERS: this.kafka.brokers, WIRE: 'kafka' };
    for (const job of ['dist/libs/storage/src/migrate.js', 'dist/libs/wire/src/create-topics.js']) {
      const run = await quietRun(nodeBinary(), [path.join(root, job)], { env: { ...process.env, ...env } });
      if (!run.ok) throw new PlainFailure(`${run.output}\n${job} failed (above).`);
    }
    const directory = path.join(benchFolder, 'institutions');
    this.banks = writeBankDirectory(directory, banks, { batch });
    await this.#openServices({ directory, replicas, flame });
    this.database = new pg.Pool({ connectionString: this.postgres.url, max: 2 });
    this.database.on('error', () => undefined);
    this.#closers.push(() => this.database.end());
    if (statements) await this.database.query('create extension pg_stat_statements');
  }

  async close() {
    for (const undo of this.#closers.reverse()) await undo();
    this.#closers = [];
  }

  /** One more control and one more adapters process for the banks. */
  addReplica(number) {
    return this.#start(replica(number));
  }

  async removeReplica(number) {
    this.#measured = this.#measured.filter((name) => !replica(number).includes(name));
    await Promise.all(replica(number).map((name) => this.#supervisor.remove(name)));
  }

  async #start(names) {
    await this.#supervisor.start(names.map((name) => this.#rows.get(name)));
    this.#measured = [...this.#measured, ...names];
  }

  /** CPU seconds so far, by part; replicas of one app together. */
  processorSeconds() {
    const states = this.#supervisor.states();
    const spent = {};
    for (const name of this.#measured) {
      const app = name.replace(/-\d+$/, '');
      spent[app] = (spent[app] ?? 0) + treeSeconds(states[name].pid);
    }
    return { ...spent, postgresql: treeSeconds(this.postgres.pid), kafka: treeSeconds(this.kafka.pid) };
  }

  peakMemory() {
    const states = this.#supervisor.states();
    return Object.fromEntries(this.#measured.map((name) => [name, Math.round(peakMegabytes(states[name].pid))]));
  }

  /** WAL bytes, full-page images and buffers touched since the server started. */
  async databaseWork() {
    const { rows } = await this.database.query(
      `select w.wal_bytes::float8 as wal, w.wal_fpi::float8 as images, d.blks_hit::float8 + d.blks_read::float8 as buffers
       from pg_stat_wal w, pg_stat_database d where d.datname = current_database()`,
    );
    return rows[0];
  }

  async #openServices({ directory, replicas, flame }) {
    process.env.CONTROL_REPLICAS = String(mostReplicas);
    process.env.ADAPTERS_REPLICAS = String(mostReplicas);
    delete process.env.API_PORT;
    const { apps, addresses } = await houseApps({
      wire: 'kafka',
      ports: new Ports(path.join(benchFolder, 'ports.json')),
      databaseUrl: this.postgres.url,
      brokers: this.kafka.brokers,
      secretsFile: ensureSecrets(path.join(benchFolder, 'secrets.json')),
      folder: benchFolder,
    });
    this.#rows = new Map(apps.map((row) => [row.name, row]));
    this.#measured = [];
    this.#supervisor = new Supervisor(path.join(benchFolder, 'logs'));
    this.#closers.push(() => this.#supervisor.stop());
    for (const row of apps) {
      Object.assign(row.env, { SIMULATOR_URL: this.bank.url, INSTITUTIONS_DIR: directory, LOG_LEVEL: 'warn' });
      if (flame) row.env.NODE_OPTIONS = `--cpu-prof --cpu-prof-dir=${path.join(flame, row.name)}`;
    }
    await this.#start(['api', ...Array.from({ length: replicas }, (_, index) => replica(index + 1)).flat()]);
    this.api = new ApiClient(addresses.api);
    await this.api.meet();
  }
}

/** The lean bank as a process of its own: its address, its behaviour, what it counted. */
export async function openLeanBank() {
  const child = spawn(nodeBinary(), [path.join(root, 'test/bench/house/lean-bank.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [port] = await once(child.stdout, 'data');
  const url = `http://127.0.0.1:${String(port).trim()}`;
  return {
    url,
    pid: child.pid,
    behave: (behaviour) =>
      fetch(`${url}/behaviour`, { method: 'POST', body: JSON.stringify(behaviour) }).then((reply) => reply.text()),
    counts: async () => (await fetch(`${url}/counts`)).json(),
    arrivals: async () => (await fetch(`${url}/arrivals`)).json(),
    close: () => child.kill(),
  };
}

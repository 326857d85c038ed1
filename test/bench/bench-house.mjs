// The house of a bench: durable PostgreSQL, Kafka, api, one control and one adapters process for the banks, and the lean bank instead of
// the simulator. Every part is a process whose CPU is counted.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { FolderLock } from '../../scripts/folder-lock.mjs';
import { houseApps } from '../../scripts/house-apps.mjs';
import * as localKafka from '../../scripts/local-kafka.mjs';
import * as localPostgres from '../../scripts/local-postgres.mjs';
import { localFolder, nodeBinary, root } from '../../scripts/place.mjs';
import { PlainFailure } from '../../scripts/plain-failure.mjs';
import { Ports } from '../../scripts/ports.mjs';
import { quietRun } from '../../scripts/quiet-run.mjs';
import { ensureSecrets } from '../../scripts/secrets.mjs';
import { Supervisor } from '../../scripts/supervisor.mjs';
import { ApiClient } from '../e2e/harness/api-client.mjs';
import { peakMegabytes, treeSeconds } from './processor-time.mjs';

const measured = ['api', 'control-1', 'adapters-banks-1'];

export class BenchHouse {
  #closers = [];

  async open({ serviceMs, statements }) {
    const folder = path.join(localFolder, 'bench');
    const lock = new FolderLock(folder, 'npm run bench');
    this.#closers.push(() => lock.release());
    rmSync(path.join(folder, 'logs'), { recursive: true, force: true });
    this.postgres = await localPostgres.start({
      dir: path.join(folder, 'postgres'),
      fresh: true,
      ...(statements && { more: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' } }),
    });
    this.#closers.push(this.postgres.stop);
    this.kafka = await localKafka.start({ dir: path.join(folder, 'kafka'), fresh: true });
    if (this.kafka.reason) throw new PlainFailure(this.kafka.reason);
    this.#closers.push(this.kafka.stop);
    this.bank = await this.#openBank(serviceMs);
    const env = { DATABASE_URL: this.postgres.url, KAFKA_BROKERS: this.kafka.brokers, WIRE: 'kafka' };
    for (const job of ['dist/libs/storage/src/migrate.js', 'dist/libs/wire/src/create-topics.js']) {
      const run = await quietRun(nodeBinary(), [path.join(root, job)], { env: { ...process.env, ...env } });
      if (!run.ok) throw new PlainFailure(`${run.output}\n${job} failed (above).`);
    }
    await this.#openServices(folder);
    this.database = new pg.Pool({ connectionString: this.postgres.url, max: 2 });
    this.#closers.push(() => this.database.end());
  }

  async close() {
    for (const undo of this.#closers.reverse()) await undo();
  }

  /** CPU seconds so far, by part. */
  processorSeconds() {
    const states = this.#supervisor.states();
    const services = measured.map((name) => [name, treeSeconds(states[name].pid)]);
    return Object.fromEntries([
      ...services,
      ['postgresql', treeSeconds(this.postgres.pid)],
      ['kafka', treeSeconds(this.kafka.pid)],
    ]);
  }

  peakMemory() {
    const states = this.#supervisor.states();
    return Object.fromEntries(measured.map((name) => [name, Math.round(peakMegabytes(states[name].pid))]));
  }

  async bankCounts() {
    return (await fetch(`${this.bank.url}/counts`)).json();
  }

  #supervisor;

  async #openBank(serviceMs) {
    const child = spawn(nodeBinary(), [path.join(root, 'test/bench/lean-bank.mjs'), String(serviceMs)], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    this.#closers.push(() => child.kill());
    const [port] = await once(child.stdout, 'data');
    return { url: `http://127.0.0.1:${String(port).trim()}` };
  }

  async #openServices(folder) {
    process.env.CONTROL_REPLICAS = '1';
    process.env.ADAPTERS_REPLICAS = '1';
    delete process.env.API_PORT;
    const { apps, addresses } = await houseApps({
      wire: 'kafka',
      ports: new Ports(path.join(folder, 'ports.json')),
      databaseUrl: this.postgres.url,
      brokers: this.kafka.brokers,
      secretsFile: ensureSecrets(path.join(folder, 'secrets.json')),
      folder,
    });
    this.#supervisor = new Supervisor(path.join(folder, 'logs'));
    this.#closers.push(() => this.#supervisor.stop());
    const rows = apps.filter(({ name }) => measured.includes(name));
    for (const row of rows) Object.assign(row.env, { SIMULATOR_URL: this.bank.url, LOG_LEVEL: 'warn' });
    await this.#supervisor.start(rows);
    this.api = new ApiClient(addresses.api);
    await this.api.meet();
  }
}

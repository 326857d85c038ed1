import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { FolderLock } from '../../../scripts/folder-lock.mjs';
import { houseApps } from '../../../scripts/house-apps.mjs';
import * as localKafka from '../../../scripts/local-kafka.mjs';
import { localFolder, nodeBinary, requireFreeDisk, root } from '../../../scripts/place.mjs';
import { PlainFailure } from '../../../scripts/plain-failure.mjs';
import { Ports } from '../../../scripts/ports.mjs';
import { quietRun, tail } from '../../../scripts/quiet-run.mjs';
import { ensureSecrets } from '../../../scripts/secrets.mjs';
import { Supervisor } from '../../../scripts/supervisor.mjs';
import { ApiClient } from '../../e2e/harness/api-client.mjs';
import { SimulatorClient } from '../../e2e/harness/simulator-client.mjs';
import { briskProfiles } from './brisk-profiles.mjs';
import { copyBuild } from './build-copy.mjs';
import { ClockHands } from './clock-hands.mjs';
import { DatabaseServer } from './database-server.mjs';
import { Network } from './network.mjs';

const readyAgainTimeoutMs = 120_000;
const standing = new Set();

export async function closeStanding() {
  for (const house of [...standing]) await house.close();
}

/**
 * The whole house on a copy of the build, every part a process of its own, with a wire that can be spoilt between any two of them. Its folder
 * keeps everything for the one who looks after a promise was broken.
 */
export class FaultHouse {
  #closers = [];
  #supervisor;
  #broker;
  #extra = new Map();
  #apps = [];

  constructor({ folder, patches = [], disk = false, clocks = false }) {
    this.folder = folder;
    this.patches = patches;
    this.disk = disk;
    this.clocks = new ClockHands(path.join(folder, 'clocks'), clocks);
  }

  get ledgerFolder() {
    return path.join(this.folder, 'simulator');
  }

  get logFolder() {
    return path.join(this.folder, 'logs');
  }

  async open() {
    standing.add(this);
    const lock = new FolderLock(this.folder, 'A fault run');
    this.#closers.push(() => lock.release());
    await requireFreeDisk(this.folder);
    for (const left of ['simulator', 'logs', 'build', 'clocks'])
      rmSync(path.join(this.folder, left), { recursive: true, force: true });
    mkdirSync(this.logFolder, { recursive: true });
    this.build = copyBuild(path.join(this.folder, 'build'), this.patches);
    this.profiles = briskProfiles(path.join(this.folder, 'institutions'));
    const ports = new Ports(path.join(this.folder, 'ports.json'));
    this.network = new Network(ports);
    this.#closers.push(() => this.network.close());

    this.databaseServer = new DatabaseServer(this.folder, { limitedDisk: this.disk });
    this.#closers.push(() => this.databaseServer.close());
    await this.databaseServer.open();
    await this.#openBroker(true);
    this.#closers.push(() => this.#broker.stop());
    await this.#job('dist/libs/storage/src/migrate.js');
    await this.makeTopics();
    this.database = new pg.Pool({ connectionString: this.databaseServer.url, max: 4 });
    // A crashed server is what these runs are about: the next query connects anew.
    this.database.on('error', () => {});
    this.#closers.push(() => this.database.end());
    await this.#openServices(ports);
  }

  async close() {
    standing.delete(this);
    for (const undo of this.#closers.reverse()) await Promise.resolve(undo()).catch((error) => console.error(error.message));
    this.#closers = [];
  }

  /** name → { pid, port, restarts }, as it is now. */
  processes() {
    return this.#supervisor.states();
  }

  names(app) {
    return Object.keys(this.processes()).filter((name) => app === undefined || name === app || name.startsWith(`${app}-`));
  }

  /** A question to our own tables, asked again while the server is away. */
  async ask(sql, values) {
    for (let tries = 0; ; tries += 1) {
      try {
        return (await this.database.query(sql, values)).rows;
      } catch (error) {
        if (tries === 120 || /^(42|22|23)/.test(error.code ?? '')) throw error;
        await sleep(500);
      }
    }
  }

  signal(name, signal) {
    const { pid } = this.processes()[name];
    process.kill(pid, signal);
    return pid;
  }

  /** Resolves with how long it took until another process stands in its place and is ready. */
  async untilReplaced(name, oldPid) {
    const started = performance.now();
    while (performance.now() - started < readyAgainTimeoutMs) {
      const { pid, port } = this.processes()[name];
      if (pid !== oldPid && (await isReady(port))) return performance.now() - started;
      await sleep(200);
    }
    throw new PlainFailure(
      `${name} was not ready again within ${readyAgainTimeoutMs / 1000} s; its log is in ${this.logFolder}.`,
    );
  }

  async isReady(name) {
    return isReady(this.processes()[name].port);
  }

  async restartBroker({ wipe = false, pauseMs = 0 } = {}) {
    await this.#broker.kill();
    await sleep(pauseMs);
    await this.#openBroker(wipe);
    if (wipe) await this.makeTopics();
  }

  get brokerPid() {
    return this.#broker.pid;
  }

  /** Where the broker itself listens, past every wire. */
  get brokers() {
    return this.#broker.brokers;
  }

  makeTopics() {
    return this.#job('dist/libs/wire/src/create-topics.js');
  }

  /** One replica more of an app; `removeReplica` takes it away again. */
  async addReplica(name) {
    const like = this.#apps.find((app) => app.name === name);
    const ports = new Ports(path.join(this.folder, 'ports.json'));
    const extra = `${name.replace(/\d+$/, '')}9`;
    const port = await ports.get(extra);
    const env = { ...like.env, REPLICA: '9', HTTP_PORT: String(port) };
    if (env.NOTICE_PORT) env.NOTICE_PORT = String(await ports.get(`${extra} notices`));
    const supervisor = new Supervisor(this.logFolder);
    this.#extra.set(extra, supervisor);
    await supervisor.start([{ ...like, name: extra, port, env }]);
    return extra;
  }

  async removeReplica(extra) {
    const supervisor = this.#extra.get(extra);
    this.#extra.delete(extra);
    await supervisor?.stop();
  }

  async #openBroker(fresh) {
    const front = await this.network.frontOf('broker', () => Number(this.#broker.brokers.split(':')[1]));
    this.#broker = await localKafka.start({ dir: path.join(this.folder, 'kafka'), fresh, advertised: front });
    if (this.#broker.reason) throw new PlainFailure(this.#broker.reason);
  }

  async #job(entry) {
    const env = { ...process.env, DATABASE_URL: this.databaseServer.url, KAFKA_BROKERS: this.#broker.brokers, WIRE: 'kafka' };
    const run = await quietRun(nodeBinary(), [path.join(this.build, entry)], { env, cwd: this.build });
    if (!run.ok) throw new PlainFailure(`${tail(run.output)}\n\n${entry} failed (above).`);
  }

  async #openServices(ports) {
    process.env.CONTROL_REPLICAS = '2';
    process.env.ADAPTERS_REPLICAS = '2';
    delete process.env.API_PORT;
    await ports.get('api');
    const { apps, addresses } = await houseApps({
      wire: 'kafka',
      ports,
      databaseUrl: this.databaseServer.url,
      brokers: this.#broker.brokers,
      secretsFile: ensureSecrets(path.join(this.folder, 'secrets.json')),
      folder: this.folder,
    });
    this.#apps = await Promise.all(apps.map((app) => this.#behindWires(app)));
    this.#supervisor = new Supervisor(this.logFolder);
    this.#closers.push(async () => {
      for (const supervisor of this.#extra.values()) await supervisor.stop();
      await this.#supervisor.stop();
    });
    await this.#supervisor.start(this.#apps.filter(({ name }) => name === 'simulator'));
    await this.#supervisor.start(this.#apps.filter(({ name }) => name !== 'simulator'));
    this.simulator = new SimulatorClient(addresses.simulator);
    this.simulatorUrl = addresses.simulator;
    this.apiUrl = await this.network.through('clients→api', addresses.api);
    this.api = new ApiClient(this.apiUrl);
    await this.api.meet();
  }

  /** Every address an app is given leads through a wire of its own; its program is that of the copied build. */
  async #behindWires(app) {
    const { name, env } = app;
    const wired = { ...env, INSTITUTIONS_DIR: this.profiles, ...this.clocks.environmentOf(name) };
    if (env.DATABASE_URL) wired.DATABASE_URL = await this.network.through(`${name}→database`, env.DATABASE_URL);
    if (env.KAFKA_BROKERS) wired.KAFKA_BROKERS = `127.0.0.1:${await this.network.frontOf('broker')}`;
    if (name.startsWith('adapters')) wired.SIMULATOR_URL = await this.network.through(`${name}→institutions`, env.SIMULATOR_URL);
    if (name === 'watcher') wired.API_URL = await this.network.through('watcher→api', env.API_URL);
    if (name === 'simulator') {
      wired.NOTICE_URL = await this.network.through('institutions→notices-banks', env.NOTICE_URL);
      wired.REGISTRY_NOTICE_URL = await this.network.through('institutions→notices-registries', env.REGISTRY_NOTICE_URL);
    }
    return { ...app, env: wired, entry: path.relative(root, path.join(this.build, app.entry)) };
  }
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

export const faultFolder = (name) => path.join(localFolder, 'faults', name);

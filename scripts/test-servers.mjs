import path from 'node:path';
import * as localKafka from './local-kafka.mjs';
import * as localPostgres from './local-postgres.mjs';
import { PlainFailure } from './plain-failure.mjs';

/** One PostgreSQL and one Kafka for all stages, each started when a stage first asks for it. */
export class TestServers {
  #folder;
  #started = new Map();

  constructor(folder) {
    this.#folder = folder;
  }

  async databaseUrl() {
    if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL;
    const server = await this.#once('PostgreSQL', () =>
      localPostgres.start({ dir: path.join(this.#folder, 'postgres'), fast: true, fresh: true }),
    );
    return server.url;
  }

  async brokers() {
    if (process.env.TEST_KAFKA_BROKERS) return process.env.TEST_KAFKA_BROKERS;
    const broker = await this.#once('Kafka', () => localKafka.start({ dir: path.join(this.#folder, 'kafka'), fresh: true }));
    if (broker.reason) throw new PlainFailure(`${broker.reason}; or set TEST_KAFKA_BROKERS.`);
    return broker.brokers;
  }

  #once(name, start) {
    if (!this.#started.has(name)) {
      const started = performance.now();
      const server = start();
      this.#started.set(name, server);
      server
        .then(() => console.log(`  ${name} started (${((performance.now() - started) / 1000).toFixed(1)} s)`))
        .catch(() => {});
    }
    return this.#started.get(name);
  }

  async stop() {
    for (const server of this.#started.values()) await server.then((running) => running.stop?.()).catch(() => {});
  }
}

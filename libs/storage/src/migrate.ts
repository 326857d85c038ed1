import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { fragments, readConfig } from '#platform/config.js';
import { Clock, type MachineTime } from '#platform/clocks.js';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { sqlState } from './database.js';
import { sqlMigrations } from './migrations.js';
import { MONTHS_AHEAD } from './partitions.js';

/** Longer than this no migration stands in a queue for a table: everybody who comes after it would stand behind it. */
const LOCK_TIMEOUT_MS = 1_000;
const TRIES = 60;
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';

/** Brings a database to the newest schema and makes the partitions of the coming months. Run by one job, not by every app at start. */
export function migrate(url: string, now: MachineTime, folder?: string): Promise<string[]> {
  return withSource(url, folder, async (source) => {
    const done = await patiently(() => source.runMigrations({ transaction: 'each' }));
    await source.query('select ensure_partitions($1::date, $2)', [now.toISOString().slice(0, 10), MONTHS_AHEAD]);
    return done.map((migration) => migration.name);
  });
}

/** Takes back the newest migration, and what it alone held. The apps that need it are of an earlier version by then. */
export function migrateDown(url: string, folder?: string): Promise<void> {
  return withSource(url, folder, (source) => patiently(() => source.undoLastMigration({ transaction: 'each' })));
}

async function withSource<T>(url: string, folder: string | undefined, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: sqlMigrations(folder),
    migrationsTableName: 'schema_migration',
    installExtensions: false,
    poolSize: 2,
    extra: { options: `-c lock_timeout=${LOCK_TIMEOUT_MS}` },
  });
  await source.initialize();
  try {
    // two jobs at once would both see an empty table
    await patiently(() => source.query('select pg_advisory_lock($1)', [ADVISORY_LOCKS.migrations]));
    return await work(source);
  } finally {
    await source.destroy();
  }
}

/** A migration that did not get its locks has done nothing, and comes again when those behind it have passed. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const state = sqlState(error);
      if ((state !== LOCK_NOT_AVAILABLE && state !== DEADLOCK) || tries === TRIES) throw error;
      await sleep(250 + Math.random() * 750);
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  const { DATABASE_URL } = readConfig(fragments.database);
  const { values } = parseArgs({ options: { down: { type: 'boolean', default: false }, folder: { type: 'string' } } });
  if (values.down) {
    await migrateDown(DATABASE_URL, values.folder);
    process.stdout.write('took back the newest migration\n');
  } else {
    const names = await migrate(DATABASE_URL, new Clock().machine(), values.folder);
    process.stdout.write(names.length === 0 ? 'schema is current\n' : `${names.map((name) => `applied ${name}`).join('\n')}\n`);
  }
}

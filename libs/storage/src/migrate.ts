import { DataSource } from 'typeorm';
import { fragments, readConfig } from '#platform/config.js';
import { Clock, type MachineTime } from '#platform/clocks.js';
import { sqlMigrations } from './migrations.js';
import { MONTHS_AHEAD } from './partitions.js';

/** Brings a database to the newest schema and makes the partitions of the coming months. Run by one job, not by every app at start. */
export async function migrate(url: string, now: MachineTime): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: sqlMigrations(),
    migrationsTableName: 'schema_migration',
    installExtensions: false,
    poolSize: 2,
  });
  await source.initialize();
  try {
    // two jobs at once would both see an empty table
    await source.query('select pg_advisory_lock(730001)');
    const done = await source.runMigrations({ transaction: 'each' });
    await source.query('select ensure_partitions($1::date, $2)', [now.toISOString().slice(0, 10), MONTHS_AHEAD]);
    return done.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

if (process.argv[1] === import.meta.filename) {
  const { DATABASE_URL } = readConfig(fragments.database);
  const names = await migrate(DATABASE_URL, new Clock().machine());
  process.stdout.write(names.length === 0 ? 'schema is current\n' : `${names.map((name) => `applied ${name}`).join('\n')}\n`);
}

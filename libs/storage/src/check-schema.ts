import pg from 'pg';
import { Clock, type MachineTime } from '#platform/clocks.js';
import { fragments, readConfig } from '#platform/config.js';
import { createDataSource } from './data-source.js';
import { migrate } from './migrate.js';

// Indexes, checks and foreign keys are SQL's alone: the entities do not repeat them, and TypeORM would drop or rename them.
const SQL_ONLY =
  /^(DROP INDEX|CREATE (UNIQUE )?INDEX|ALTER TABLE "[^"]+" (DROP CONSTRAINT|ADD CONSTRAINT|RENAME CONSTRAINT|ALTER COLUMN "[^"]+" SET DEFAULT)|COMMENT ON)/;

/** What TypeORM would change so that the tables fit the entities: differences in tables and columns. Empty = migrations match entities. */
export async function schemaDifferences(url: string, now: MachineTime): Promise<string[]> {
  await migrate(url, now);
  const source = await createDataSource(url, 'chakong check-schema', 1).initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query).filter((query) => !SQL_ONLY.test(query));
  } finally {
    await source.destroy();
  }
}

async function onScratchDatabase(adminUrl: string, now: MachineTime): Promise<string[]> {
  const name = `check_schema_${process.pid}_${now.getTime()}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(`create database ${name}`);
    const address = new URL(adminUrl);
    address.pathname = `/${name}`;
    return await schemaDifferences(address.toString(), now);
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
}

if (process.argv[1] === import.meta.filename) {
  const { DATABASE_URL } = readConfig(fragments.database);
  const differences = await onScratchDatabase(DATABASE_URL, new Clock().machine());
  if (differences.length > 0) {
    process.stderr.write(
      `Entities and migrations differ. TypeORM would run:\n${differences.map((one) => `  ${one}\n`).join('')}`,
    );
    process.exit(1);
  }
  process.stdout.write('entities match the migrations\n');
}

import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import { asMachine } from '#platform/clocks.js';
import { Database } from '#storage/database.js';
import { migrate } from '#storage/migrate.js';

const ADMIN_URL = process.env['TEST_DATABASE_URL'] ?? '';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
}

/**
 * A database of its own, migrated; `drop` removes it. For scripts; a test file says `withDatabase`.
 */
export async function createDatabase(name: string): Promise<TestDatabase & { drop(): Promise<void> }> {
  if (ADMIN_URL === '') {
    throw new Error('Set TEST_DATABASE_URL to a PostgreSQL server where a database may be created, or run `npm test`.');
  }
  const unique = `test_${name.replaceAll(/\W/g, '_')}_${process.pid}_${Date.now().toString(36)}`;
  await admin(`create database "${unique}"`);
  const address = new URL(ADMIN_URL);
  address.pathname = `/${unique}`;
  const url = address.toString();
  await migrate(url, asMachine(new Date()));
  const database = new Database({ url, poolSize: 6, applicationName: unique });
  return {
    url,
    database,
    drop: async () => {
      await database.close();
      await admin(`drop database "${unique}" with (force)`);
    },
  };
}

/** For a test file: one database before all its tests, dropped after them when they were green. */
export function withDatabase(name: string): TestDatabase {
  let made: Awaited<ReturnType<typeof createDatabase>> | undefined;
  const need = () => {
    if (made === undefined) throw new Error('The database exists only inside tests and their hooks.');
    return made;
  };
  beforeAll(async () => {
    made = await createDatabase(name);
  }, 60_000);
  afterAll(async () => {
    if (made === undefined) return;
    if (isGreen()) await made.drop();
    else {
      await made.database.close();
      process.stderr.write(`Kept for looking: ${made.url}\n`);
    }
  }, 60_000);
  return {
    get url() {
      return need().url;
    },
    get database() {
      return need().database;
    },
  };
}

interface Block {
  readonly type: 'describeBlock' | 'test';
  readonly children?: readonly Block[];
  readonly errors?: readonly unknown[];
}

/** Jest tells no hook whether the tests before it were green; its runner keeps that in the global scope under a symbol. */
function isGreen(): boolean {
  const symbol = Object.getOwnPropertySymbols(globalThis).find((one) => one.description === 'JEST_STATE_SYMBOL');
  const state = symbol === undefined ? undefined : (Reflect.get(globalThis, symbol) as { rootDescribeBlock?: Block });
  const failed = (block: Block): boolean => (block.errors?.length ?? 0) > 0 || (block.children ?? []).some(failed);
  return state?.rootDescribeBlock !== undefined && !failed(state.rootDescribeBlock);
}

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: ADMIN_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

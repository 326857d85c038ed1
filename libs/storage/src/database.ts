import pg from 'pg';

/** What a transition runs on: a pool's client inside a transaction, or the pool itself for one statement. */
export interface Queryable {
  query<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<pg.QueryResult<R>>;
}

const INT8 = 20;
const DATE = 1082;
// fen is bigint, a date is the text YYYY-MM-DD: neither may pass through a float or a time zone
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8) return (text: string) => BigInt(text);
    if (oid === DATE) return (text: string) => text;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};

const RETRYABLE = new Set(['40P01', '40001']);
const MAX_TRIES = 5;

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly applicationName: string;
}

/** PostgreSQL for transitions and screens: a pool whose every session has its limits, and transactions with bounded retry. */
export class Database implements Queryable {
  readonly pool: pg.Pool;

  constructor(private readonly options: DatabaseOptions) {
    this.pool = new pg.Pool({
      connectionString: options.url,
      max: options.poolSize,
      application_name: options.applicationName,
      // our statements are short: compiling one takes longer than running it
      options: '-c jit=off',
      statement_timeout: 10_000,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 10_000,
      connectionTimeoutMillis: 10_000,
      types,
    });
    // an idle client whose server went away must not end the process: the next query gets a new one
    this.pool.on('error', () => undefined);
  }

  async query<R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult<R>> {
    return this.pool.query<R>(text, [...values]);
  }

  /** Runs `work` in one transaction. Deadlocks and serialisation failures are tried again, at most five times, with a growing pause. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.once(work);
      } catch (error) {
        if (!isRetryable(error) || tries === MAX_TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, tries * 10 * (1 + Math.random())));
      }
    }
  }

  private async once<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client as Queryable);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((rollbackError: unknown) => {
        broken = rollbackError as Error;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** A session of its own for LISTEN; the caller ends it. */
  async listen(channels: readonly string[], heard: (channel: string, payload: string) => void): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.options.url,
      application_name: `${this.options.applicationName} listen`,
    });
    // a server that goes away before the caller attaches its own handlers must not end the process
    client.on('error', () => undefined);
    await client.connect();
    client.on('notification', (message) => heard(message.channel, message.payload ?? ''));
    for (const channel of channels) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    return client;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

export function sqlState(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(sqlState(error) ?? '');
}

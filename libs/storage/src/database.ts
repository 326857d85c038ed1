import pg from 'pg';
import { withBinaryArrays } from './parameters/binary-arrays.js';

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

/** Longer than the server itself lets a statement take: who says nothing for so long is no longer there. */
const SILENCE_MS = 15_000;
const SESSION = [
  // our statements are short: compiling one takes longer than running it
  'jit=off',
  // the server, too, must notice when we are gone: a session of ours may hold a lock
  'tcp_keepalives_idle=30',
  'tcp_keepalives_interval=10',
  'tcp_keepalives_count=3',
];
/**
 * One plan for every call, and it walks indexes, whatever the statistics of a table that fills and empties by the minute say. Nor does it lay a
 * table aside whole to go through it for every row: that costs nothing while the table is empty, and its square afterwards.
 */
const STEADY = [
  'plan_cache_mode=force_generic_plan',
  ...['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'material'].map((way) => `enable_${way}=off`),
];
const ROLLBACK = { text: 'rollback', query_timeout: 2_000 };

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly applicationName: string;
  /** How long a session may say nothing before it is given up. */
  readonly silenceMs?: number;
  /** Statements are parsed and planned once per session. */
  readonly isSteady?: boolean;
}

/** A plan made for a table that was empty must not outlive that for long. */
const STEADY_SECONDS = 30;

const names = new Map<string, string>();

/** A statement the server keeps for its session, under a name of its own. */
function kept(text: string, values: readonly unknown[] = []): pg.QueryConfig {
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return { name, text, values: withBinaryArrays(text, values) };
}

/** PostgreSQL for transitions and screens: a pool whose every session has its limits, and transactions with bounded retry. */
export class Database implements Queryable {
  readonly pool: pg.Pool;
  private steadyOne: Database | undefined;

  constructor(private readonly options: DatabaseOptions) {
    this.pool = new pg.Pool({
      connectionString: options.url,
      max: options.poolSize,
      application_name: options.applicationName,
      statement_timeout: 10_000,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 10_000,
      ...this.untilGivenUp(),
      ...(options.isSteady === true && { maxLifetimeSeconds: STEADY_SECONDS }),
      types,
    });
    // an idle client whose server went away must not end the process: the next query gets a new one
    this.pool.on('error', () => undefined);
  }

  async query<R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult<R>> {
    return retrying(
      () =>
        this.options.isSteady ? this.pool.query<R>(kept(text, values)) : this.pool.query<R>(text, withBinaryArrays(text, values)),
      this.options.poolSize,
    );
  }

  /**
   * The same database by sessions that keep their statements: for the few the road asks by the thousand. A text made at run time has no
   * place here, nor one that looks for `= any(…)` in a partitioned table: a kept plan cannot tell which partitions it needs.
   */
  get steady(): Database {
    this.steadyOne ??= this.options.isSteady ? this : new Database({ ...this.options, isSteady: true });
    return this.steadyOne;
  }

  /** Runs `work` in one transaction. Deadlocks and serialisation failures are tried again, at most five times, with a growing pause. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return retrying(() => this.once(work), this.options.poolSize);
  }

  private once<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.session(async (client, giveUp) => {
      try {
        await client.query('begin');
        const result = await work(this.options.isSteady ? keeping(client) : sending(client));
        await client.query('commit');
        return result;
      } catch (error) {
        // who did not even get an answer has nothing to take back: the server does, when it misses us
        if (isSilence(error)) giveUp(error as Error);
        else await client.query(ROLLBACK).catch(giveUp);
        if (isOutdated(error)) giveUp(error as Error);
        throw error;
      }
    });
  }

  /**
   * A session of the pool for as long as `work` runs; one that was given up does not go back to the pool. A session lost between two
   * statements fails the next one: without somebody to hear of it, it would end the process.
   */
  async session<T>(work: (client: pg.PoolClient, giveUp: (error: Error) => void) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const giveUp = (error: Error) => {
      broken = error;
    };
    client.on('error', giveUp);
    try {
      return await work(client, giveUp);
    } finally {
      client.off('error', giveUp);
      client.release(broken);
    }
  }

  /** A session of its own, for LISTEN or a lock that lives as long as it; the caller ends it. It ends by itself when its server is gone. */
  async listen(channels: readonly string[], heard: (channel: string, payload: string) => void): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.options.url,
      application_name: `${this.options.applicationName} listen`,
      ...this.untilGivenUp(),
    });
    client.on('error', () => undefined);
    await client.connect();
    client.on('notification', (message) => heard(message.channel, message.payload ?? ''));
    for (const channel of channels) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    // who only listens would not notice that nobody speaks any more
    const pulse = setInterval(() => void client.query('select 1').catch(() => client.end()), this.silenceMs()).unref();
    client.once('end', () => clearInterval(pulse));
    return client;
  }

  /** A firewall or a machine that went dark closes no connection: without limits of our own a query would wait for ever, and its slot with it. */
  private untilGivenUp() {
    return {
      connectionTimeoutMillis: 10_000,
      query_timeout: this.silenceMs(),
      keepAlive: true,
      options: (this.options.isSteady ? [...SESSION, ...STEADY] : SESSION).map((setting) => `-c ${setting}`).join(' '),
    };
  }

  private silenceMs(): number {
    return this.options.silenceMs ?? SILENCE_MS;
  }

  async close(): Promise<void> {
    if (this.steadyOne !== this) await this.steadyOne?.close();
    await this.pool.end();
  }
}

function keeping(client: pg.PoolClient): Queryable {
  return { query: (text, values) => client.query(kept(text, values)) };
}

function sending(client: pg.PoolClient): Queryable {
  return { query: (text, values) => client.query(text, values && withBinaryArrays(text, values)) };
}

/**
 * A statement of its own is a transaction too: a migration may make a mere reader the victim of a deadlock. It may also have outdated what every
 * one of the `sessions` keeps, and each is found out by itself.
 */
async function retrying<T>(work: () => Promise<T>, sessions: number): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const most = isOutdated(error) ? MAX_TRIES + sessions : MAX_TRIES;
      if (!isRetryable(error) || tries >= most) throw error;
      await new Promise((resolve) => setTimeout(resolve, tries * 10 * (1 + Math.random())));
    }
  }
}

/** A migration changed what a kept statement returns; a new session keeps the new one. */
function isOutdated(error: unknown): boolean {
  return sqlState(error) === '0A000' && /cached plan/.test((error as Error).message);
}

function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

export function sqlState(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

// Their number, data, constraints, limits and our own triggers.
const ABOUT_THE_ROWS = /^(21|22|23|54|P0|CK)...$/;

/**
 * What PostgreSQL refuses because of the rows themselves. Anything else, such as a lock that took too long or a table that a migration is
 * still to bring, would hit any row and passes.
 */
export function isAboutTheRows(error: unknown): boolean {
  return ABOUT_THE_ROWS.test(sqlState(error) ?? '');
}

/** Somebody else held a row longer than we wait for it. */
export function isAboutALock(error: unknown): boolean {
  return sqlState(error) === '55P03';
}

export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(sqlState(error) ?? '') || isOutdated(error);
}

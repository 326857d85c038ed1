import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { eventsToRelay, relayedUpTo } from '#storage/relay/take-events.js';
import { withDatabase } from './harness/database.js';
import { seedCase, T0 } from './harness/seeds.js';

const EVENTS = 20_000;

describe('the outbox of events to other systems', () => {
  let session: pg.PoolClient;
  // its own hook ends the pool: after the session went back to it
  afterAll(() => session.release());
  const test = withDatabase('relay');
  beforeAll(async () => {
    session = await test.database.pool.connect();
  });

  async function happened(count: number): Promise<void> {
    const { caseId } = await seedCase(test.database);
    await test.database.query(
      `insert into event (kind, case_id, actor, at, legal_at) select 'case.opened', $1, 'judge', $2, $2 from generate_series(1, $3)`,
      [caseId, T0, count],
    );
  }

  /** How many entries of its index the table has been read by, up to now. */
  async function read(): Promise<bigint> {
    await session.query('select pg_stat_force_next_flush()');
    const { rows } = await session.query<{ read: bigint }>(
      `select idx_tup_read as read from pg_stat_user_indexes where indexrelname = 'event_by_tx'`,
    );
    return rows[0]?.read ?? 0n;
  }

  /** Reads on until so many were told: what anybody on this server has begun before them and not ended holds them back. */
  async function told(count: number): Promise<bigint> {
    let most = 0n;
    for (let left = count, tries = 0; left > 0; tries += 1) {
      if (tries > 500) throw new Error(`${left} events were not told.`);
      const before = await read();
      const events = await eventsToRelay(session, 500);
      const entries = (await read()) - before;
      most = entries > most ? entries : most;
      const last = events.at(-1);
      if (last === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      else await relayedUpTo(session, last);
      left -= events.length;
    }
    return most;
  }

  it('is read from where the last reading ended, however much was told before', async () => {
    await happened(EVENTS);
    await test.database.query('vacuum analyze event');
    expect(await told(EVENTS)).toBeLessThan(600n);
    await happened(3);
    expect(await told(3)).toBeLessThan(100n);
  });
});

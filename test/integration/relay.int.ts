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

  it('is read from where the last reading ended, however much was told before', async () => {
    await happened(EVENTS);
    await test.database.query('vacuum analyze event');
    let told = 0;
    for (let events = await eventsToRelay(session, 500); events.length > 0; events = await eventsToRelay(session, 500)) {
      told += events.length;
      const last = events.at(-1);
      if (last !== undefined) await relayedUpTo(session, last);
    }
    expect(told).toBe(EVENTS);
    const before = await read();
    await happened(3);
    expect(await eventsToRelay(session, 500)).toHaveLength(3);
    expect((await read()) - before).toBeLessThan(100n);
  });
});

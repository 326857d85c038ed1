import { expect, it } from '@jest/globals';
import { Database } from '#storage/database.js';
import { newId } from '#storage/new-id.js';
import { countRequests } from '#storage/orders/order-rows.js';
import { withDatabase } from './harness/database.js';
import { seedCase, seedOrder, T0 } from './harness/seeds.js';

const test = withDatabase('kept_plans');
const WAITING = 5_000;

/** `count` requests that wait, of orders of their own. */
async function fill(database: Database, count: number): Promise<void> {
  await database.query(
    `with waiting as (
       insert into request (id, order_id, case_id, institution, measure, task, created_at)
       select id, gen_random_uuid(), gen_random_uuid(), 'icbc', 'inquire', '{}', $2 from unnest($1::uuid[]) as id
       returning id, order_id, case_id)
     insert into queue (request_id, order_id, case_id, institution, measure, due_at, answer_by)
     select id, order_id, case_id, 'icbc', 'inquire', $2, $2 from waiting`,
    [Array.from({ length: count }, () => newId()), T0],
  );
}

it('a plan made while nothing waited looks up what it needs, however much waits by now', async () => {
  const seeded = await seedCase(test.database);
  await fill(test.database, WAITING);
  await test.database.query('delete from queue');
  await test.database.query('vacuum analyze');
  const kept = new Database({ url: test.url, poolSize: 1, applicationName: 'kept', isSteady: true });
  try {
    await countRequests(kept, [newId()]);
    await fill(test.database, WAITING);
    const institutions = Array.from({ length: 20 }, (_, index) => ({
      institution: `bank${index}`,
      task: { measure: 'inquire' },
    }));
    const { orderId } = await seedOrder(test.database, seeded, institutions);
    const { open, rows } = await kept.transaction(async (tx) => {
      const counts = await countRequests(tx, [orderId]);
      return {
        ...counts(orderId),
        ...(await tx.query<{ read: bigint }>(
          `select sum(pg_stat_get_xact_tuples_returned(indexrelid))::bigint as read from pg_index where indrelid = 'queue'::regclass`,
        )),
      };
    });
    expect({ open, read: rows[0]?.read }).toEqual({ open: 20, read: 20n });
  } finally {
    await kept.close();
  }
});

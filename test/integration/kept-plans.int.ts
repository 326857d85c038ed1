import { describe, expect, it } from '@jest/globals';
import { asMachine } from '#platform/clocks.js';
import { wantBudgets } from '#storage/budget/budget-due.js';
import { settleQuietBudgets } from '#storage/budget/quiet-budgets.js';
import { Database, type Queryable } from '#storage/database.js';
import { newId } from '#storage/new-id.js';
import { capsOrdered } from '#storage/orders/measure-room.js';
import { countRequests } from '#storage/orders/order-rows.js';
import { withDatabase } from './harness/database.js';
import { seedCase, seedOrder, T0 } from './harness/seeds.js';

const test = withDatabase('kept_plans');
const MANY = 5_000;

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

/** `count` freezes of a case with their events; of as many other cases where none is given. */
async function freeze(database: Database, count: number, caseId?: string): Promise<void> {
  await database.query(
    `with opened as (
       insert into account_freeze (id, case_id, order_id, party_id, institution, account, account_key, state, cap_fen, caught_fen, from_date, until_date, reported_at)
       select id, coalesce($3, gen_random_uuid()), gen_random_uuid(), gen_random_uuid(), 'icbc', id::text, hashtext(id::text), 'active', 100, 100,
         '2026-11-02', '2027-11-01', $2 from unnest($1::uuid[]) as id returning id, case_id)
     insert into freeze_event (freeze_id, case_id, kind, cap_fen, caught_fen, until_date, state, source, true_at, request_id)
     select id, case_id, 'frozen', 100, 100, '2027-11-01', 'active', 'reported', $2, id from opened`,
    [Array.from({ length: count }, () => newId()), T0, caseId ?? null],
  );
}

/** A session whose statements are planned while all is empty. */
async function withKept(work: (kept: Database) => Promise<void>): Promise<void> {
  await test.database.query('vacuum analyze');
  const kept = new Database({ url: test.url, poolSize: 1, applicationName: 'kept', isSteady: true });
  try {
    await work(kept);
  } finally {
    await kept.close();
  }
}

/** How many rows the indexes of a table gave in this transaction. */
async function rowsRead(tx: Queryable, table: string): Promise<number> {
  const { rows } = await tx.query<{ read: number }>(
    'select sum(pg_stat_get_xact_tuples_returned(indexrelid))::int as read from pg_index where indrelid = $1::regclass',
    [table],
  );
  return rows[0]?.read ?? 0;
}

describe('a plan made while all was empty looks up what it needs', () => {
  it('of an order, however much waits by now', async () => {
    const seeded = await seedCase(test.database);
    await fill(test.database, MANY);
    await test.database.query('delete from queue');
    await withKept(async (kept) => {
      await countRequests(kept, [newId()]);
      await fill(test.database, MANY);
      const banks = Array.from({ length: 20 }, (_, index) => ({ institution: `bank${index}`, task: { measure: 'inquire' } }));
      const { orderId } = await seedOrder(test.database, seeded, banks);
      await kept.transaction(async (tx) => {
        expect((await countRequests(tx, [orderId]))(orderId).open).toBe(20);
        expect(await rowsRead(tx, 'queue')).toBe(20);
      });
    });
  });

  it('of a case, however much is frozen by now', async () => {
    await withKept(async (kept) => {
      const look = async (caseId: string) => {
        await wantBudgets(test.database, [caseId]);
        await kept.transaction(async (tx) => {
          await capsOrdered(tx, caseId);
          const { quiet } = await settleQuietBudgets(tx, undefined, 10, asMachine(T0));
          expect(quiet).toEqual([caseId]);
          read = [await rowsRead(tx, 'account_freeze'), await rowsRead(tx, 'freeze_event')];
        });
      };
      let read: number[] = [];
      await look((await seedCase(test.database)).caseId);
      expect(read).toEqual([0, 0]);
      await freeze(test.database, MANY);
      const { caseId } = await seedCase(test.database);
      await freeze(test.database, 3, caseId);
      await look(caseId);
      expect(read).toEqual([6, 3]);
    });
  });

  it('of a round of budgets, however many are due by now', async () => {
    await withKept(async (kept) => {
      const round = () =>
        kept.transaction(async (tx) => {
          const { quiet } = await settleQuietBudgets(tx, undefined, 10, asMachine(T0));
          return { quiet: quiet.length, read: await rowsRead(tx, 'budget_due') };
        });
      expect((await round()).quiet).toBe(0);
      const { caseId } = await seedCase(test.database);
      await test.database.query(
        `with opened as (
           insert into enforcement_case (id, case_number, court_code, court_name, cause, filed_on, judge_id, target_fen, created_at, created_by)
           select gen_random_uuid(), 'due ' || n, court_code, court_name, cause, filed_on, judge_id, target_fen, created_at, created_by
           from enforcement_case, generate_series(1, 500) as n where id = $1 returning id)
         insert into budget_due (case_id) select id from opened`,
        [caseId],
      );
      const { quiet, read } = await round();
      expect(quiet).toBe(10);
      // to lock them, to look at them and to take them off the list
      expect(read).toBeLessThanOrEqual(40);
    });
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { type Queryable } from '#storage/database.js';
import { approveOrderSet, placeOrderSet } from '#storage/orders/order-sets.js';
import { withDatabase } from './harness/database.js';
import { seedCase, type SeededCase, T0 } from './harness/seeds.js';

const judge = { id: 'judge', role: 'judge' } as const;
const approver = { id: 'control', role: 'service' } as const;
const moment = { machine: asMachine(T0), legal: asLegal(T0) };

describe('a set of orders', () => {
  const test = withDatabase('order_sets');
  let seeded: SeededCase;
  let number = '';

  beforeEach(async () => {
    seeded = await seedCase(test.database);
    const { rows } = await test.database.query<{ case_number: string }>(
      'select case_number from enforcement_case where id = $1',
      [seeded.caseId],
    );
    number = rows[0]?.case_number ?? '';
  });

  const place = (tx: Queryable) =>
    placeOrderSet(
      tx,
      {
        choice: { caseNumbers: [number] },
        priority: 'bulk',
        legalBasis: { noticeNumber: '（2021）桂1381执查1号', documentIds: [], officers: [] },
        targets: [{ institution: 'icbc', task: { measure: 'inquire' } }],
        answerBy: new Date(T0.getTime() + 86_400_000),
        maxOrders: 10,
      },
      judge,
      moment,
    );

  it('is on record as approved once, also where the approval stopped after its first orders and was asked for again', async () => {
    const { setId } = await test.database.transaction(place);
    let calls = 0;
    const stopping = () => {
      calls += 1;
      if (calls > 1) throw new Error('killed');
      return moment;
    };
    await expect(approveOrderSet(test.database, setId, approver, stopping)).rejects.toThrow('killed');
    expect(await approveOrderSet(test.database, setId, approver, () => moment)).toBe(0);
    const { rows } = await test.database.query(
      `select actor, facts from audit where subject_id = $1 and act = 'approve_order_set'`,
      [setId],
    );
    expect(rows).toEqual([{ actor: 'control', facts: { orders: 1 } }]);
  });

  it('leaves out a case that was being closed when it was placed', async () => {
    let placing: Promise<unknown> | undefined;
    await test.database.transaction(async (tx) => {
      await tx.query(`update enforcement_case set state = 'closed', closed_on = '2026-11-02' where id = $1`, [seeded.caseId]);
      placing = test.database.transaction(place);
      placing.catch(() => undefined);
      await someoneWaits();
    });
    await expect(placing).rejects.toMatchObject({ problems: [{ code: 'filter.no_case' }] });
  });

  it('holds its cases until it stands: none is closed over an order nobody sees yet', async () => {
    let closing: Promise<unknown> | undefined;
    await test.database.transaction(async (tx) => {
      await place(tx);
      closing = test.database.query('select 1 from enforcement_case where id = $1 for no key update', [seeded.caseId]);
      await someoneWaits();
    });
    await closing;
  });

  async function someoneWaits(): Promise<void> {
    for (let waits = 0; waits === 0;) {
      const { rows } = await test.database.query<{ waits: number }>(
        `select count(*)::int as waits from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      waits = rows[0]?.waits ?? 0;
    }
  }
});

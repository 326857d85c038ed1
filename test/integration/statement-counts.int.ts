import { describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { type FinalContent } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { settleQuietBudgets } from '#storage/budget/quiet-budgets.js';
import { type Queryable } from '#storage/database.js';
import { claimRightToSend, storeOutcomes } from '#storage/journal/exchange-journal.js';
import { OrderMemory, readRequestFacts } from '#storage/queue/request-facts.js';
import { withDatabase } from './harness/database.js';
import { freezeTask, seedCase, seedOrder, T0 } from './harness/seeds.js';

const at = { machine: asMachine(new Date(T0.getTime() + 60_000)), legal: asLegal(new Date(T0.getTime() + 60_000)) };
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
const said = { kind: 'final', bankTime: '2026-11-02T01:00:30Z', asOf: '2026-11-02T01:00:30Z' } as const;

/** Speed rests on this: what is done for one request is done for hundreds in as many statements. Counted here, timed by the bench. */
describe('statements on the road, for one request and for eighty', () => {
  const test = withDatabase('counts');

  async function counted(work: (queryable: Queryable) => Promise<unknown>): Promise<number> {
    let statements = 0;
    await test.database.transaction((tx) =>
      work({
        query: (text, values) => {
          statements += 1;
          return tx.query(text, values);
        },
      }),
    );
    return statements;
  }

  async function sent(count: number, measure: 'inquire' | 'freeze') {
    const seeded = await seedCase(test.database);
    const tasks = Array.from({ length: count }, (_, index) => ({
      institution: 'icbc',
      task: measure === 'inquire' ? ({ measure } as const) : freezeTask(`6222${seeded.caseId.slice(0, 8)}${index}`),
    }));
    const { orderId, requestIds } = await seedOrder(test.database, seeded, tasks);
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where order_id = $1`, [orderId]);
    return { seeded, requestIds, tasks };
  }

  async function recording(count: number, measure: 'inquire' | 'freeze'): Promise<number> {
    const { seeded, requestIds, tasks } = await sent(count, measure);
    const answers = requestIds.map((requestId, index) => {
      const task = tasks[index]?.task;
      const outcome: FinalContent =
        task?.measure === 'freeze'
          ? {
              ...said,
              outcome: 'executed',
              freeze: {
                account: task.account,
                amountFen: '100',
                caughtFen: '100',
                uncaughtFen: '0',
                from: '2026-11-02',
                until: '2027-11-01',
              },
            }
          : { ...said, outcome: 'nothing' };
      return { caseId: seeded.caseId, requestId, attempt: 1, institution: 'icbc', outcome };
    });
    let settled = 0;
    const statements = await counted(async (tx) => {
      settled = (await recordAnswers(tx, answers, at, () => patience)).settled;
    });
    expect(settled).toBe(count);
    return statements;
  }

  it.each(['inquire', 'freeze'] as const)('answers to %s', async (measure) => {
    const forOne = await recording(1, measure);
    expect(await recording(80, measure)).toBe(forOne);
    expect(forOne).toBeLessThanOrEqual(measure === 'inquire' ? 14 : 21);
  });

  it('nothing about freezes where no answer tells of one, and what happened in one go with its news', async () => {
    expect(await recording(1, 'inquire')).toBeLessThanOrEqual(10);
  });

  it('facts of requests on their way out', async () => {
    const { requestIds } = await sent(80, 'inquire');
    expect(await counted((tx) => readRequestFacts(tx, requestIds.slice(0, 1)))).toBe(3);
    expect(await counted((tx) => readRequestFacts(tx, requestIds))).toBe(3);
  });

  it('facts of an order whose requests go out one round after the other: once, and again when they may have changed', async () => {
    const { requestIds } = await sent(80, 'inquire');
    let now = 0;
    const memory = new OrderMemory(() => now);
    const first = await readRequestFacts(test.database, requestIds.slice(0, 40), memory);
    expect(await counted((tx) => readRequestFacts(tx, requestIds.slice(40), memory))).toBe(1);
    const rest = await readRequestFacts(test.database, requestIds.slice(40), memory);
    expect(new Map([...first, ...rest])).toEqual(await readRequestFacts(test.database, requestIds));
    const number = '（2021）桂1381执恢9号';
    await test.database.query('update enforcement_case set resumed_number = $2 where id = $1', [
      [...first.values()][0]?.case_id,
      number,
    ]);
    now = 5_000;
    const later = await readRequestFacts(test.database, requestIds, memory);
    expect(new Set([...later.values()].map((one) => one.told.case_number))).toEqual(new Set([number]));
  });

  it('budgets in which nothing is to be done, of one case and of a hundred', async () => {
    await test.database.query('delete from budget_due');
    const settling = async (cases: number) => {
      for (let index = 0; index < cases; index += 1) await recording(1, 'freeze');
      let settled = 0;
      const statements = await counted(async (tx) => {
        settled = (await settleQuietBudgets(tx, undefined, 200, at.machine)).quiet.length;
      });
      expect(settled).toBe(cases);
      return statements;
    };
    expect([await settling(1), await settling(100)]).toEqual([2, 2]);
  });

  it('the journal: rights and outcomes', async () => {
    const { seeded, requestIds } = await sent(80, 'freeze');
    const lines = requestIds.map((requestId) => ({ requestId, attempt: 1, caseId: seeded.caseId, institution: 'icbc' }));
    expect(await counted((tx) => claimRightToSend(tx, lines, at.machine))).toBe(1);
    const offers = lines.map((line) => ({ ...line, outcome: { kind: 'silent', said: 'x'.repeat(400) } }));
    expect(await counted((tx) => storeOutcomes(tx, offers, at.machine))).toBe(1);
    // each beside its right, so that no index was written again
    const { rows } = await test.database.query<{ updated: bigint; beside: bigint }>(
      `select sum(pg_stat_get_tuples_updated(inhrelid) + pg_stat_get_xact_tuples_updated(inhrelid))::bigint as updated,
         sum(pg_stat_get_tuples_hot_updated(inhrelid) + pg_stat_get_xact_tuples_hot_updated(inhrelid))::bigint as beside
       from pg_inherits where inhparent = 'exchange.journal'::regclass`,
    );
    expect(rows[0]).toEqual({ updated: 80n, beside: 80n });
  });
});

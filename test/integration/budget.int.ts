import { describe, expect, it } from '@jest/globals';
import { placeWithItsOwnPapers } from '#papers/place-with-papers.js';
import { asLegal, asMachine } from '#platform/clocks.js';
import { type FinalContent } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { excessesOf } from '#storage/budget/excess-rows.js';
import { type BudgetRules, keepBudget } from '#storage/budget/keep-budget.js';
import { Database } from '#storage/database.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
import { readArticles } from '#storage/law/articles-file.js';
import { readDebtLaw } from '#storage/law/debt-law-file.js';
import { readFreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { approveOrder } from '#storage/orders/approve-order.js';
import { withDatabase } from './harness/database.js';
import { dueBudgets, freezeTask, seedCase, type SeededCase, seedOrder, T0 } from './harness/seeds.js';

const at = { machine: asMachine(new Date(T0.getTime() + 60_000)), legal: asLegal(new Date(T0.getTime() + 60_000)) };
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
const rules: BudgetRules = {
  ...readFreezeBudgetRules('config/law'),
  debt: readDebtLaw('config/law'),
  partialRelease: (institution) => institution !== 'njcb',
  place: placeWithItsOwnPapers({ nameOf: (code) => code, articles: readArticles('config/law') }),
};
const final = (asOf: string, content: Partial<FinalContent>): FinalContent => ({
  kind: 'final',
  outcome: 'executed',
  bankTime: asOf,
  asOf,
  ...content,
});

const nothingToCheck = () => Promise.resolve();

/** The seeded debt is 305,000.00 yuan. */
const DEBT = 30_500_000n;

describe('the budget of a case', () => {
  const test = withDatabase('budget');

  async function send(seeded: SeededCase, institution: string, task: Parameters<typeof seedOrder>[2][number]['task']) {
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [{ institution, task }]);
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where order_id = $1`, [orderId]);
    return requestIds[0] ?? '';
  }

  const record = (seeded: SeededCase, institution: string, requestId: string, outcome: FinalContent) =>
    test.database.transaction((tx) =>
      recordAnswers(tx, [{ caseId: seeded.caseId, requestId, attempt: 1, institution, outcome }], at, () => patience),
    );

  async function freeze(seeded: SeededCase, institution: string, account: string, capFen: bigint, caughtFen: bigint) {
    const id = await send(seeded, institution, freezeTask(account, String(capFen)));
    const figures = { account, amountFen: String(capFen), caughtFen: String(caughtFen), uncaughtFen: String(capFen - caughtFen) };
    await record(
      seeded,
      institution,
      id,
      final('2026-11-02T01:00:30Z', { freeze: { ...figures, from: '2026-11-02', until: '2027-11-01' } }),
    );
    return id;
  }

  const releases = async (seeded: SeededCase) =>
    (
      await test.database.query<{
        id: string;
        state: string;
        targets: { task: { freezeRequestId: string; amountFen?: string } }[];
      }>(`select id, state, targets from enforcement_order where case_id = $1 and cause = 'budget' order by id`, [seeded.caseId])
    ).rows;

  it('R2.4-5: leaves caps alone while the debt is not caught', async () => {
    const seeded = await seedCase(test.database);
    await freeze(seeded, 'icbc', '11', DEBT, DEBT - 1n);
    await freeze(seeded, 'abc', '12', DEBT, 0n);
    expect(await dueBudgets(test.database)).toContain(seeded.caseId);
    expect(await keepBudget(test.database, seeded.caseId, rules, at)).toMatchObject({ releaseOrderIds: [] });
    expect(await keepBudget(test.database, seeded.caseId, rules, at)).toBeUndefined();
    expect(await releases(seeded)).toEqual([]);
  });

  it('R2.4-1, R2.4-5: two replicas that meet cut the open caps and the surplus once, and put the excess on record', async () => {
    const seeded = await seedCase(test.database);
    const full = await freeze(seeded, 'icbc', '21', DEBT, DEBT);
    const part = await freeze(seeded, 'abc', '22', DEBT, 500_000n);
    const empty = await freeze(seeded, 'njcb', '23', DEBT, 0n);
    const replicas = [1, 2].map((number) => new Database({ url: test.url, poolSize: 2, applicationName: `replica ${number}` }));
    try {
      // both are in front of the case's lock when it is let go
      const holder = await test.database.pool.connect();
      await holder.query('begin');
      await holder.query('select 1 from enforcement_case where id = $1 for update', [seeded.caseId]);
      const both = replicas.map((replica) => keepBudget(replica, seeded.caseId, rules, at));
      await waitingForLock(2);
      await holder.query('commit');
      holder.release();
      const kept = await Promise.all(both);
      expect(kept.filter((one) => one !== undefined)).toHaveLength(1);
    } finally {
      for (const replica of replicas) await replica.close();
    }
    const orders = await releases(seeded);
    expect(orders).toHaveLength(1);
    // R1.2-3: its own ruling and notice, not those of the freezes it lowers
    const { rows: papers } = await test.database.query<{ kind: string; number: string; goes_along: boolean }>(
      `select d.kind, d.number, p.goes_along from order_paper p join document d on d.id = p.document_id where p.order_id = $1 order by d.id`,
      [orders[0]?.id],
    );
    expect(papers.map(({ kind, number, goes_along }) => [kind, number.replace(/^.*号/, ''), goes_along])).toEqual([
      ['ruling', '之一', true],
      ['notice', '之二-1', true],
      ['notice', '之二-2', true],
    ]);
    expect(orders[0]).toMatchObject({ state: 'awaiting_approval' });
    const told = new Map(orders[0]?.targets.map(({ task }) => [task.freezeRequestId, task.amountFen]));
    expect(told).toEqual(
      new Map([
        [empty, undefined],
        [part, undefined],
      ]),
    );
    expect(told.has(full)).toBe(false);
    expect(await excessesOf(test.database, seeded.caseId)).toMatchObject([
      { amount_fen: 500_000n, to_at: null, cause: 'caught_more', release_order_id: orders[0]?.id },
    ]);
  });

  it('R2.4-1: an excess ends with the bank’s release, and nothing is drafted twice meanwhile', async () => {
    const seeded = await seedCase(test.database);
    await freeze(seeded, 'icbc', '31', DEBT, DEBT);
    const surplus = await freeze(seeded, 'abc', '32', 1_000_000n, 200_000n);
    await keepBudget(test.database, seeded.caseId, rules, at);
    const [order] = await releases(seeded);
    await test.database.transaction((tx) =>
      approveOrder(tx, order?.id ?? '', undefined, nothingToCheck, { id: 'judge', role: 'approver' }, at),
    );
    const { rows } = await test.database.query<{ id: string }>(`select id from request where order_id = $1`, [order?.id]);
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where order_id = $1`, [order?.id]);
    const release = rows[0]?.id ?? '';
    await record(
      seeded,
      'abc',
      release,
      final('2026-11-02T01:00:50Z', { release: { releasedFen: '1000000', remainingCapFen: '0' } }),
    );
    await keepBudget(test.database, seeded.caseId, rules, at);
    expect(await releases(seeded)).toHaveLength(1);
    expect((await excessesOf(test.database, seeded.caseId)).map(({ amount_fen, to_at }) => [amount_fen, to_at !== null])).toEqual(
      [[200_000n, true]],
    );
    const { rows: book } = await test.database.query(`select state from account_freeze where id = $1`, [surplus]);
    expect(book).toEqual([{ state: 'released' }]);
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  });

  it('R2.4-1: an excess that came and went before anybody looked stands on record, from the bank’s act to the release', async () => {
    const seeded = await seedCase(test.database);
    await freeze(seeded, 'icbc', '61', DEBT, DEBT);
    await keepBudget(test.database, seeded.caseId, rules, at);
    const surplus = await freeze(seeded, 'abc', '62', 1_000_000n, 300_000n);
    const task = { measure: 'release', freezeRequestId: surplus, account: '62' };
    const release = await send(seeded, 'abc', task);
    await record(
      seeded,
      'abc',
      release,
      final('2026-11-02T01:00:31Z', { release: { releasedFen: '1000000', remainingCapFen: '0' } }),
    );
    await keepBudget(test.database, seeded.caseId, rules, at);
    const { rows } = await test.database.query<{ order_id: string }>('select order_id from request where id = $1', [release]);
    const [first, ...more] = await excessesOf(test.database, seeded.caseId);
    expect(first).toMatchObject({ amount_fen: 300_000n, cause: 'caught_more', release_order_id: rows[0]?.order_id });
    expect([first?.from_at.toISOString(), first?.to_at?.toISOString()]).toEqual([
      '2026-11-02T01:00:30.000Z',
      '2026-11-02T01:00:31.000Z',
    ]);
    expect(more).toEqual([]);
    // nothing is put on record twice by a later look
    await test.database.query('insert into budget_due (case_id) values ($1) on conflict do nothing', [seeded.caseId]);
    await keepBudget(test.database, seeded.caseId, rules, at);
    expect(await excessesOf(test.database, seeded.caseId)).toHaveLength(1);
  });

  it('R2.4-1: what was deducted is no debt that fell: caps beyond the rest have caught more', async () => {
    const seeded = await seedCase(test.database);
    const half = DEBT / 2n;
    const first = await freeze(seeded, 'icbc', '51', DEBT, DEBT);
    const taken = await send(seeded, 'icbc', {
      measure: 'deduct',
      freezeRequestId: first,
      account: '51',
      amountFen: String(half),
      payee: { name: '合山市人民法院', bankName: '中国建设银行', bankCode: '105612000015', account: '45050161381309000015' },
    });
    const deduction = { amountFen: String(half), payeeAccount: '45050161381309000015', bankSerial: 'S1', interbank: false };
    await record(
      seeded,
      'icbc',
      taken,
      final('2026-11-02T01:00:40Z', { deduction: { ...deduction, sentAt: '2026-11-02T01:00:40Z' } }),
    );
    expect(await keepBudget(test.database, seeded.caseId, rules, at)).toMatchObject({ releaseOrderIds: [] });
    await freeze(seeded, 'abc', '52', half, 100_000n);
    await keepBudget(test.database, seeded.caseId, rules, at);
    expect(await excessesOf(test.database, seeded.caseId)).toMatchObject([{ amount_fen: 100_000n, cause: 'caught_more' }]);
  });

  it('R2.3-7: a cap that a bank cannot lower stays, and the event says why', async () => {
    const seeded = await seedCase(test.database);
    await freeze(seeded, 'njcb', '41', DEBT + 0n, DEBT);
    await freeze(seeded, 'njcb', '42', 2_000_000n, 1_000_000n);
    await test.database.query(`update claim set paid_fen = 500000 where case_id = $1`, [seeded.caseId]);
    const kept = await keepBudget(test.database, seeded.caseId, rules, at);
    expect(kept?.cuts.cuts).toEqual([expect.objectContaining({ whole: true, amountFen: 2_000_000n })]);
    expect(kept?.cuts.left).toEqual([expect.objectContaining({ because: 'no_partial_release', amountFen: 500_000n })]);
    const { rows } = await test.database.query<{ data: { left: object[] } }>(
      `select data from event where case_id = $1 and kind = 'budget.kept'`,
      [seeded.caseId],
    );
    expect(rows[0]?.data.left).toEqual([expect.objectContaining({ because: 'no_partial_release', amountFen: '500000' })]);
  });

  async function waitingForLock(count: number): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      const { rows } = await test.database.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if ((rows[0]?.waiting ?? 0) >= count) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('The replicas never met at the lock.');
  }
});

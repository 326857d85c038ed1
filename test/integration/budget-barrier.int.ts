import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { legalDay } from '#enforcement/watch/legal-day.js';
import { fenOf, formatYuan } from '#enforcement/money.js';
import { placeWithItsOwnPapers } from '#papers/place-with-papers.js';
import { asLegal, asMachine } from '#platform/clocks.js';
import { wantBudget } from '#storage/budget/budget-due.js';
import { excessesOf } from '#storage/budget/excess-rows.js';
import { type BudgetRules, keepBudget, type KeptBudget } from '#storage/budget/keep-budget.js';
import { Database } from '#storage/database.js';
import { debtOfCase, wantDailyBudgets } from '#storage/debt/debt-of-case.js';
import { lockCases, type Moment } from '#storage/events.js';
import { readArticles } from '#storage/law/articles-file.js';
import { readDebtLaw } from '#storage/law/debt-law-file.js';
import { readFreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { capsOrdered } from '#storage/orders/measure-room.js';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, today } from './harness/acts.js';
import { answer } from './harness/answers.js';
import { type ApiReply, openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { wageCase } from './harness/sample-case.js';

const ROUNDS = 12;
const rules: BudgetRules = {
  ...readFreezeBudgetRules('config/law'),
  debt: readDebtLaw('config/law'),
  partialRelease: () => true,
  place: placeWithItsOwnPapers({ nameOf: (code) => code, articles: readArticles('config/law') }),
};
const DAY_MS = 86_400_000;
const inDays = (days: number): Moment => {
  const at = new Date(Date.now() + days * DAY_MS);
  return { machine: asMachine(new Date()), legal: asLegal(at) };
};

/** Two replicas of api and two of control, all in front of the same case when its lock is let go. */
describe('the budget of a case between replicas', () => {
  let apis: TestApi[] = [];
  let controls: Database[] = [];
  afterAll(async () => {
    for (const api of apis) await api.close();
    for (const control of controls) await control.close();
  });
  const test = withDatabase('budget_barrier');
  beforeAll(async () => {
    apis = [await openApi(test.url), await openApi(test.url)];
    controls = [1, 2].map((number) => new Database({ url: test.url, poolSize: 2, applicationName: `control ${number}` }));
  }, 60_000);

  const api = (number: number): TestApi => {
    const one = apis[number % 2];
    if (one === undefined) throw new Error('The apis are not open.');
    return one;
  };

  async function growingCase(): Promise<OpenedCase> {
    const claims = wageCase().claims.map((written) => ({ ...written, doubledInterestWaived: false }));
    const one = await openWageCase(api(0), { claims });
    const terms = { effectiveOn: '2024-01-31', items: [{ id: 'p', kind: 'principal', label: '工资', amount: '80000.00' }] };
    const body = { claimId: one.claims[0]?.id, terms, reason: '录入判决主文', documentId: one.documentId };
    const entered = await api(0).post('judge-wei', `/cases/${one.id}/terms`, body);
    if (entered.status !== 201) throw new Error(entered.text);
    return one;
  }

  /** Holds the case until all of `acts` wait for it, then lets them go at once. */
  async function meeting<T extends readonly (() => Promise<unknown>)[]>(caseId: string, acts: readonly [...T]) {
    const holder = await test.database.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select 1 from enforcement_case where id = $1 for update', [caseId]);
      const started = acts.map((act) => act());
      try {
        await waiting(acts.length);
      } finally {
        await holder.query('commit');
      }
      return (await Promise.all(started)) as { [K in keyof T]: Awaited<ReturnType<T[K]>> };
    } finally {
      holder.release();
    }
  }

  async function waiting(count: number): Promise<void> {
    for (let tries = 0; tries < 500; tries += 1) {
      const { rows } = await test.database.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if ((rows[0]?.waiting ?? 0) >= count) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`Fewer than ${count} met at the lock.`);
  }

  const keep = (number: number, caseId: string, at: Moment) => () =>
    keepBudget(controls[number] ?? test.database, caseId, rules, at);
  const want = (caseId: string) => test.database.transaction((tx) => wantBudget(tx, caseId));
  const owed = async (caseId: string, at: Moment) =>
    (await debtOfCase(test.database, caseId, legalDay(at.legal), rules.debt)).owedFen;
  const once = (kept: readonly (KeptBudget | undefined)[]) => kept.flatMap((one) => (one === undefined ? [] : [one]));

  const requestsOf = async (caseId: string, measure: string) =>
    (
      await test.database.query<{ id: string; task: { account: string; amountFen: string } }>(
        `select id, task from request where case_id = $1 and measure = $2 and state = 'open' order by id`,
        [caseId, measure],
      )
    ).rows;

  async function caughtIn(caseId: string): Promise<bigint> {
    const { rows } = await test.database.query<{ caught: bigint }>(
      `select coalesce(sum(caught_fen), 0)::bigint as caught from account_freeze where case_id = $1 and state = 'active'`,
      [caseId],
    );
    return rows[0]?.caught ?? 0n;
  }

  /** Each excess there is stands on record, as large; and none stands that is over. */
  async function everyExcessIsExplained(caseId: string, at: Moment): Promise<bigint> {
    const surplus = (await caughtIn(caseId)) - (await owed(caseId, at));
    const open = (await excessesOf(test.database, caseId)).filter(({ to_at }) => to_at === null);
    if (surplus <= 0n) expect(open).toEqual([]);
    else expect(open).toMatchObject([{ amount_fen: surplus, cause: 'target_fell', release_order_id: expect.any(String) }]);
    return surplus;
  }

  it(`R2.4-1, R2.4-5: in ${ROUNDS} meetings caps never exceed the target, each excess is on record, and the second does nothing`, async () => {
    const mix = { placed: 0, refused: 0, approved: 0, excesses: 0, ended: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await growingCase();
      const now = inDays(0);
      const target = await owed(one.id, now);
      // one order waits for approval already; three more are placed at once, of which not all find room
      const parts = [40n, 35n, 30n, 5n + BigInt(round % 20)].map((percent) => formatYuan(fenOf((target * percent) / 100n)));
      const [first = '', ...rest] = parts;
      const waitingOrder = await api(round).post('judge-wei', '/orders', freezeOrder(one, first, '1000000000'));
      await want(one.id);
      const place = (amount: string, index: number) => () =>
        api(index).post('judge-wei', '/orders', freezeOrder(one, amount, `200000000${index}`));
      const approve = () => api(round + 1).post('approver-lu', `/orders/${waitingOrder.body.id}/approval`, {});
      const placings = rest.map(place);
      const met = await meeting(one.id, [...placings, approve, keep(0, one.id, now), keep(1, one.id, now)]);
      const replies = met.slice(0, 4) as ApiReply[];
      expect(once(met.slice(4) as (KeptBudget | undefined)[])).toMatchObject([{ releaseOrderIds: [] }]);
      expect(replies[3]?.status).toBe(200);
      const committed = await capsOrdered(test.database, one.id);
      expect(committed <= target).toBe(true);
      for (const [index, reply] of replies.slice(0, 3).entries()) {
        if (reply.status === 201) {
          mix.placed += 1;
          expect((await api(index).post('approver-lu', `/orders/${reply.body.id}/approval`, {})).status).toBe(200);
        } else {
          mix.refused += 1;
          expect(reply.body.problems).toEqual([expect.objectContaining({ code: 'amount.above_room' })]);
          expect(committed + BigInt((rest[index] ?? '').replace('.', '')) > target).toBe(true);
        }
      }
      mix.approved += 1;
      await allCaught(one);
      expect(await capsOrdered(test.database, one.id)).toBe(committed);

      // the debtor pays the creditor: the same moment brings a new order and both replicas
      const part = { claimId: one.claims[1]?.id, on: today(), amount: '75000.00', means: 'performance' };
      const noted = await api(round).post('clerk-qin', `/cases/${one.id}/part-payments`, {
        ...part,
        reason: '自动履行',
        documentId: one.documentId,
      });
      expect(noted.status).toBe(201);
      const order = freezeOrder(one, formatYuan(target), '3000000000');
      const second = await meeting(one.id, [
        keep(0, one.id, now),
        () => api(round).post('judge-wei', '/orders', order),
        keep(1, one.id, now),
      ]);
      expect(once([second[0], second[2]])).toHaveLength(1);
      expect(second[1].status).toBe(422);
      const surplus = await everyExcessIsExplained(one.id, now);
      expect(surplus).toBe((await caughtIn(one.id)) - (await owed(one.id, now)));
      if (surplus > 0n) mix.excesses += 1;
      mix.ended += await released(one, now, surplus);
    }
    console.log(
      `${ROUNDS} meetings: ${Object.entries(mix)
        .map(([what, count]) => `${count} ${what}`)
        .join(', ')}`,
    );
    expect(Object.values(mix).every((count) => count > 0)).toBe(true);
  }, 240_000);

  /** The banks catch all of each cap. */
  async function allCaught(one: OpenedCase): Promise<void> {
    for (const { id, task } of await requestsOf(one.id, 'freeze')) {
      const { account, amountFen } = task;
      const freeze = { account, amountFen, caughtFen: amountFen, uncaughtFen: '0', from: today(), until: inOneYear() };
      await answer(test.database, id, { outcome: 'executed', freeze });
    }
  }

  /** The drafted release is one order; once its banks have answered, both replicas meet again and the record ends. */
  async function released(one: OpenedCase, at: Moment, surplus: bigint): Promise<number> {
    const { rows } = await test.database.query<{ id: string; task: { amountFen?: string; freezeRequestId: string } }>(
      `select o.id, t.target -> 'task' as task from enforcement_order o cross join jsonb_array_elements(o.targets) as t(target)
       where o.case_id = $1 and o.cause = 'budget'`,
      [one.id],
    );
    const orders = [...new Set(rows.map(({ id }) => id))];
    expect(orders).toHaveLength(surplus > 0n ? 1 : 0);
    for (const id of orders) expect((await api(0).post('approver-lu', `/orders/${id}/approval`, {})).status).toBe(200);
    for (const { id } of await requestsOf(one.id, 'release')) {
      const { rows: freezes } = await test.database.query<{ cap: bigint; gone: bigint }>(
        `select f.cap_fen as cap, coalesce((r.task ->> 'amountFen')::bigint, f.cap_fen) as gone
         from request r join account_freeze f on f.id = (r.task ->> 'freezeRequestId')::uuid where r.id = $1`,
        [id],
      );
      const { cap = 0n, gone = 0n } = freezes[0] ?? {};
      await answer(test.database, id, {
        outcome: 'executed',
        release: { releasedFen: String(gone), remainingCapFen: String(cap - gone) },
      });
    }
    if (orders.length === 0) return 0;
    await want(one.id);
    expect(once(await meeting(one.id, [keep(0, one.id, at), keep(1, one.id, at)]))).toHaveLength(1);
    expect(await everyExcessIsExplained(one.id, at)).toBe(0n);
    expect(await capsOrdered(test.database, one.id)).toBe(await owed(one.id, at));
    return 1;
  }

  it('R2.4-5: when the day turns, replicas list each growing debt once, and two that meet propose one top-up', async () => {
    const one = await growingCase();
    const still = await openWageCase(api(0));
    const [target, now] = [formatYuan(await owed(one.id, inDays(0))), inDays(0)];
    for (const [of, amount] of [
      [one, target],
      [still, '305000.00'],
    ] as const) {
      const { body } = await api(0).post('judge-wei', '/orders', freezeOrder(of, amount, '1000000000'));
      await api(0).post('approver-lu', `/orders/${body.id}/approval`, {});
      await allCaught(of);
      await keepBudget(test.database, of.id, rules, now);
    }
    await test.database.query('delete from budget_due');
    const events = async () =>
      (
        await test.database.query<{ data: object }>(
          `select data from event where case_id = $1 and kind = 'budget.top_up_proposed' order by id`,
          [one.id],
        )
      ).rows.map(({ data }) => data);
    const proposals = async () =>
      (
        await test.database.query<{ shortfall_fen: bigint }>(
          `select shortfall_fen from top_up_proposal where case_id = $1 and state = 'open'`,
          [one.id],
        )
      ).rows.map(({ shortfall_fen }) => shortfall_fen);
    const shortfall = async (days: number) => (await owed(one.id, inDays(days))) - (await capsOrdered(test.database, one.id));
    // at 14.00 yuan a day and the fee on it, a hundred days are worth a ruling and ten are not
    for (const [days, told] of [
      [10, 0],
      [100, 1],
      [101, 1],
    ] as const) {
      const at = inDays(days);
      const day = legalDay(at.legal);
      const listed = await Promise.all(controls.map((control) => wantDailyBudgets(control, day, 500)));
      const { rows: due } = await test.database.query<{ case_id: string }>('select case_id from budget_due');
      expect(due.map(({ case_id }) => case_id)).not.toContain(still.id);
      expect(due.filter(({ case_id }) => case_id === one.id)).toHaveLength(1);
      expect(listed.reduce((sum, count) => sum + count, 0)).toBe(due.length);
      expect(once(await meeting(one.id, [keep(0, one.id, at), keep(1, one.id, at)]))).toHaveLength(1);
      expect(await events()).toHaveLength(told);
      expect(await proposals()).toEqual(told === 0 ? [] : [await shortfall(days)]);
      await test.database.query('delete from budget_due where case_id <> $1', [one.id]);
      await wantDailyBudgets(test.database, day, 500);
      const { rows: late } = await test.database.query('select from budget_due where case_id = $1', [one.id]);
      expect(late).toEqual([]);
      await test.database.query('delete from budget_due');
    }
    expect(await events()).toEqual([expect.objectContaining({ shortfallFen: String(await shortfall(100)) })]);
  }, 60_000);

  it('R2.4-5: the day turns beside a batch of answers about the same cases, and neither stops the other', async () => {
    const ids: string[] = [];
    for (const reckonedOn of ['2026-01-01', '2026-01-02']) {
      const { id } = await openWageCase(api(0));
      await test.database.query(
        `insert into case_debt (case_id, reckoned_on, target_fen, owed_fen, per_day_fen) values ($1, $2, 1, 1, 1)`,
        [id, reckonedOn],
      );
      ids.push(id);
    }
    await test.database.query('delete from budget_due');
    const [first = '', second = ''] = ids;
    const day = legalDay(inDays(0).legal);
    // the batch holds both cases and has written the second when the day comes to it; then it writes the first
    const turned = await test.database.transaction(async (tx) => {
      await lockCases(tx, ids);
      await wantBudget(tx, second);
      const turning = wantDailyBudgets(controls[0] ?? test.database, day, 500);
      await waiting(1);
      await wantBudget(tx, first);
      return { turning };
    });
    await turned.turning;
    const { rows } = await test.database.query('select case_id from budget_due where case_id = any($1::uuid[])', [ids]);
    expect(rows).toHaveLength(2);
    // a transaction that fell to a deadlock is tried again and looks well from outside; only the server tells
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const { rows: server } = await test.database.query<{ deadlocks: bigint }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    expect(server).toEqual([{ deadlocks: 0n }]);
  }, 60_000);
});

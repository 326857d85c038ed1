import { describe, expect, it } from '@jest/globals';
import { formatYuan } from '#enforcement/money.js';
import { plusDays } from '#enforcement/watch/legal-day.js';
import { asLegal, asMachine } from '#platform/clocks.js';
import { placeWithItsOwnPapers } from '#papers/place-with-papers.js';
import { type FinalContent } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { type BudgetRules, keepBudget } from '#storage/budget/keep-budget.js';
import { dismissTopUp, topUpsOf } from '#storage/budget/top-up-proposals.js';
import { Database } from '#storage/database.js';
import { keepTerms, notePartPayment } from '#storage/debt/claim-terms.js';
import { debtOfCase, wantDailyBudgets } from '#storage/debt/debt-of-case.js';
import { lockCases } from '#storage/events.js';
import { readArticles } from '#storage/law/articles-file.js';
import { readDebtLaw } from '#storage/law/debt-law-file.js';
import { readFreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { newId } from '#storage/new-id.js';
import { roomToFreeze } from '#storage/orders/measure-room.js';
import { type LegalBasis, placeOrder } from '#storage/orders/place-order.js';
import { withDatabase } from './harness/database.js';
import { dueBudgets, freezeTask, seedCase, type SeededCase, seedOrder, T0 } from './harness/seeds.js';

const law = readDebtLaw('config/law');
const { order, remarkWords, topUp } = readFreezeBudgetRules('config/law');
const place = placeWithItsOwnPapers({ nameOf: (code) => code, articles: readArticles('config/law') });
const rules: BudgetRules = { order, remarkWords, topUp, debt: law, partialRelease: () => true, place };
const judge = { id: 'judge', role: 'judge' } as const;
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
/** Noon of the court's day. */
const on = (day: string) => {
  const at = new Date(`${day}T04:00:00Z`);
  return { machine: asMachine(at), legal: asLegal(at) };
};
const START = '2026-11-02';

/** The seeded debt: 305,000.00 yuan, to be paid by 2026-11-02; the doubled part is 53.375 yuan a day (R4.1-2). */
describe('a debt that grows', () => {
  const test = withDatabase('growing_debt');

  async function withTerms(doubled = true): Promise<SeededCase & { documentId: string }> {
    const seeded = await seedCase(test.database);
    const documentId = newId<string>();
    await test.database.query(
      `insert into document (id, case_id, kind, name, media_type, sha256, content, created_by, created_at)
       values ($1, $2, 'title', '判决书.pdf', 'application/pdf', repeat('0', 64), '\\x25504446', 'judge', $3)`,
      [documentId, seeded.caseId, T0],
    );
    const terms = {
      effectiveOn: START,
      items: [{ id: 'wages', kind: 'principal', label: '工资', amount: '305000.00' }],
      doubledPart: { waived: !doubled },
      enforcementFeeFixed: true,
    };
    const facts = { caseId: seeded.caseId, claimId: seeded.claimId, reason: '录入', documentId, terms };
    await test.database.transaction(async (tx) => {
      await lockCases(tx, [seeded.caseId]);
      await keepTerms(tx, facts, judge, on(START));
    });
    return { ...seeded, documentId };
  }

  async function freeze(seeded: SeededCase, account: string, capFen: bigint, caughtFen: bigint): Promise<void> {
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [
      { institution: 'icbc', task: freezeTask(account, String(capFen)) },
    ]);
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where order_id = $1`, [orderId]);
    const figures = { account, amountFen: String(capFen), caughtFen: String(caughtFen), uncaughtFen: String(capFen - caughtFen) };
    const outcome: FinalContent = {
      kind: 'final',
      outcome: 'executed',
      bankTime: '2026-11-02T01:00:30Z',
      asOf: '2026-11-02T01:00:30Z',
      freeze: { ...figures, from: START, until: '2027-11-01' },
    };
    await test.database.transaction((tx) =>
      recordAnswers(
        tx,
        [{ caseId: seeded.caseId, requestId: requestIds[0] ?? '', attempt: 1, institution: 'icbc', outcome }],
        on(START),
        () => patience,
      ),
    );
  }

  const owed = async ({ caseId }: SeededCase, day: string) =>
    formatYuan((await debtOfCase(test.database, caseId, day, law)).owedFen);
  const events = async ({ caseId }: SeededCase) =>
    (
      await test.database.query<{ kind: string }>(
        `select kind from event where case_id = $1 and kind like 'budget.%' order by id`,
        [caseId],
      )
    ).rows.map(({ kind }) => kind);

  it('R2.4-5, R4.1-2: owes more each day where terms were entered, and the constant where none were', async () => {
    const plain = await seedCase(test.database);
    expect([await owed(plain, START), await owed(plain, '2027-11-02')]).toEqual(['305000.00', '305000.00']);
    const growing = await withTerms();
    expect([await owed(growing, START), await owed(growing, '2026-11-03')]).toEqual(['305000.00', '305053.38']);
    expect(await owed(growing, '2027-11-02')).toBe('324481.88');
    const waived = await withTerms(false);
    expect(await owed(waived, '2027-11-02')).toBe('305000.00');
  });

  it('R4.1-4, R2.4-1: a part paid elsewhere lowers what is owed and has the budget looked at, with terms and without', async () => {
    const growing = await withTerms();
    await keepBudget(test.database, growing.caseId, rules, on(START));
    const plain = await seedCase(test.database);
    for (const seeded of [growing, { ...plain, documentId: growing.documentId }]) {
      const { caseId, claimId, documentId } = seeded;
      const part = {
        caseId,
        claimId,
        on: START,
        amount: 500_000n as never,
        means: 'performance',
        reason: '收条',
        documentId,
      } as const;
      await test.database.transaction((tx) => notePartPayment(tx, part, judge, on(START)));
      expect(await dueBudgets(test.database)).toContain(caseId);
      expect(await owed(seeded, START)).toBe('300000.00');
    }
  });

  it('R2.3-7, R2.4-5: proposes a top-up once when interest has outgrown the caps, raises it, and asks again only when it is worth a ruling', async () => {
    const seeded = await withTerms();
    await freeze(seeded, '51', 30_500_000n, 30_500_000n);
    await keepBudget(test.database, seeded.caseId, rules, on(START));
    expect(await topUpsOf(test.database, seeded.caseId)).toEqual([]);
    const daily = async (day: string) => {
      while ((await wantDailyBudgets(test.database, day, 10)) > 0);
      const due = await dueBudgets(test.database);
      for (const caseId of due) await keepBudget(test.database, caseId, rules, on(day));
      return due.includes(seeded.caseId);
    };
    expect(await daily('2026-11-20')).toBe(true);
    expect(await topUpsOf(test.database, seeded.caseId)).toEqual([]);
    expect(await daily('2026-11-20')).toBe(false);
    await daily('2026-11-21');
    // 19 days of 53.375 yuan
    expect(await topUpsOf(test.database, seeded.caseId)).toMatchObject([
      { state: 'open', shortfall_fen: 101_413n, caps_fen: 30_500_000n },
    ]);
    await daily('2026-11-22');
    expect(await topUpsOf(test.database, seeded.caseId)).toMatchObject([{ state: 'open', shortfall_fen: 106_750n }]);
    await test.database.transaction((tx) => dismissTopUp(tx, seeded.caseId, '债务人已承诺履行', judge, on('2026-11-22')));
    await daily('2026-12-10');
    expect((await topUpsOf(test.database, seeded.caseId)).map(({ state }) => state)).toEqual(['dismissed']);
    await daily('2026-12-12');
    expect((await topUpsOf(test.database, seeded.caseId)).map(({ state }) => state)).toEqual(['open', 'dismissed']);
    await freeze(seeded, '52', 213_500n, 0n);
    await keepBudget(test.database, seeded.caseId, rules, on('2026-12-12'));
    expect((await topUpsOf(test.database, seeded.caseId)).map(({ state }) => state)).toEqual(['met', 'dismissed']);
    expect(await events(seeded)).toEqual([
      'budget.top_up_proposed',
      'budget.top_up_closed',
      'budget.top_up_proposed',
      'budget.top_up_closed',
    ]);
  });

  it('R2.4-5: two replicas that place freezes and one that keeps the budget meet; the caps never exceed what is owed that day', async () => {
    const basis: LegalBasis = { rulingNumber: '裁1', noticeNumber: '通1', documentIds: [], officers: [] };
    const day = '2026-12-02';
    const seeded = await withTerms();
    await freeze(seeded, '61', 20_000_000n, 20_000_000n);
    const replicas = [1, 2, 3].map(
      (number) => new Database({ url: test.url, poolSize: 2, applicationName: `replica ${number}` }),
    );
    const [first, second, third] = replicas as [Database, Database, Database];
    // as the api does it: lock, reckon, place what there is room for
    const place = (replica: Database, account: string) =>
      replica.transaction(async (tx) => {
        await lockCases(tx, [seeded.caseId]);
        const { owedFen } = await debtOfCase(tx, seeded.caseId, day, law);
        const room = await roomToFreeze(tx, seeded.caseId, owedFen);
        if (room <= 0n) return undefined;
        const target = { institution: 'abc', task: { ...freezeTask(account, String(room)), measure: 'freeze' as const } };
        const newOrder = {
          caseId: seeded.caseId,
          partyId: seeded.debtorId,
          measure: 'freeze',
          priority: 'judge',
          cause: 'judge',
          legalBasis: basis,
          targets: [target],
          answerBy: new Date(T0.getTime() + 86_400_000),
          needsApproval: true,
        } as const;
        await placeOrder(tx, newOrder, judge, on(day));
        return room;
      });
    try {
      const holder = await test.database.pool.connect();
      await holder.query('begin');
      await holder.query('select 1 from enforcement_case where id = $1 for update', [seeded.caseId]);
      const all = [place(first, '62'), place(second, '63'), keepBudget(third, seeded.caseId, rules, on(day))] as const;
      await waitingForLock(3);
      await holder.query('commit');
      holder.release();
      const [one, other] = await Promise.all(all);
      // 30 days of interest are in the room of whoever came first
      expect([one, other].filter((room) => room !== undefined)).toEqual([10_660_125n]);
    } finally {
      for (const replica of replicas) await replica.close();
    }
    expect((await topUpsOf(test.database, seeded.caseId)).filter(({ state }) => state === 'open').length).toBeLessThan(2);
    const { owedFen } = await debtOfCase(test.database, seeded.caseId, day, law);
    expect(await roomToFreeze(test.database, seeded.caseId, owedFen)).toBe(0n);
    const tomorrow = await debtOfCase(test.database, seeded.caseId, plusDays(day, 1), law);
    expect(await roomToFreeze(test.database, seeded.caseId, tomorrow.owedFen)).toBeGreaterThan(0n);
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

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatYuan, fenOf, parseYuan } from '#enforcement/money.js';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, ordered, today } from './harness/acts.js';
import { answer } from './harness/answers.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { wageCase } from './harness/sample-case.js';

let api: TestApi;
afterAll(() => api.close());
const test = withDatabase('api_owed');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

const account = '6222020200112233445';
const fen = (yuan: string) => parseYuan(yuan) ?? fenOf(0n);

/** A case of 305,000 yuan; 80,000 of it bears doubled interest since 2024-01-31. */
async function growingCase(): Promise<OpenedCase> {
  const claims = wageCase().claims.map((written) => ({ ...written, doubledInterestWaived: false }));
  const one = await openWageCase(api, { claims });
  const terms = { effectiveOn: '2024-01-31', items: [{ id: 'p', kind: 'principal', label: '工资', amount: '80000.00' }] };
  const body = { claimId: one.claims[0]?.id, terms, reason: '录入判决主文', documentId: one.documentId };
  const entered = await api.post('judge-wei', `/cases/${one.id}/terms`, body);
  if (entered.status !== 201) throw new Error(entered.text);
  return one;
}

const owedNow = async (one: OpenedCase) => (await api.get('judge-wei', `/cases/${one.id}`)).body.owedNow;

describe('what a case may hold today', () => {
  it('R2.4-1: is the principal until somebody enters the terms of a claim, for no interest is guessed', async () => {
    const one = await openWageCase(api);
    expect(await owedNow(one)).toEqual({
      on: today(),
      withInterest: false,
      target: '305000.00',
      owed: '305000.00',
      perDay: '0.00',
    });
  });

  it('R2.4-1, R4.1-2: then it is the total of the statement of that day, on the case and on the plan of its freezes', async () => {
    const one = await growingCase();
    const { body: statement } = await api.get('judge-wei', `/cases/${one.id}/statement`);
    const owed = await owedNow(one);
    expect(owed).toMatchObject({ on: today(), withInterest: true, target: statement.totals.gross, owed: statement.totals.owed });
    expect(fen(owed.target) > 30_500_000n).toBe(true);
    expect(fen(owed.perDay) >= 1_400n).toBe(true);
    const { body: plan } = await api.get('judge-wei', `/cases/${one.id}/freeze-plan`);
    expect(plan).toMatchObject({ owedNow: owed, stillToSecure: owed.owed, room: owed.owed });
  });

  it('R2.4-1: stands in the list of cases as on the case, of cases with terms and without', async () => {
    const [plain, growing] = [await openWageCase(api), await growingCase()];
    const { body } = await api.get('judge-wei', '/cases?limit=20');
    for (const one of [plain, growing]) {
      const listed = body.items.find(({ id }: { id: string }) => id === one.id);
      expect(listed.owedNow).toEqual(await owedNow(one));
    }
  });

  it('R2.4-1, R2.4-5: freezes the interest too, to the fen and no more', async () => {
    const one = await growingCase();
    const { owed, target } = await owedNow(one);
    const above = formatYuan(fenOf(fen(target) + 1n));
    const refused = await api.post('judge-wei', '/orders', freezeOrder(one, above));
    expect(refused.body.problems).toEqual([expect.objectContaining({ field: 'targets[0].amount', code: 'amount.above_debt' })]);
    expect((await api.post('judge-wei', '/orders', freezeOrder(one, owed))).status).toBe(201);
    const more = await api.post('judge-wei', '/orders', freezeOrder(one, '0.01', '3333333333'));
    expect(more.body.problems).toEqual([expect.objectContaining({ code: 'amount.above_room' })]);
  });

  it('R2.4-1, R1.9-6: deducts the interest too; what was deducted is taken off once, from the day it was sent', async () => {
    const one = await growingCase();
    const { owed } = await owedNow(one);
    const { requests } = await ordered(api, freezeOrder(one, owed));
    const amountFen = String(fen(owed));
    const caught = { account, amountFen, caughtFen: amountFen, uncaughtFen: '0', from: today(), until: inOneYear() };
    await answer(test.database, requests[0] ?? '', { outcome: 'executed', freeze: caught });
    const deduct = (amount: string) => ({
      caseId: one.id,
      measure: 'deduct',
      legalBasis: one.legalBasis,
      targets: [{ freezeId: requests[0], amount }],
    });
    const part = '300000.00';
    const sent = await ordered(api, deduct(part));
    const rest = formatYuan(fenOf(fen(owed) - fen(part)));
    const tooMuch = await api.post('judge-wei', '/orders', deduct(formatYuan(fenOf(fen(rest) + 1n))));
    expect(tooMuch.body.problems).toEqual([expect.objectContaining({ field: 'targets[0].amount' })]);
    const deduction = { amountFen: String(fen(part)), bankSerial: 'S1', interbank: true, sentAt: `${today()}T09:00:00+08:00` };
    await answer(test.database, sent.requests[0] ?? '', { outcome: 'executed', deduction });
    expect(await owedNow(one)).toMatchObject({ target: owed, owed: rest });
    expect((await api.post('judge-wei', '/orders', deduct(rest))).status).toBe(201);
  });

  it('R1.9-6: a deduction sent months ago has stopped the interest since', async () => {
    const [early, late] = [await growingCase(), await growingCase()];
    for (const [one, sentAt] of [
      [early, '2025-01-31T10:00:00+08:00'],
      [late, `${today()}T09:00:00+08:00`],
    ] as const) {
      const { requests } = await ordered(api, freezeOrder(one, '305000.00'));
      const all = { account, amountFen: '30500000', caughtFen: '30500000', uncaughtFen: '0', from: today(), until: inOneYear() };
      await answer(test.database, requests[0] ?? '', { outcome: 'executed', freeze: all });
      const order = { caseId: one.id, measure: 'deduct', legalBasis: one.legalBasis };
      const sent = await ordered(api, { ...order, targets: [{ freezeId: requests[0], amount: '305000.00' }] });
      const deduction = { amountFen: '30500000', bankSerial: 'S1', interbank: true, sentAt };
      await answer(test.database, sent.requests[0] ?? '', { outcome: 'executed', deduction });
    }
    const [stopped, ran] = [await owedNow(early), await owedNow(late)];
    expect(stopped.perDay).toBe('0.00');
    // one year of the doubled part on 80,000 yuan is 5,110.00; there is more than that between the two
    expect(fen(ran.owed) - fen(stopped.owed) > 511_000n).toBe(true);
  });

  it('R4.1-4: a part paid to the creditor makes room nowhere and lessens what may be frozen', async () => {
    const one = await openWageCase(api);
    const part = { claimId: one.claims[0]?.id, on: today(), amount: '5000.00', means: 'performance' };
    const noted = { ...part, reason: '自动履行', documentId: one.documentId };
    expect((await api.post('clerk-qin', `/cases/${one.id}/part-payments`, noted)).status).toBe(201);
    expect(await owedNow(one)).toMatchObject({ target: '305000.00', owed: '300000.00' });
    const refused = await api.post('judge-wei', '/orders', freezeOrder(one, '300000.01'));
    expect(refused.body.problems).toEqual([expect.objectContaining({ code: 'amount.above_room' })]);
    const { rows } = await test.database.query('select case_id from budget_due where case_id = $1', [one.id]);
    expect(rows).toHaveLength(1);
  });
});

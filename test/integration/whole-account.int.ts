import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { placeWithItsOwnPapers } from '#papers/place-with-papers.js';
import { asLegal, asMachine } from '#platform/clocks.js';
import { excessesOf } from '#storage/budget/excess-rows.js';
import { type BudgetRules, keepBudget } from '#storage/budget/keep-budget.js';
import { promoteQueued } from '#storage/freezes/promote-queued.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
import { readArticles } from '#storage/law/articles-file.js';
import { readDebtLaw } from '#storage/law/debt-law-file.js';
import { readFreezeBudgetRules } from '#storage/law/least-harm-file.js';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, ordered, today } from './harness/acts.js';
import { type ApiReply, openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { openSimulatedBank, type SimulatedBank } from './harness/simulated-bank.js';

let api: TestApi;
let ccb: SimulatedBank;
afterAll(async () => {
  await ccb.close();
  await api.close();
});
// its own hook drops the database: after the api has closed
const test = withDatabase('whole_account');
beforeAll(async () => {
  api = await openApi(test.url);
  ccb = await openSimulatedBank(test.database, test.url);
}, 60_000);

const ACCOUNT = '45050164520100000123';
const rules: BudgetRules = {
  ...readFreezeBudgetRules('config/law'),
  ...{
    debt: readDebtLaw('config/law'),
    partialRelease: () => true,
    place: placeWithItsOwnPapers({ nameOf: (code) => code, articles: readArticles('config/law') }),
  },
};
const now = () => ({ machine: asMachine(new Date()), legal: asLegal(new Date()) });

function wholeOrder(one: OpenedCase, more: object = {}, institution = 'ccb') {
  const wholeAccount = { reason: '债务人每日转空账户', documentId: one.documentId };
  const target = { institution, account: ACCOUNT, wholeAccount, from: today(), until: inOneYear(), ...more };
  return { caseId: one.id, measure: 'freeze', legalBasis: one.legalBasis, targets: [target] };
}
const problems = (reply: ApiReply) =>
  reply.body.problems.map(({ field, code, rule, article }: Record<string, string>) => [field, code, rule, article]);
const freezesOf = async (one: OpenedCase) => (await api.get('judge-wei', `/cases/${one.id}/freezes`)).body.items;

describe('a freeze of the whole account', () => {
  it('R1.7-5 names an amount, or says why it does not, on a document, to a bank that can', async () => {
    const one = await openWageCase(api);
    const refused = async (more: object, institution?: string) => {
      const reply = await api.post('judge-wei', '/orders', wholeOrder(one, more, institution));
      expect([400, 422]).toContain(reply.status);
      return problems(reply);
    };
    const law = ['R1.7-5', '财产保全规定第15条第3款'];
    expect(await refused({ wholeAccount: undefined })).toEqual([['targets[0].amount', 'required', ...law]]);
    expect(await refused({ amount: '1.00' })).toEqual([['targets[0].amount', 'whole_account.with_amount', ...law]]);
    expect(await refused({ wholeAccount: { documentId: one.documentId } })).toEqual([
      ['targets[0].wholeAccount', 'whole_account.unjustified', ...law],
    ]);
    const stranger = (await openWageCase(api)).documentId;
    expect(await refused({ wholeAccount: { reason: '转空', documentId: stranger } })).toEqual([
      ['targets[0].wholeAccount.documentId', 'document.unknown', ...law],
    ]);
    expect(await refused({}, 'njcb')).toEqual([['targets[0].wholeAccount', 'institution.no_whole_account', ...law]]);
    expect((await api.get('judge-wei', '/institutions')).body).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'njcb', wholeAccount: false }),
        expect.objectContaining({ code: 'ccb', wholeAccount: true }),
      ]),
    );
    expect((await test.database.query('select 1 from enforcement_order where case_id = $1', [one.id])).rows).toEqual([]);
  }, 20_000);

  it('R2.3-2, R2.4-1, R2.4-5 holds all that comes, is on record as an excess above the debt, and is cut to it in its rank', async () => {
    const [one, other] = [await openWageCase(api), await openWageCase(api)];
    await ccb.openAccount(one.debtorId, ACCOUNT, '1000.00');

    const order = await ordered(api, wholeOrder(one));
    const [freezeId = ''] = order.requests;
    const { rows: kept } = await test.database.query(
      'select rule, class_code, reason, document_id, decided_by from exempt_override where order_id = $1',
      [order.id],
    );
    expect(kept).toEqual([
      {
        ...{ rule: 'R1.7-5', class_code: 'whole_account', reason: '债务人每日转空账户' },
        ...{ document_id: one.documentId, decided_by: 'judge-wei' },
      },
    ]);
    await ccb.carryOut([freezeId]);
    const figures = { wholeAccount: true, state: 'active' };
    expect(await freezesOf(one)).toMatchObject([{ ...figures, cap: '1000.00', caught: '1000.00', uncaught: '0.00' }]);

    const junior = (await ordered(api, freezeOrder(other, '500.00', ACCOUNT, 'ccb'))).requests[0] ?? '';
    await ccb.carryOut([junior]);
    expect(await freezesOf(other)).toMatchObject([{ wholeAccount: false, cap: '500.00', caught: '0.00', uncaught: '500.00' }]);

    ccb.bank.credit(ACCOUNT, '400000.00');
    expect(ccb.bank.debit(ACCOUNT, 1n)).toBe(false);
    await ccb.ask([freezeId, junior]);
    expect(await freezesOf(one)).toMatchObject([{ ...figures, caught: '401000.00' }]);
    expect(await freezesOf(other)).toMatchObject([{ caught: '0.00' }]);

    const budget = await keepBudget(test.database, one.id, rules, now());
    const owedFen = budget?.debt.owedFen ?? 0n;
    expect(owedFen).toBeLessThan(40_100_000n);
    expect(await excessesOf(test.database, one.id)).toMatchObject([
      { amount_fen: 40_100_000n - owedFen, to_at: null, cause: 'caught_more' },
    ]);
    const [releaseId = ''] = budget?.releaseOrderIds ?? [];
    const { rows } = await test.database.query('select state, targets from enforcement_order where id = $1', [releaseId]);
    expect(rows[0]).toMatchObject({ state: 'awaiting_approval', targets: [{ task: { keepFen: String(owedFen) } }] });
    expect((await api.post('approver-lu', `/orders/${releaseId}/approval`, {})).status).toBe(200);
    const { body } = await api.get('judge-wei', `/orders/${releaseId}/requests`);
    await ccb.carryOut(body.items.map(({ id }: { id: string }) => id));
    const cap = `${owedFen / 100n}.${String(owedFen % 100n).padStart(2, '0')}`;
    expect(await freezesOf(one)).toMatchObject([{ state: 'active', wholeAccount: false, cap, caught: cap }]);
    await keepBudget(test.database, one.id, rules, now());
    expect((await excessesOf(test.database, one.id))[0]?.to_at).not.toBeNull();

    expect(await promoteQueued(test.database, 100, now())).toBe(1);
    await ccb.ask([freezeId, junior]);
    expect(await freezesOf(other)).toMatchObject([{ caught: '500.00' }]);
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  }, 60_000);

  it('R2.3-7 is cut with `keep`, a cap with `amount`, and never the other way round', async () => {
    const one = await openWageCase(api);
    const account = '45050164520100000999';
    await ccb.openAccount(one.debtorId, account, '50.00');
    const [freezeId = ''] = (await ordered(api, wholeOrder(one, { account }))).requests;
    await ccb.carryOut([freezeId]);
    const release = (target: object) => ({
      ...{ caseId: one.id, measure: 'release', legalBasis: one.legalBasis, targets: [{ freezeId, ...target }] },
    });
    expect(problems(await api.post('judge-wei', '/orders', release({ amount: '10.00' })))).toEqual([
      ['targets[0].amount', 'release.wrong_extent', 'R2.3-7', '查封扣押冻结规定第26条（推导）'],
    ]);
    await ccb.carryOut((await ordered(api, release({ keep: '80.00' }))).requests);
    expect(await freezesOf(one)).toMatchObject([{ wholeAccount: false, cap: '80.00', caught: '50.00', uncaught: '30.00' }]);
    expect(problems(await api.post('judge-wei', '/orders', release({ keep: '10.00' })))[0]?.slice(0, 2)).toEqual([
      ...['targets[0].keep', 'release.wrong_extent'],
    ]);
    await ccb.carryOut((await ordered(api, release({}))).requests);
    expect(await freezesOf(one)).toMatchObject([{ state: 'released' }]);
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  }, 60_000);
});

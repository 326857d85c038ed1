import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fenOf } from '#enforcement/money.js';
import { freezeOrder, openWageCase } from './harness/acts.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { wageCase } from './harness/sample-case.js';

describe('the budget and the ends of freezes over HTTP', () => {
  const test = withDatabase('api_budget');
  let api: TestApi;
  beforeAll(async () => {
    api = await openApi(test.url);
  }, 60_000);
  afterAll(() => api.close());

  /** A case of 305,000 yuan with accounts as an inquiry would have reported them. */
  async function caseWith(
    accounts: readonly { account: string; class: string; status?: string; availableFen: string; tag?: string }[],
  ) {
    const created = await api.post('judge-wei', '/cases', wageCase());
    const caseId = String(created.body.id);
    const debtor = (created.body.parties as { id: string; role: string }[]).find(({ role }) => role === 'debtor')?.id ?? '';
    for (const { account, availableFen, tag, status, ...more } of accounts) {
      const content = {
        account,
        ...more,
        currency: 'CNY',
        status: status ?? 'normal',
        balanceFen: availableFen,
        availableFen,
        priorMeasures: [],
        ...(tag === undefined ? {} : { exemptionTag: tag }),
      };
      await test.database.query(
        `insert into asset (case_id, party_id, institution, asset_key, kind, content, balance_fen, available_fen, as_of, request_id)
         values ($1, $2, 'icbc', $3, 'account', $4, $5, $5, '2026-11-02T01:00:00Z', gen_random_uuid())`,
        [caseId, debtor, account, JSON.stringify(content), availableFen],
      );
    }
    return { caseId, debtor };
  }

  it('R2.4-1, R2.4-5: proposes caps that together are what is owed, least harm first, each with its reason', async () => {
    const { caseId } = await caseWith([
      { account: '6222020200112233445', class: 'basic', availableFen: '90000000' },
      { account: '6222020200112233452', class: 'term', availableFen: '10000000' },
      { account: '6222020200112233460', class: 'special', availableFen: '90000000', tag: 'migrant_wage' },
    ]);
    const { status, body } = await api.get('judge-wei', `/cases/${caseId}/freeze-plan`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ stillToSecure: '305000.00', room: '305000.00', unplaced: '0.00', beyondTarget: '0.00' });
    expect(body.lines.map(({ cap, group }: { cap: string; group: string }) => [cap, group])).toEqual([
      ['100000.00', 'put_by'],
      ['205000.00', 'operating'],
    ]);
    expect(body.passedOver).toEqual([expect.objectContaining({ because: expect.stringContaining('农民工工资') })]);
  });

  it('R2.4-5: fans out only with the judge’s reason, and says how much may be caught too much', async () => {
    const { caseId } = await caseWith([
      { account: '6222020200112233445', class: 'current', availableFen: '100' },
      { account: '6222020200112233452', class: 'term', availableFen: '0' },
    ]);
    const reason = encodeURIComponent('资金去向不明');
    const { body } = await api.get('judge-wei', `/cases/${caseId}/freeze-plan?fanOut=${reason}`);
    expect(body).toMatchObject({ beyondTarget: '305000.00', unplaced: '0.00' });
    expect((await api.get('judge-wei', `/cases/${caseId}/freeze-plan?fanOut=%20`)).status).toBe(422);
    expect((await api.get('finance-nong', `/cases/${caseId}/freeze-plan`)).status).toBe(403);
  });

  it('R2.4-5: an order beyond the debt needs the judge’s own reason, and keeps it', async () => {
    const one = await openWageCase(api);
    const { targets, ...order } = freezeOrder(one, '305000.00', '1111111111');
    const [target] = targets as { account: string }[];
    const both = { ...order, targets: [target, { ...target, account: '2222222222' }] };
    const refused = await api.post('judge-wei', '/orders', both);
    expect(refused.body.problems).toEqual([expect.objectContaining({ field: 'targets[1].amount', code: 'amount.above_room' })]);
    const placed = await api.post('judge-wei', '/orders', { ...both, fanOut: { reason: '资金去向不明，各账户均可能进账' } });
    expect(placed.status).toBe(201);
    const { rows } = await test.database.query(`select reason from audit where act = 'place_order' and subject_id = $1`, [
      placed.body.id,
    ]);
    expect(rows).toEqual([{ reason: '资金去向不明，各账户均可能进账' }]);
    const more = await api.post('judge-wei', '/orders', freezeOrder(one, '0.01', '3333333333'));
    expect(more.body.problems[0].message).toContain('at most 0.00');
  });

  it('R2.4-1: shows each excess from the bank’s act to the release', async () => {
    const { caseId } = await caseWith([]);
    await test.database.query(
      `insert into budget_excess (id, case_id, from_at, to_at, amount_fen, cause)
       values (gen_random_uuid(), $1, '2026-11-02T01:00:00Z', '2026-11-02T03:00:00Z', 500000, 'caught_more')`,
      [caseId],
    );
    const { body } = await api.get('auditor-ban', `/cases/${caseId}/excesses`);
    expect(body.items).toMatchObject([{ amount: '5000.00', from: '2026-11-02T01:00:00.000Z', to: '2026-11-02T03:00:00.000Z' }]);
  });

  it('R2.1-4: lists what ends soon and takes an acknowledgement once', async () => {
    const { caseId, debtor } = await caseWith([]);
    const { rows } = await test.database.query<{ id: string }>(
      `with placed as (
         insert into enforcement_order (id, case_id, party_id, measure, priority, state, legal_basis, targets, answer_by, placed_by, placed_at, placed_legal_at)
         values (gen_random_uuid(), $1, $2, 'freeze', 'judge', 'complete', '{}', '[]', '2026-11-02T01:00:00Z', 'judge-wei', '2026-11-02T01:00:00Z', '2026-11-02T01:00:00Z')
         returning id)
       insert into account_freeze (id, case_id, order_id, party_id, institution, account, account_key, state, cap_fen, caught_fen, from_date, until_date, reported_at)
       select gen_random_uuid(), $1, placed.id, $2, 'icbc', '1', 1, 'active', $3, 0, '2026-11-02', '2027-11-01', '2026-11-02T01:00:00Z' from placed
       returning id`,
      [caseId, debtor, fenOf(100_000n)],
    );
    const freezeId = rows[0]?.id ?? '';
    await test.database.query(
      `insert into expiry_warning (freeze_id, until_date, days, case_id, due_on, renew_by, tell, alarm, raised_at, raised_legal_at)
       values ($1, '2027-11-01', 30, $2, '2027-10-02', '2027-10-28', '{clerk}', false, '2026-11-02T01:00:00Z', '2026-11-02T01:00:00Z')`,
      [freezeId, caseId],
    );
    const { body } = await api.get('clerk-qin', '/freezes/expiring?acknowledged=false');
    expect(body.items).toMatchObject([
      { id: freezeId, until: '2027-11-01', renewBy: '2027-10-28', cap: '1000.00', renewal: 'none' },
    ]);
    const said = await api.post('clerk-qin', `/freezes/${freezeId}/acknowledgement`, { reason: '已拟续冻裁定' });
    expect(said.body).toEqual({ id: freezeId, acknowledged: 1 });
    expect((await api.get('clerk-qin', '/freezes/expiring?acknowledged=false')).body.items).toEqual([]);
    expect((await api.post('clerk-qin', `/freezes/${freezeId}/acknowledgement`, { reason: '再次' })).body.acknowledged).toBe(0);
    expect((await api.post('finance-nong', `/freezes/${freezeId}/acknowledgement`, { reason: '不归我管' })).status).toBe(403);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, ordered, today } from './harness/acts.js';
import { answer, statement } from './harness/answers.js';
import { openApi, type ApiReply, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';

let api: TestApi;
afterAll(() => api.close());
const test = withDatabase('api_approval');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

const account = '6222020200112233445';

async function placed(order: object, person = 'judge-wei'): Promise<string> {
  const reply = await api.post(person, '/orders', order);
  if (reply.status !== 201) throw new Error(reply.text);
  return reply.body.id;
}
const approve = (id: string) => api.post('approver-lu', `/orders/${id}/approval`, {});
const part = (one: OpenedCase, amount: string, means = 'performance', claim = 0) =>
  api.post('clerk-qin', `/cases/${one.id}/part-payments`, {
    ...{ claimId: one.claims[claim]?.id, on: today(), amount, means, reason: '收据', documentId: one.documentId },
  });
const problems = ({ status, body }: ApiReply) => [
  status,
  ...(body.problems ?? []).map(({ field, code, rule }: Record<string, string>) => [field, code, rule]),
];
const open = async (one: OpenedCase, measure: string) => {
  const { rows } = await test.database.query<{ fen: bigint }>(
    `select coalesce(sum((task ->> 'amountFen')::bigint), 0)::bigint as fen from request where case_id = $1 and measure = $2 and state = 'open'`,
    [one.id, measure],
  );
  return rows[0]?.fen;
};

/** A freeze of the whole debt, caught in full. */
async function allCaught(one: OpenedCase): Promise<string> {
  const { requests } = await ordered(api, freezeOrder(one, '305000.00'));
  const caught = { account, amountFen: '30500000', caughtFen: '30500000', uncaughtFen: '0', from: today(), until: inOneYear() };
  await answer(test.database, requests[0] ?? '', { outcome: 'executed', freeze: caught });
  return requests[0] ?? '';
}
const deduct = (one: OpenedCase, freezeId: string, amount: string) => ({
  ...{ caseId: one.id, measure: 'deduct', legalBasis: one.legalBasis, targets: [{ freezeId, amount }] },
});
/** 305,000 yuan in the fund of the case. */
async function fullFund(one: OpenedCase): Promise<void> {
  const { requests } = await ordered(api, deduct(one, await allCaught(one), '305000.00'));
  const deduction = { amountFen: '30500000', bankSerial: 'S1', interbank: true, sentAt: new Date().toISOString() };
  await answer(test.database, requests[0] ?? '', { outcome: 'executed', deduction });
  await statement(test.database, requests[0] ?? '', '30500000');
}
const pay = (one: OpenedCase, amount: string) => ({
  ...{ caseId: one.id, measure: 'pay', targets: [{ claimId: one.claims[0]?.id, amount }] },
});

describe('the second person’s yes', () => {
  it('R2.4-1 R2.4-5: does not freeze more than is owed on its day, and says what to do instead', async () => {
    const one = await openWageCase(api);
    const id = await placed(freezeOrder(one, '305000.00'));
    expect((await part(one, '5000.00')).status).toBe(201);
    const refused = await approve(id);
    expect(problems(refused)).toEqual([422, ['targets[0].amount', 'amount.above_room', 'R2.4-5']]);
    expect(refused.body.problems[0]).toMatchObject({ article: expect.stringContaining('第19条') });
    expect(refused.body.problems[0].message).toMatch(/300000\.00 today.*Reject it and place one/);
    expect((await api.get('judge-wei', `/orders/${id}`)).body.state).toBe('awaiting_approval');
    expect(await open(one, 'freeze')).toBe(0n);
    expect((await api.post('approver-lu', `/orders/${id}/rejection`, { reason: '债权已减少' })).status).toBe(200);
    expect((await approve(await placed(freezeOrder(one, '300000.00')))).status).toBe(200);
  });

  it('R2.4-5: gives the room to the first yes where two orders wait and the debt fell below both', async () => {
    const one = await openWageCase(api);
    const first = await placed(freezeOrder(one, '200000.00', '6222020200112233445'));
    const second = await placed(freezeOrder(one, '105000.00', '6222020200112233452'));
    await part(one, '5000.00');
    expect((await approve(second)).status).toBe(200);
    expect(problems(await approve(first))).toEqual([422, ['targets[0].amount', 'amount.above_room', 'R2.4-5']]);
    expect(await open(one, 'freeze')).toBe(10_500_000n);
  });

  it('R2.4-5: each account of a fan-out by itself, and no more than is owed by then', async () => {
    const one = await openWageCase(api);
    const fanned = (amount: string) => ({
      ...freezeOrder(one, amount),
      targets: [account, '6222020200112233452'].map((each) => ({ ...freezeOrder(one, amount, each).targets[0] })),
      fanOut: { reason: '资金去向不明' },
    });
    const id = await placed(fanned('305000.00'));
    await part(one, '5000.00');
    expect(problems(await approve(id))).toEqual([
      422,
      ['targets[0].amount', 'amount.above_room', 'R2.4-5'],
      ['targets[1].amount', 'amount.above_room', 'R2.4-5'],
    ]);
    await api.post('approver-lu', `/orders/${id}/rejection`, { reason: '债权已减少' });
    expect((await approve(await placed(fanned('300000.00')))).status).toBe(200);
  });

  it('R1.1-1 R1.9-1: does not deduct more than is owed, caught or still frozen', async () => {
    const one = await openWageCase(api);
    const freezeId = await allCaught(one);
    const id = await placed(deduct(one, freezeId, '305000.00'));
    await part(one, '5000.00', 'deduction');
    expect(problems(await approve(id))).toEqual([422, ['targets[0].amount', 'amount.above_debt', 'R1.1-1']]);
    await test.database.query('update account_freeze set caught_fen = 100 where id = $1', [freezeId]);
    expect(problems(await approve(id))).toEqual([422, ['targets[0].amount', 'amount.above_caught', 'R1.9-1']]);
    await test.database.query(`update account_freeze set state = 'expired' where id = $1`, [freezeId]);
    expect(problems(await approve(id))).toEqual([422, ['targets[0].freezeId', 'freeze.not_in_effect', 'R1.9-1']]);
    expect(await open(one, 'deduct')).toBe(0n);
  });

  it('R4.1-4: a part another court deducted is not paid once more, neither ordered afterwards nor approved afterwards', async () => {
    const one = await openWageCase(api);
    await fullFund(one);
    const id = await placed(pay(one, '80000.00'), 'finance-nong');
    expect((await part(one, '30000.00', 'deduction')).status).toBe(201);
    expect(problems(await approve(id))).toEqual([422, ['targets[0].amount', 'amount.above_claim', 'R1.1-1']]);
    await api.post('approver-lu', `/orders/${id}/rejection`, { reason: '债权已减少' });
    const more = await api.post('finance-nong', '/orders', pay(one, '50000.01'));
    expect(problems(more).slice(1)).toEqual([['targets[0].amount', 'amount.above_claim', undefined]]);
    expect((await approve(await placed(pay(one, '50000.00'), 'finance-nong'))).status).toBe(200);
  });

  it('R2.4-1: in a race with a part payment and with another yes, what is frozen stays within what is owed', async () => {
    for (let round = 0; round < 6; round += 1) {
      const one = await openWageCase(api);
      const orders = [
        await placed(freezeOrder(one, '200000.00', '6222020200112233445')),
        await placed(freezeOrder(one, '105000.00', '6222020200112233452')),
      ];
      const [noted, ...answers] = await Promise.all([part(one, '50000.00'), ...orders.map((id) => approve(id))]);
      expect(noted.status).toBe(201);
      expect(answers.every(({ status }) => status === 200 || status === 422)).toBe(true);
      const { rows } = await test.database.query<{ act: string }>(
        `select act from audit where case_id = $1 and act in ('note_part_payment', 'approve_order') order by id`,
        [one.id],
      );
      // a yes that came after the part was noted saw it
      const lastWord = rows.at(-1)?.act;
      if (lastWord === 'approve_order') expect((await open(one, 'freeze')) ?? 0n).toBeLessThanOrEqual(25_500_000n);
      else expect(answers.filter(({ status }) => status === 200)).toHaveLength(rows.length - 1);
    }
  }, 60_000);
});

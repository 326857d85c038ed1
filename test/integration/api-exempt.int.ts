import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, ordered, today } from './harness/acts.js';
import { answer } from './harness/answers.js';
import { openApi, type ApiReply, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { againstPerson, citizenId } from './harness/sample-case.js';

let api: TestApi;
afterAll(() => api.close());
// its own hook drops the database: after the api has closed
const test = withDatabase('api_exempt');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

const account = '6222020200112233445';

function problems(reply: ApiReply): [string, string, string][] {
  expect(reply.status).toBe(422);
  return reply.body.problems.map((one: Record<string, string>) => [one['field'], one['code'], one['message']]);
}

/** A bank told of the account in an inquiry of this case. */
async function told(one: OpenedCase, facts: object, availableFen = '100000'): Promise<void> {
  const inquire = {
    caseId: one.id,
    measure: 'inquire',
    legalBasis: { noticeNumber: '（2015）合执字第12-3号' },
    targets: { institutions: ['icbc'] },
  };
  const { requests } = await ordered(api, inquire);
  const found = {
    account,
    class: 'basic',
    currency: 'CNY',
    status: 'normal',
    balanceFen: availableFen,
    availableFen,
    priorMeasures: [],
    ...facts,
  };
  await answer(test.database, requests[0] ?? '', { outcome: 'found', accounts: [found as never] });
}

async function frozen(one: OpenedCase, amountFen: string): Promise<string> {
  const { requests } = await ordered(api, freezeOrder(one, `${BigInt(amountFen) / 100n}.00`));
  const freeze = { account, amountFen, caughtFen: amountFen, uncaughtFen: '0', from: today(), until: inOneYear() };
  await answer(test.database, requests[0] ?? '', { outcome: 'executed', freeze });
  return requests[0] ?? '';
}

function deduct(one: OpenedCase, freezeId: string, amount: string, more: object = {}) {
  return { caseId: one.id, measure: 'deduct', legalBasis: one.legalBasis, targets: [{ freezeId, amount, ...more }] };
}

describe('exempt money', () => {
  it('R3-1 is not frozen unless a person says why, for which purpose and on which document', async () => {
    const one = await openWageCase(api);
    await told(one, { exemptionTag: 'migrant_wage' });
    const order = freezeOrder(one, '100.00');
    const [[field, code, message] = []] = problems(await api.post('judge-wei', '/orders', order));
    expect([field, code]).toEqual(['targets[0].account', 'account.exempt']);
    expect(message).toContain('R3-1');
    expect(message).toContain('保障农民工工资支付条例');
    const override = { reason: '为该项目农民工工资', documentId: one.documentId };
    const withOverride = (more: object) => ({ ...order, targets: [{ ...order.targets[0], override: { ...override, ...more } }] });
    expect(problems(await api.post('judge-wei', '/orders', withOverride({})))[0]?.[0]).toBe('targets[0].override.purpose');
    const placed = await api.post('judge-wei', '/orders', withOverride({ purpose: 'wages_of_the_project' }));
    expect(placed.status).toBe(201);
    const { rows } = await test.database.query(
      'select rule, purpose, reason, decided_by, document_id from exempt_override where order_id = $1',
      [placed.body.id],
    );
    expect(rows).toEqual([
      {
        rule: 'R3-1',
        purpose: 'wages_of_the_project',
        reason: override.reason,
        decided_by: 'judge-wei',
        document_id: one.documentId,
      },
    ]);
  });

  it('R3-13 is not frozen on any override', async () => {
    const one = await openWageCase(api);
    await told(one, { exemptionTag: 'clearing' });
    const order = freezeOrder(one, '100.00');
    const override = { reason: '无论如何', purpose: 'other_law', documentId: one.documentId };
    const reply = await api.post('judge-wei', '/orders', { ...order, targets: [{ ...order.targets[0], override }] });
    expect(problems(reply)[0]?.[2]).toContain('R3-13');
    await told(one, {});
    expect((await api.post('judge-wei', '/orders', order)).status).toBe(201);
  });

  it('R3-8 may be frozen, and the deduction is still refused', async () => {
    const one = await openWageCase(api);
    await told(one, { class: 'margin' });
    const freezeId = await frozen(one, '10000');
    expect(problems(await api.post('judge-wei', '/orders', deduct(one, freezeId, '100.00')))[0]?.slice(0, 2)).toEqual([
      'targets[0].freezeId',
      'account.exempt',
    ]);
  });

  it('R3-24 leaves the debtor his living costs, once over all his money', async () => {
    const one = await openWageCase(api, { parties: againstPerson(citizenId('45138119700312900')) });
    await told(one, {});
    const freezeId = await frozen(one, '500000');
    const set = {
      partyId: one.debtorId,
      city: '来宾市',
      year: 2021,
      people: 2,
      months: 3,
      reason: '生活必需',
      documentId: one.documentId,
    };
    const reserve = await api.post('judge-wei', `/cases/${one.id}/living-costs`, set);
    expect(reserve.body).toMatchObject({ reserve: '4140.00', monthly: '690.00', standardOf: 2020, isExample: true });
    const [[field, code, message] = []] = problems(await api.post('judge-wei', '/orders', deduct(one, freezeId, '860.01')));
    expect([field, code]).toEqual(['targets', 'amount.living_costs']);
    expect(message).toContain('860.00');
    expect((await api.post('judge-wei', '/orders', deduct(one, freezeId, '860.00'))).status).toBe(201);
    expect(problems(await api.post('judge-wei', '/orders', deduct(one, freezeId, '0.01')))[0]?.[1]).toBe('amount.living_costs');
  });
});

describe('a bank’s objection', () => {
  const objection = (one: OpenedCase, receivedOn = '2024-09-18') => ({
    caseId: one.id,
    institution: 'icbc',
    account,
    receivedOn,
    grounds: '该账户系农民工工资专用账户',
    documentId: one.documentId,
  });
  const stayed = async (orderId: string) =>
    (await api.get('judge-wei', `/orders/${orderId}/requests`)).body.items.map((row: { heldBy?: string }) => row.heldBy);

  it('R1.3-3 R1.3-4 stops what is queued and what comes later, until it is withdrawn', async () => {
    const one = await openWageCase(api);
    const queued = await ordered(api, freezeOrder(one, '100.00'));
    const waiting = await api.post('judge-wei', '/orders', freezeOrder(one, '100.00'));
    const filed = await api.post('clerk-qin', '/objections', objection(one));
    // fifteen days after 18 September 2024 is 3 October, inside the holiday that ends on the 7th
    expect(filed.body).toMatchObject({ state: 'open', answerBy: '2024-10-08', overdue: true, filedBy: 'clerk-qin' });
    expect(await stayed(queued.id)).toEqual(['stay']);
    await api.post('approver-lu', `/orders/${waiting.body.id}/approval`, {});
    expect(await stayed(waiting.body.id)).toEqual(['stay']);
    expect(problems(await api.post('judge-wei', '/orders', freezeOrder(one, '100.00')))[0]?.slice(0, 2)).toEqual([
      'targets[0].account',
      'account.objection',
    ]);
    const back = await api.post('clerk-qin', `/objections/${filed.body.id}/withdrawal`, {
      reason: '银行撤回',
      documentId: one.documentId,
    });
    expect(back.body).toMatchObject({ state: 'withdrawn', closedBy: 'clerk-qin' });
    expect([await stayed(queued.id), (await stayed(waiting.body.id))[0] === 'stay']).toEqual([[undefined], false]);
    const again = await api.post('judge-wei', `/objections/${filed.body.id}/answer`, {
      answer: 'uphold',
      reason: '晚了',
      documentId: one.documentId,
    });
    expect(again.status).toBe(409);
  });

  it('R1.3-4 upheld, goes on barring the account; rejected, it does not', async () => {
    const one = await openWageCase(api);
    const answerIt = async (which: string) => {
      const filed = await api.post('clerk-qin', '/objections', objection(one));
      const body = { answer: which, reason: '书面答复', documentId: one.documentId };
      expect((await api.post('judge-wei', `/objections/${filed.body.id}/answer`, body)).status).toBe(200);
    };
    await answerIt('reject');
    expect((await api.post('judge-wei', '/orders', freezeOrder(one, '100.00'))).status).toBe(201);
    await answerIt('uphold');
    expect(problems(await api.post('judge-wei', '/orders', freezeOrder(one, '100.00')))[0]?.[2]).toContain('upheld');
    const listed = await api.get('auditor-ban', `/objections?caseId=${one.id}`);
    expect(listed.body.items.map(({ state }: { state: string }) => state).sort()).toEqual(['rejected', 'upheld']);
  });
});

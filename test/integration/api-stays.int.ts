import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, ordered, today } from './harness/acts.js';
import { answer, statement } from './harness/answers.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';

let api: TestApi;
afterAll(() => api.close());
// its own hook drops the database: after the api has closed
const test = withDatabase('api_stays');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

const account = '6222020200112233445';

async function frozen(one: OpenedCase, amountFen = '50000', on = account): Promise<string> {
  const { requests } = await ordered(api, freezeOrder(one, `${BigInt(amountFen) / 100n}.00`, on));
  const freeze = { account: on, amountFen, caughtFen: amountFen, uncaughtFen: '0', from: today(), until: inOneYear() };
  await answer(test.database, requests[0] ?? '', { outcome: 'executed', freeze });
  return requests[0] ?? '';
}

const deduct = (one: OpenedCase, freezeId: string, amount = '100.00') => ({
  ...{ caseId: one.id, measure: 'deduct', legalBasis: one.legalBasis },
  targets: [{ freezeId, amount }],
});
const begin = (one: OpenedCase, more: object) =>
  api.post('judge-wei', `/cases/${one.id}/stays`, { from: today(), reason: '裁定', documentId: one.documentId, ...more });
const end = (one: OpenedCase, stayId: string, more: object = {}) =>
  api.post('judge-wei', `/stays/${stayId}/end`, { reason: '恢复', documentId: one.documentId, ...more });
const heldBy = async (orderId: string) =>
  (await api.get('judge-wei', `/orders/${orderId}/requests`)).body.items.map((row: { heldBy?: string }) => row.heldBy);

describe('a stay of a case', () => {
  it('R7.2-3 holds deductions back, queued and to come, and lets the freeze be renewed', async () => {
    const one = await openWageCase(api);
    const freezeId = await frozen(one);
    const queued = await ordered(api, deduct(one, freezeId));
    const waiting = await api.post('judge-wei', '/orders', deduct(one, freezeId));
    const stay = await begin(one, { kind: 'suspension' });
    expect(stay.body).toMatchObject({ kind: 'suspension', rule: 'R7.2-3', bars: ['deduct', 'pay'], begunBy: 'judge-wei' });
    expect(await heldBy(queued.id)).toEqual(['stay']);
    await api.post('approver-lu', `/orders/${waiting.body.id}/approval`, {});
    expect(await heldBy(waiting.body.id)).toEqual(['stay']);
    const refused = await api.post('judge-wei', '/orders', deduct(one, freezeId));
    expect(refused.status).toBe(422);
    expect(refused.body.problems[0]).toMatchObject({ field: 'caseId', code: 'case.stayed' });
    expect(refused.body.problems[0].message).toContain('R7.2-3');
    expect(refused.body.problems[0].message).toContain('民事诉讼法第267条');
    const until = new Date(Date.now() + 400 * 86_400_000).toISOString().slice(0, 10);
    const renew = { caseId: one.id, measure: 'renew', legalBasis: one.legalBasis, targets: [{ freezeId, until }] };
    expect((await api.post('judge-wei', '/orders', renew)).status).toBe(201);
    const shown = (await api.get('auditor-ban', `/cases/${one.id}`)).body;
    expect(shown.stays.map(({ id }: { id: string }) => id)).toEqual([stay.body.id]);
    const freezes = await api.get('judge-wei', `/cases/${one.id}/freezes`);
    expect(freezes.body.items[0]).toMatchObject({ state: 'active', cap: '500.00', caught: '500.00' });

    expect((await end(one, stay.body.id)).body).toMatchObject({ endedOn: today(), endedBy: 'judge-wei' });
    expect((await heldBy(queued.id))[0]).not.toBe('stay');
    expect((await end(one, stay.body.id)).status).toBe(409);
    expect((await api.get('judge-wei', `/cases/${one.id}`)).body.stays).toBeUndefined();
    const { rows } = await test.database.query(
      `select act, actor, reason, facts ->> 'stayed' as stayed from audit where case_id = $1 and act like '%stay' order by id`,
      [one.id],
    );
    expect(rows).toEqual([
      { act: 'begin_stay', actor: 'judge-wei', reason: '裁定', stayed: '1' },
      { act: 'end_stay', actor: 'judge-wei', reason: '恢复', stayed: '0' },
    ]);
  });

  it('R7.2-5 R1.3-4 goes on holding what another stay or an objection still bars', async () => {
    const one = await openWageCase(api);
    const queued = await ordered(api, deduct(one, await frozen(one)));
    const settlement = await begin(one, { kind: 'settlement' });
    const retrial = await begin(one, { kind: 'retrial' });
    const objection = await api.post('clerk-qin', '/objections', {
      ...{ caseId: one.id, institution: 'icbc', account, receivedOn: today(), grounds: '专用账户', documentId: one.documentId },
    });
    await end(one, settlement.body.id);
    expect(await heldBy(queued.id)).toEqual(['stay']);
    const withdrawal = { reason: '撤回', documentId: one.documentId };
    await api.post('clerk-qin', `/objections/${objection.body.id}/withdrawal`, withdrawal);
    expect(await heldBy(queued.id)).toEqual(['stay']);
    await end(one, retrial.body.id);
    expect((await heldBy(queued.id))[0]).not.toBe('stay');
  });

  it('R7.2-3 sends no deduction again that proves undone after the stay began', async () => {
    const one = await openWageCase(api);
    const { id, requests } = await ordered(api, deduct(one, await frozen(one)));
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where request_id = $1`, requests);
    await begin(one, { kind: 'suspension' });
    await test.database.query(`update queue set state = 'queued' where request_id = $1`, requests);
    expect(await heldBy(id)).toEqual(['stay']);
    const { rows } = await test.database.query(
      `select data ->> 'underWay' as under_way, data ->> 'stayed' as stayed from event where case_id = $1 and kind = 'case.stayed'`,
      [one.id],
    );
    expect(rows).toEqual([{ under_way: '1', stayed: '0' }]);
  });

  it('R7.2-6 bars new freezes too, of the bankrupt debtor alone', async () => {
    const one = await openWageCase(api);
    const refusedParty = await begin(one, { kind: 'bankruptcy_accepted', partyId: one.creditorId });
    expect(refusedParty.body.problems[0]).toMatchObject({ field: 'partyId', code: 'party.not_debtor' });
    await begin(one, { kind: 'bankruptcy_accepted', partyId: one.debtorId });
    const refused = await api.post('judge-wei', '/orders', freezeOrder(one, '100.00'));
    expect(refused.body.problems.map((each: { code: string }) => each.code)).toEqual(['case.stayed']);
    expect(refused.body.problems[0].message).toContain('R7.2-6');
  });

  it('R7.2-2: of one account alone bars what is taken from it, and the fund once its money lies there', async () => {
    const one = await openWageCase(api);
    const [claimed, other] = [await frozen(one), await frozen(one, '50000', '6222020200112233452')];
    const queued = [await ordered(api, deduct(one, claimed)), await ordered(api, deduct(one, other, '200.00'))];
    const scope = { institution: 'icbc', account };
    const stay = await begin(one, { kind: 'third_party_objection', ...scope });
    expect(stay.body).toMatchObject({ ...scope, authority: expect.stringContaining('民事诉讼法第238条') });
    expect([...(await heldBy(queued[0]?.id ?? '')), ...(await heldBy(queued[1]?.id ?? ''))].map((by) => by === 'stay')).toEqual([
      true,
      false,
    ]);
    const refused = await api.post('judge-wei', '/orders', deduct(one, claimed));
    expect(refused.body.problems).toMatchObject([{ field: 'targets[0].freezeId', code: 'case.stayed', rule: 'R7.2-2' }]);
    expect((await api.post('judge-wei', '/orders', deduct(one, other))).status).toBe(201);
    // the other account's money comes to the fund and is paid out; nobody disputes it
    const money = async (order: { requests: string[] } | undefined, amountFen: string) => {
      const id = order?.requests[0] ?? '';
      const deduction = { amountFen, bankSerial: `S-${id}`, interbank: true, sentAt: new Date().toISOString() };
      await answer(test.database, id, { outcome: 'executed', deduction });
      await statement(test.database, id, amountFen);
    };
    await money(queued[1], '20000');
    const pay = (amount: string) => ({ caseId: one.id, measure: 'pay', targets: [{ claimId: one.claims[0]?.id, amount }] });
    const paying = await ordered(api, pay('50.00'));
    expect((await heldBy(paying.id))[0]).not.toBe('stay');
    // what was under way comes home all the same: now the fund holds disputed money
    await money(queued[0], '10000');
    const noMore = await api.post('finance-nong', '/orders', pay('10.00'));
    expect(noMore.body.problems).toMatchObject([{ field: 'caseId', code: 'case.stayed', rule: 'R7.2-2' }]);
  });

  it('R7.2-2: is about the case, a debtor, or one account the case knows', async () => {
    const one = await openWageCase(api);
    await frozen(one);
    const problem = async (more: object) => {
      const reply = await begin(one, { kind: 'third_party_objection', ...more });
      return reply.body.problems?.map(({ field, code, rule }: Record<string, string>) => [field, code, rule])[0];
    };
    expect(await problem({ account })).toEqual(['institution', 'required', 'R7.2-2']);
    expect(await problem({ institution: 'icbc' })).toEqual(['account', 'required', 'R7.2-2']);
    expect(await problem({ institution: 'icbc', account: '6222020200112233999' })).toEqual([
      'account',
      'account.unknown',
      'R7.2-2',
    ]);
    expect(await problem({ institution: 'icbc', account, partyId: one.debtorId })).toEqual([
      'partyId',
      'stay.two_scopes',
      'R7.2-2',
    ]);
    expect((await api.get('judge-wei', `/cases/${one.id}/stays`)).body.items).toEqual([]);
  });

  it.each([
    ['R7.2-3', { kind: 'suspension', from: '2199-01-01' }, 'from', 'date.future'],
    ['R7.2-4', { kind: 'stay_on_security' }, 'until', 'stay.no_end'],
    ['R7.2-4', { kind: 'stay_on_security', from: '2024-05-06', until: '2025-05-07' }, 'until', 'stay.too_long'],
    ['R7.2-5', { kind: 'settlement', from: '2024-05-06', until: '2024-05-05' }, 'until', 'stay.end_before_start'],
  ])('%s is refused whole when written wrongly: %j', async (rule, more, field, code) => {
    const one = await openWageCase(api);
    const refused = await begin(one, more);
    expect(refused.status).toBe(422);
    expect(refused.body.problems[0]).toMatchObject({ field, code });
    expect(refused.body.problems[0].message).toContain(rule);
    expect((await api.get('judge-wei', `/cases/${one.id}/stays`)).body.items).toEqual([]);
  });

  it('R7.2-2 lets a third-party objection end only fifteen days after the rejection was served', async () => {
    const one = await openWageCase(api);
    const stay = await begin(one, { kind: 'third_party_objection', from: '2024-05-06' });
    expect((await end(one, stay.body.id)).body.problems[0]).toMatchObject({ field: 'servedOn', code: 'required' });
    const early = await end(one, stay.body.id, { servedOn: today() });
    expect(early.body.problems[0]).toMatchObject({ field: 'servedOn', code: 'stay.still_runs' });
    expect((await end(one, stay.body.id, { servedOn: '2024-06-03' })).status).toBe(200);
  });

  it('is begun and ended by a judge, on a document of the case', async () => {
    const one = await openWageCase(api);
    const other = await openWageCase(api);
    const body = { kind: 'suspension', from: today(), reason: '裁定', documentId: one.documentId };
    expect((await api.post('clerk-qin', `/cases/${one.id}/stays`, body)).status).toBe(403);
    expect((await begin(one, { kind: 'suspension', documentId: other.documentId })).body.problems[0]).toMatchObject({
      field: 'documentId',
      code: 'document.unknown',
    });
  });
});

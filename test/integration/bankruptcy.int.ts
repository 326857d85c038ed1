import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { promoteQueued } from '#storage/freezes/promote-queued.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
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
const test = withDatabase('bankruptcy');
beforeAll(async () => {
  api = await openApi(test.url);
  ccb = await openSimulatedBank(test.database, test.url);
}, 60_000);

let serial = 0;
const now = () => ({ machine: asMachine(new Date()), legal: asLegal(new Date()) });
const freezesOf = async (one: OpenedCase) => (await api.get('judge-wei', `/cases/${one.id}/freezes`)).body.items;
const accept = (one: OpenedCase, more: object = {}, person = 'clerk-qin') =>
  api.post(person, `/cases/${one.id}/petitions`, {
    on: today(),
    reason: '法院裁定受理破产申请',
    documentId: one.documentId,
    ...more,
  });
const refuse = (one: OpenedCase, petitionId: string, more: object = {}) =>
  api.post('judge-wei', `/petitions/${petitionId}/refusal`, {
    ...{ on: today(), until: inOneYear(), reason: '裁定驳回破产申请', documentId: one.documentId, ...more },
  });
const problem = (reply: ApiReply) => {
  const [{ field, code, rule, article }] = reply.body.problems;
  return [reply.status, field, code, rule, article];
};
const LAW = ['R7.2-6', '企业破产法第19条；破产法解释二第5、8条'];

async function approveAndCarryOut(orderId: string): Promise<string[]> {
  const approved = await api.post('approver-lu', `/orders/${orderId}/approval`, {});
  expect(approved.status).toBe(200);
  const { body } = await api.get('judge-wei', `/orders/${orderId}/requests`);
  const ids = body.items.map(({ id }: { id: string }) => id);
  await ccb.carryOut(ids);
  return ids;
}

/** 600 yuan on an account: a case that holds 500 of them, and one behind it that wants 300. */
async function twoOnOneAccount() {
  const [first, second] = [await openWageCase(api), await openWageCase(api)];
  const account = `4505016452010000${String(5000 + (serial += 1))}`;
  await ccb.openAccount(first.debtorId, account, '600.00');
  const [senior = ''] = (await ordered(api, freezeOrder(first, '500.00', account, 'ccb'))).requests;
  await ccb.carryOut([senior]);
  const [junior = ''] = (await ordered(api, freezeOrder(second, '300.00', account, 'ccb'))).requests;
  await ccb.carryOut([junior]);
  return { first, second, senior, junior, account };
}

describe('a bankruptcy petition', () => {
  it('R7.2-6 accepted lifts the measures and keeps their ranks; refused, they come back in them', async () => {
    const { first, second, senior, junior, account } = await twoOnOneAccount();
    const accepted = await accept(first);
    expect(accepted.status).toBe(201);
    expect(accepted.body.lifted).toEqual([{ freezeId: senior, rank: 1, cap: '500.00', wholeAccount: false }]);
    const { body: seen } = await api.get('judge-wei', `/cases/${first.id}`);
    expect(seen.stays).toMatchObject([{ kind: 'bankruptcy_accepted', partyId: first.debtorId }]);
    const deduct = { measure: 'deduct', legalBasis: first.legalBasis, targets: [{ freezeId: senior, amount: '1.00' }] };
    expect((await api.post('judge-wei', '/orders', { caseId: first.id, ...deduct })).body.problems[0].code).toBe('case.stayed');
    expect(
      (await api.post('judge-wei', `/stays/${accepted.body.stayId}/end`, { reason: 'x', documentId: first.documentId })).status,
    ).toBe(409);

    // nothing is lifted before a second person says so, and then with a ruling of its own
    expect(await freezesOf(first)).toMatchObject([{ state: 'active', caught: '500.00' }]);
    await approveAndCarryOut(accepted.body.releaseOrderId);
    expect(await freezesOf(first)).toMatchObject([{ state: 'released' }]);
    await promoteQueued(test.database, 100, now());
    await ccb.ask([junior]);
    expect(await freezesOf(second)).toMatchObject([{ caught: '300.00' }]);

    const refused = await refuse(first, accepted.body.id);
    expect(refused.status).toBe(200);
    expect((await api.get('judge-wei', `/cases/${first.id}`)).body.stays).toBeUndefined();
    const [back = ''] = await approveAndCarryOut(refused.body.restoringOrderId);
    expect((await freezesOf(first)).find(({ id }: { id: string }) => id === back)).toMatchObject({
      ...{ state: 'active', cap: '500.00', caught: '500.00', account, until: inOneYear() },
    });
    await ccb.ask([junior]);
    expect(await freezesOf(second)).toMatchObject([{ caught: '100.00', uncaught: '200.00' }]);
    const { rows } = await test.database.query(
      `select f.restores, f.ranks_from = l.served_at as in_old_rank from account_freeze f join lifted_freeze l on l.freeze_id = f.restores where f.id = $1`,
      [back],
    );
    expect(rows).toEqual([{ restores: senior, in_old_rank: true }]);
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });

    // the book knows the rank: when the one that came back is released, the other moves up from the second place
    const release = { measure: 'release', legalBasis: first.legalBasis, targets: [{ freezeId: back }] };
    await ccb.carryOut((await ordered(api, { caseId: first.id, ...release })).requests);
    expect(await promoteQueued(test.database, 100, now())).toBe(1);
    const { rows: promoted } = await test.database.query(
      `select data from event where kind = 'freeze.promoted' and subject_id = $1 order by id desc limit 1`,
      [junior],
    );
    expect(promoted[0]?.['data']).toMatchObject({ fromRank: 2, toRank: 1, madeWay: back });
    const { rows: acts } = await test.database.query(
      `select act, actor from audit where case_id = $1 and act in ('accept_petition', 'refuse_petition') order by id`,
      [first.id],
    );
    expect(acts).toEqual([
      { act: 'accept_petition', actor: 'clerk-qin' },
      { act: 'refuse_petition', actor: 'judge-wei' },
    ]);
  }, 60_000);

  it('R7.2-6 a book where a freeze came back behind one it stood before does not verify', async () => {
    const one = await openWageCase(api);
    const account = `4505016452010000${String(5000 + (serial += 1))}`;
    await ccb.openAccount(one.debtorId, account, '90.00');
    const lifted: string[] = [];
    for (const amount of ['50.00', '40.00']) {
      const { requests } = await ordered(api, freezeOrder(one, amount, account, 'ccb'));
      await ccb.carryOut(requests);
      lifted.push(...requests);
    }
    const { body } = await accept(one);
    expect(body.lifted.map(({ freezeId, rank }: { freezeId: string; rank: number }) => [freezeId, rank])).toEqual([
      [lifted[0], 1],
      [lifted[1], 2],
    ]);
    await approveAndCarryOut(body.releaseOrderId);
    const back = await approveAndCarryOut((await refuse(one, body.id)).body.restoringOrderId);
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
    await test.database.query(`update account_freeze set ranks_from = now() where id = $1`, [back[0]]);
    const { differences } = await verifyBook(test.database);
    expect(differences).toEqual([`freeze ${back[0]} came back behind ${back[1]}, which it stood before`]);
    await test.database.query(
      `update account_freeze f set ranks_from = l.served_at from lifted_freeze l where l.freeze_id = f.restores and f.id = $1`,
      [back[0]],
    );
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  }, 60_000);

  it('R7.2-6 refused before anything was released leaves everything as it was; refused while a release is on its way, it waits', async () => {
    const { first, senior } = await twoOnOneAccount();
    const accepted = (await accept(first)).body;
    const refused = await refuse(first, accepted.id);
    expect(refused.body.restoringOrderId).toBeUndefined();
    expect((await api.get('judge-wei', `/orders/${accepted.releaseOrderId}`)).body.state).toBe('withdrawn');
    expect(await freezesOf(first)).toMatchObject([{ id: senior, state: 'active', caught: '500.00' }]);
    expect((await refuse(first, accepted.id)).status).toBe(409);

    const again = (await accept(first)).body;
    await api.post('approver-lu', `/orders/${again.releaseOrderId}/approval`, {});
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where order_id = $1`, [again.releaseOrderId]);
    const early = await refuse(first, again.id);
    expect([early.status, early.body.problems[0].code]).toEqual([409, 'petition.release_under_way']);
    // refused whole: the stay goes on
    expect((await api.get('judge-wei', `/cases/${first.id}`)).body.stays).toHaveLength(1);
    expect((await api.get('judge-wei', `/cases/${first.id}/petitions`)).body.items).toMatchObject([
      { id: accepted.id, refusedOn: today() },
      { id: again.id, acceptedOn: today() },
    ]);
  }, 60_000);

  it('R7.2-6 is filed once, against an enterprise, by judge or clerk, on a document, not ahead of its day', async () => {
    const one = await openWageCase(api);
    const tomorrow = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    expect(problem(await accept(one, { on: tomorrow }))).toEqual([422, 'on', 'date.future', ...LAW]);
    expect(problem(await accept(one, { partyId: one.creditorId }))).toEqual([422, 'partyId', 'party.not_debtor', ...LAW]);
    expect((await accept(one, {}, 'approver-lu')).status).toBe(403);
    const stranger = (await openWageCase(api)).documentId;
    expect(problem(await accept(one, { documentId: stranger })).slice(0, 3)).toEqual([422, 'documentId', 'document.unknown']);
    const { id } = (await accept(one)).body;
    expect(problem(await accept(one))).toEqual([422, 'partyId', 'petition.accepted', ...LAW]);
    expect(problem(await refuse(one, id, { on: '2019-01-01' }))).toEqual([422, 'on', 'date.outside', ...LAW]);
    const late = await refuse(one, id, { until: '2099-01-01' });
    expect(problem(late)).toEqual([422, 'until', 'term.too_long', 'R2.1-1', '民诉法解释第485条']);
    await test.database.query(
      `update bankruptcy_petition set refused_on = accepted_on, refusal_reason = 'x', refusal_document_id = document_id,
      refused_by = filed_by where id = $1`,
      [id],
    );
    await test.database.query(`update party set kind = 'person' where id = $1`, [one.debtorId]);
    expect(problem(await accept(one))).toEqual([422, 'partyId', 'party.not_enterprise', ...LAW]);
  }, 60_000);
});

describe('the court that goes on with an investigators’ freeze', () => {
  it('R2.1-9, R7.2-12 keeps their rank, before freezes that were served between', async () => {
    const [one, other] = [await openWageCase(api), await openWageCase(api)];
    const account = `4505016452010000${String(5000 + (serial += 1))}`;
    await ccb.openAccount(one.debtorId, account, '100.00');
    const police = { authority: '合山市公安局', documentNumber: '合公冻字〔2019〕5号' };
    const served = { from: today(), until: inOneYear(), servedAs: 0, servedAt: '2019-11-05T00:00:00.000+08:00' };
    ccb.bank.record({
      act: 'books',
      why: 'customer',
      effects: [{ kind: 'froze', reference: `police-${account}`, account, cap: '80.00', ...served, ...police }],
    });
    const [between = ''] = (await ordered(api, freezeOrder(other, '90.00', account, 'ccb'))).requests;
    await ccb.carryOut([between]);
    expect(await freezesOf(other)).toMatchObject([{ caught: '20.00' }]);

    const order = freezeOrder(one, '80.00', account, 'ccb');
    const goingOn = { ...order, targets: [{ ...order.targets[0], continues: police }] };
    const early = problem(await api.post('judge-wei', '/orders', goingOn));
    expect(early).toEqual([422, 'targets[0].continues', 'measure.not_listed', 'R2.1-9', '法释〔2014〕13号第5条']);
    const inquire = {
      measure: 'inquire',
      legalBasis: { noticeNumber: '（2015）合执字第12-3号' },
      targets: { institutions: ['ccb'] },
    };
    await ccb.carryOut((await ordered(api, { caseId: one.id, ...inquire })).requests);
    const [goesOn = ''] = (await ordered(api, goingOn)).requests;
    await ccb.carryOut([goesOn]);
    expect(await freezesOf(one)).toMatchObject([{ caught: '80.00', state: 'active' }]);
    await ccb.ask([between]);
    expect(await freezesOf(other)).toMatchObject([{ caught: '20.00' }]);
    const { rows } = await test.database.query('select ranks_from, restores from account_freeze where id = $1', [goesOn]);
    expect(rows).toEqual([{ ranks_from: new Date('2019-11-04T16:00:00Z'), restores: null }]);
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  }, 60_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { type CaseAnswer, recordAnswers } from '#storage/answers/record-answers.js';
import { inOneYear, ordered, today } from './harness/acts.js';
import { openApi, type ApiReply, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { customer, debtorsOf, NAME } from './harness/debtors.js';
import { openSimulated, type Simulated } from './harness/simulated.js';

let api: TestApi;
let banks: Simulated;
afterAll(async () => {
  await banks.close();
  await api.close();
});
const test = withDatabase('identities');
beforeAll(async () => {
  api = await openApi(test.url);
  banks = await openSimulated(test.database, [
    { code: 'icbc' },
    { code: 'ccb' },
    { code: 'mps-vehicles', protocol: 'registry-json' },
  ]);
}, 60_000);

const { personCase, learn, inquiry, inquired, doubts, assets, plan } = debtorsOf(() => ({ api, banks }));

function problem(reply: ApiReply): Record<string, string> {
  expect(reply.status).toBe(422);
  return reply.body.problems[0];
}

describe('all names and numbers a debtor is known by', () => {
  it('R10.2 R1.8-14 asks under each, in the old and the new form, and freezes under the one the bank knows', async () => {
    const one = await personCase();
    expect((await learn(one, { kind: 'former_name', name: '黄小强' })).body.items).toHaveLength(1);
    const added = await learn(one, { kind: 'other_number', idType: 'passport', idNumber: one.debtor.passport });
    expect(added.body.items.map(({ name, idType }: Record<string, string>) => [name, idType])).toEqual([
      [NAME, 'passport'],
      ['黄小强', 'passport'],
    ]);
    const [here, there] = [`6222020${one.debtor.serial}0001`, `6217000${one.debtor.serial}0002`];
    await banks.tell(
      'institutions/icbc/customers',
      customer(NAME, [['citizen_id', one.debtor.old]], [{ account: here, balance: '800.00' }]),
    );
    await banks.tell(
      'institutions/ccb/customers',
      customer('黄小强', [['passport', one.debtor.passport]], [{ account: there, balance: '500.00' }]),
    );
    const requests = await inquired(one, ['icbc', 'ccb']);
    expect(requests).toHaveLength(8);
    // that one name did not fit is explained as soon as the bank has told under the other
    expect((await doubts(one)).filter(({ verdict }: Record<string, string>) => verdict !== 'answered')).toEqual([]);
    const { accounts, institutions } = await assets(one);
    expect(accounts.map(({ account, available }: Record<string, string>) => [account, available])).toEqual([
      [there, '500.00'],
      [here, '800.00'],
    ]);
    expect(institutions.find(({ code }: { code: string }) => code === 'ccb').shownAs).toBe('found');
    const target = { institution: 'ccb', account: there, amount: '500.00', from: today(), until: inOneYear() };
    const frozen = await ordered(api, { caseId: one.id, measure: 'freeze', legalBasis: one.legalBasis, targets: [target] });
    await banks.carry(frozen.requests);
    const freezes = (await api.get('judge-wei', `/cases/${one.id}/freezes`)).body.items;
    expect(freezes).toMatchObject([{ account: there, caught: '500.00', state: 'active' }]);
    const release = { caseId: one.id, measure: 'release', legalBasis: one.legalBasis, targets: [{ freezeId: freezes[0].id }] };
    await banks.carry((await ordered(api, release)).requests);
    expect((await api.get('judge-wei', `/cases/${one.id}/freezes`)).body.items).toMatchObject([{ state: 'released' }]);
  });

  it('R10.2 counts an account that a bank tells under two numbers once, and drops only what it told under the same', async () => {
    const one = await personCase();
    await learn(one, { kind: 'other_number', idType: 'passport', idNumber: one.debtor.passport });
    const ids: [string, string][] = [
      ['citizen_id', one.debtor.id],
      ['passport', one.debtor.passport],
    ];
    const account = `6222020${one.debtor.serial}0003`;
    await banks.tell('institutions/icbc/customers', customer(NAME, ids, [{ account, balance: '900.00' }]));
    const requests = await inquired(one, ['icbc']);
    expect(requests).toHaveLength(2);
    expect((await assets(one)).accounts).toMatchObject([{ account, available: '900.00' }]);
    expect(await plan(one)).toMatchObject({ lines: [{ account, cap: '900.00' }] });
    // both in one batch of answers, each with an account of its own besides
    const again = await ordered(api, inquiry(one, ['icbc']));
    const { rows } = await test.database.query<{ id: string; case_id: string; identity_id: string | null }>(
      'select id, case_id, identity_id from request where id = any($1::uuid[]) order by identity_id nulls first',
      [again.requests],
    );
    const time = new Date().toISOString();
    const told = (accounts: string[]) =>
      accounts.map((number) => ({
        account: number,
        balanceFen: '90000',
        availableFen: '90000',
        class: 'current',
        currency: 'CNY',
      }));
    const answers = rows.map((row, index): CaseAnswer => ({
      requestId: row.id,
      caseId: row.case_id,
      institution: 'icbc',
      attempt: 1,
      outcome: {
        kind: 'final',
        outcome: 'found',
        bankTime: time,
        asOf: time,
        accounts: told([account, `${account}${index}`]).map((one) => ({ ...one, status: 'normal', priorMeasures: [] })),
      },
    }));
    const at = { machine: asMachine(new Date()), legal: asLegal(new Date()) };
    const patience = { backoffMs: [1], settleAfterMs: 0, statusRounds: 1, statusEveryMs: 1 };
    await test.database.transaction((tx) => recordAnswers(tx, answers, at, () => patience));
    const kept = (await assets(one)).accounts.map((row: Record<string, string>) => row['account']);
    expect(kept.sort()).toEqual([account, `${account}0`, `${account}1`]);
    expect((await plan(one)).lines).toHaveLength(3);
  });

  it('R10.2 asks under each in an inquiry over many cases too', async () => {
    const one = await personCase();
    await learn(one, { kind: 'former_name', name: '黄小强' });
    const other = await personCase();
    const { rows } = await test.database.query<{ case_number: string }>(
      'select case_number from enforcement_case where id = any($1::uuid[])',
      [[one.id, other.id]],
    );
    const placed = await api.post('judge-wei', '/orders/bulk', {
      filter: { caseNumbers: rows.map((row) => row.case_number) },
      institutions: ['icbc'],
      legalBasis: { noticeNumber: '（2015）合执字第1号', officers: [] },
    });
    expect(placed.status).toBe(202);
    await api.post('approver-lu', `/order-sets/${placed.body.setId}/approval`, {});
    const asked = await test.database.query<{ case_id: string; requests: number }>(
      'select case_id, count(*)::int as requests from request where case_id = any($1::uuid[]) group by 1',
      [[one.id, other.id]],
    );
    expect(new Map(asked.rows.map((row) => [row.case_id, row.requests]))).toEqual(
      new Map([
        [one.id, 2],
        [other.id, 1],
      ]),
    );
  });

  it('R10.1 R10.2 names what is wrong with a name or number, and what is known already', async () => {
    const one = await personCase();
    const wrong = async (what: object) => {
      const { field, code } = problem(await learn(one, what));
      return [field, code];
    };
    expect(await wrong({ kind: 'former_name', name: ` ${NAME} ` })).toEqual(['name', 'identity.known']);
    expect(await wrong({ kind: 'former_name' })).toEqual(['name', 'required']);
    expect(await wrong({ kind: 'other_number', idType: 'citizen_id', idNumber: '451381197003120001' })).toEqual([
      'idNumber',
      'citizen-id.check-digit',
    ]);
    expect(await wrong({ kind: 'other_number', idType: 'citizen_id', idNumber: one.debtor.old })).toEqual([
      'idNumber',
      'identity.known',
    ]);
    expect(await wrong({ kind: 'other_number', idType: 'unified_credit_code', idNumber: '9' })).toEqual([
      'idType',
      'party.id_type_of_kind',
    ]);
    expect(await wrong({ kind: 'former_name', name: '甲', documentId: one.debtorId })).toEqual([
      'documentId',
      'document.unknown',
    ]);
    const stranger = await personCase();
    const { rule, article } = problem(await learn(one, { kind: 'former_name', name: '甲', partyId: stranger.debtorId }));
    expect([rule, article]).toEqual(['R7.1-2', '法释〔2013〕20号第7、8条']);
    expect((await api.post('finance-nong', `/cases/${one.id}/identities`, {})).status).toBe(403);
  });
});

describe('a bank that knows the number under another name', () => {
  it('R1.8-14 R5.1-3 calls a person, bars dormancy, and is asked again under the corrected name', async () => {
    const one = await personCase();
    const account = `6222020${one.debtor.serial}0004`;
    await banks.tell(
      'institutions/icbc/customers',
      customer('黄大', [['citizen_id', one.debtor.id]], [{ account, balance: '70.00' }]),
    );
    await inquired(one, ['icbc']);
    const [doubt] = await doubts(one);
    expect(doubt).toMatchObject({ kind: 'name_mismatch', institution: 'icbc', partyId: one.debtorId });
    const closing = { on: today(), reason: '无财产', documentId: one.documentId };
    const { body } = await api.post('judge-wei', `/cases/${one.id}/dormancy`, closing);
    expect(body.problems).toContainEqual(expect.objectContaining({ field: 'institutions.icbc', code: 'dormancy.name_mismatch' }));
    const settle = { verdict: 'debtors', reason: '系同一人', documentId: one.documentId };
    expect(problem(await api.post('clerk-qin', `/identity-doubts/${doubt.id}/settlement`, settle))['code']).toBe(
      'doubt.needs_name',
    );
    const corrected = await api.post('judge-wei', `/identity-doubts/${doubt.id}/correction`, {
      name: '黄大',
      kind: 'corrected_name',
      reason: '判决书笔误，已裁定补正',
      documentId: one.documentId,
    });
    expect(corrected.status).toBe(201);
    const { items } = (await api.get('judge-wei', `/orders/${corrected.body.orderId}/requests`)).body;
    await banks.carry(items.map(({ id }: { id: string }) => id));
    expect(await doubts(one)).toMatchObject([{ id: doubt.id, verdict: 'answered' }]);
    expect((await assets(one)).accounts).toMatchObject([{ account, available: '70.00' }]);
    const later = await api.post('clerk-qin', `/identity-doubts/${doubt.id}/settlement`, { ...settle, verdict: 'not_debtors' });
    expect(later.body.code).toBe('illegal_transition');
  });

  it('R1.8-14 is settled once, with a document, when its customer is somebody else', async () => {
    const one = await personCase();
    await banks.tell('institutions/icbc/customers', customer('韦某', [['citizen_id', one.debtor.id]], []));
    await inquired(one, ['icbc']);
    const [doubt] = await doubts(one);
    const settled = { verdict: 'not_debtors', reason: '银行登记号码有误', documentId: one.documentId };
    expect((await api.post('finance-nong', `/identity-doubts/${doubt.id}/settlement`, settled)).status).toBe(403);
    const reply = await api.post('clerk-qin', `/identity-doubts/${doubt.id}/settlement`, settled);
    expect(reply.body).toMatchObject({ verdict: 'not_debtors', closedBy: 'clerk-qin' });
    const { rows } = await test.database.query('select act, actor from audit where case_id = $1 and subject_id = $2', [
      one.id,
      doubt.id,
    ]);
    expect(rows).toEqual([{ act: 'close_identity_doubt', actor: 'clerk-qin' }]);
  });
});

describe('the window of transactions', () => {
  it('R1.5-13 is both days or none, in order and not beyond today', async () => {
    const one = await personCase();
    const ask = (more: object) => api.post('judge-wei', '/orders', inquiry(one, ['icbc'], more));
    const basis = { rule: 'R1.5-13', article: '网络执行查控接口（实务）' };
    for (const [more, field, code] of [
      [{ transactionsFrom: '2026-01-01' }, 'targets.transactionsTo', 'window.half'],
      [{ transactionsTo: '2026-01-01' }, 'targets.transactionsFrom', 'window.half'],
      [{ transactionsFrom: '2026-01-02', transactionsTo: '2026-01-01' }, 'targets.transactionsTo', 'window.reversed'],
      [{ transactionsFrom: '2026-01-02', transactionsTo: inOneYear() }, 'targets.transactionsTo', 'window.future'],
    ] as const) {
      expect(problem(await ask(more))).toMatchObject({ field, code, ...basis });
    }
    const placed = await ask({ transactionsFrom: '2026-01-01', transactionsTo: '2026-01-31' });
    const { rows } = await test.database.query('select task from request where order_id = $1', [placed.body.id]);
    expect(rows).toEqual([{ task: { measure: 'inquire', transactionsFrom: '2026-01-01', transactionsTo: '2026-01-31' } }]);
  });
});

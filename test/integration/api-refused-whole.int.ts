import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, ordered, today } from './harness/acts.js';
import { answer } from './harness/answers.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';

const exempt = '6222020200112299999';

let api: TestApi;
let one: OpenedCase;
let other: OpenedCase;
/** A freeze in effect of ¥1,000.00 with ¥600.00 caught, of each case. */
let freezeId: string;
let freezeOfOther: string;
afterAll(() => api.close());
const test = withDatabase('api_refused_whole');
beforeAll(async () => {
  api = await openApi(test.url);
  one = await openWageCase(api);
  other = await openWageCase(api);
  freezeId = await frozen(one, '6222020200112200001');
  freezeOfOther = await frozen(other, '6222020200112200002');
  await tellExempt();
}, 60_000);

async function frozen(of: OpenedCase, on: string): Promise<string> {
  const { requests } = await ordered(api, freezeOrder(of, '1000.00', on));
  const freeze = {
    account: on,
    amountFen: '100000',
    caughtFen: '60000',
    uncaughtFen: '40000',
    from: today(),
    until: inOneYear(),
  };
  await answer(test.database, requests[0] ?? '', { outcome: 'executed', freeze });
  return requests[0] ?? '';
}

/** A bank's answer says that one account holds the wages of migrant workers. */
async function tellExempt(): Promise<void> {
  const legalBasis = { noticeNumber: '（2015）合执字第12-3号' };
  const inquiry = { caseId: one.id, measure: 'inquire', legalBasis, targets: { institutions: ['icbc'] } };
  const { requests } = await ordered(api, inquiry);
  const figures = { class: 'special', currency: 'CNY', status: 'normal', balanceFen: '100000', availableFen: '100000' };
  const found = { account: exempt, ...figures, exemptionTag: 'migrant_wage', priorMeasures: [] };
  await answer(test.database, requests[0] ?? '', { outcome: 'found', accounts: [found as never] });
}

const plusYears = (years: number, days = 0) =>
  new Date(Date.parse(today()) + (years * 365.25 + days) * 86_400_000).toISOString().slice(0, 10);

/** A good order of two accounts, the second of which is made wrong: not even the first may come of it. */
const freeze = (wrong: object, over: object = {}) => {
  const [good] = freezeOrder(one, '10.00').targets;
  return { ...freezeOrder(one, '10.00'), ...over, targets: [good, { ...good, account: '6222020200112277777', ...wrong }] };
};
const act = (measure: string, ...targets: object[]) => ({ caseId: one.id, measure, legalBasis: one.legalBasis, targets });
const without = (kind: number) => {
  const basis = one.legalBasis as { documentIds: string[] };
  return { ...basis, documentIds: basis.documentIds.filter((_, index) => index !== kind) };
};

type Row = readonly [what: string, rule: string, article: string, field: string, code: string, order: () => object];
const ROWS: readonly Row[] = [
  [
    'a freeze of less than nothing',
    'R1.1-1',
    '民事诉讼法第253条',
    'targets[1].amount',
    'amount.not_positive',
    () => freeze({ amount: '-0.01' }),
  ],
  [
    'a freeze of nothing',
    'R1.1-1',
    '民事诉讼法第253条',
    'targets[1].amount',
    'amount.not_positive',
    () => freeze({ amount: '0.00' }),
  ],
  [
    'a freeze above the target',
    'R2.4-1',
    '查封扣押冻结规定第19条',
    'targets[1].amount',
    'amount.above_debt',
    () => freeze({ amount: '305000.01' }),
  ],
  [
    'freezes that together pass the target',
    'R2.4-5',
    '查封扣押冻结规定第19条（推导）',
    'targets[1].amount',
    'amount.above_room',
    () => freeze({ amount: '304000.00' }),
  ],
  [
    'a fan-out above the target',
    'R2.4-1',
    '查封扣押冻结规定第19条',
    'targets[1].amount',
    'amount.above_debt',
    () => freeze({ amount: '305000.01' }, { fanOut: { reason: '逐户' } }),
  ],
  [
    'a term that ends before it starts',
    'R2.1-1',
    '民诉法解释第485条',
    'targets[1].until',
    'term.end_before_start',
    () => freeze({ from: inOneYear(), until: today() }),
  ],
  [
    'a term that is over',
    'R2.1-4',
    '查封扣押冻结规定第27条',
    'targets[1].until',
    'term.over',
    () => freeze({ from: '2015-01-01', until: '2015-12-31' }),
  ],
  [
    'deposits for more than a year',
    'R2.1-1',
    '民诉法解释第485条',
    'targets[1].until',
    'term.too_long',
    () => freeze({ until: plusYears(1, 3) }),
  ],
  [
    'a vehicle for more than two years',
    'R2.1-2',
    '民诉法解释第485条',
    'targets[0].until',
    'term.too_long',
    () => act('seal', { institution: 'gx-vehicles', assetId: 'LSVAG2180E2123456', from: today(), until: plusYears(2, 3) }),
  ],
  [
    'a renewal for more than a year',
    'R2.1-1',
    '民诉法解释第485条',
    'targets[0].until',
    'term.too_long',
    () => act('renew', { freezeId, until: plusYears(2, 3) }),
  ],
  [
    'a renewal that shortens',
    'R2.1-1',
    '民诉法解释第485条',
    'targets[0].until',
    'term.not_longer',
    () => act('renew', { freezeId, until: today() }),
  ],
  [
    'a measure the law does not know',
    'R1.1-1',
    '民事诉讼法第253条',
    'measure',
    'measure.unknown',
    () => act('confiscate', { freezeId }),
  ],
  [
    'a freeze of a creditor’s account',
    'R7.1-2',
    '法释〔2013〕20号第7、8条',
    'partyId',
    'party.not_debtor',
    () => freeze({}, { partyId: one.creditorId }),
  ],
  [
    'a freeze of the debtor of another title',
    'R7.1-2',
    '法释〔2013〕20号第7、8条',
    'partyId',
    'party.unknown',
    () => freeze({}, { partyId: other.debtorId }),
  ],
  [
    'an inquiry about nobody of the case',
    'R7.1-2',
    '法释〔2013〕20号第7、8条',
    'partyId',
    'party.unknown',
    () => ({
      caseId: one.id,
      partyId: randomUUID(),
      measure: 'inquire',
      legalBasis: { noticeNumber: '（2015）合执字第12-3号' },
      targets: { institutions: ['icbc'] },
    }),
  ],
  [
    'a deduction beyond what is caught',
    'R1.9-1',
    '法〔2018〕64号',
    'targets[0].amount',
    'amount.above_caught',
    () => act('deduct', { freezeId, amount: '600.01' }),
  ],
  [
    'a deduction of less than nothing',
    'R1.1-1',
    '民事诉讼法第253条',
    'targets[0].amount',
    'amount.not_positive',
    () => act('deduct', { freezeId, amount: '-1.00' }),
  ],
  [
    'a release beyond the cap',
    'R2.4-1',
    '查封扣押冻结规定第19条',
    'targets[0].amount',
    'amount.above_cap',
    () => act('release', { freezeId, amount: '1000.01' }),
  ],
  [
    'wages of migrant workers without an override',
    'R3-1',
    '保障农民工工资支付条例（国务院令724号）第33条；人社部发〔2020〕93号',
    'targets[1].account',
    'account.exempt',
    () => freeze({ account: exempt }),
  ],
  [
    'the same on a purpose the law does not name',
    'R3-1',
    '保障农民工工资支付条例（国务院令724号）第33条；人社部发〔2020〕93号',
    'targets[1].override.purpose',
    'override.purpose',
    () => freeze({ account: exempt, override: { reason: '无', purpose: 'rent', documentId: one.documentId } }),
  ],
  [
    'a freeze without its ruling',
    'R1.2-2',
    '法释〔2013〕20号第3条',
    'legalBasis.documentIds',
    'document.no_ruling',
    () => freeze({}, { legalBasis: without(0) }),
  ],
  [
    'a release without its notice',
    'R1.2-3',
    '法释〔2013〕20号第3条',
    'legalBasis.documentIds',
    'document.no_notice',
    () => ({ ...act('release', { freezeId }), legalBasis: without(1) }),
  ],
  [
    'a deduction without its ruling',
    'R1.2-4',
    '法释〔2013〕20号第3、9条',
    'legalBasis.documentIds',
    'document.no_ruling',
    () => ({ ...act('deduct', { freezeId, amount: '1.00' }), legalBasis: without(0) }),
  ],
  [
    'a freeze with the cards of one officer',
    'R1.2-7',
    '法释〔2013〕20号第2条（实务从严）',
    'legalBasis.officers',
    'officers.two',
    () => freeze({}, { legalBasis: { ...one.legalBasis, officers: [{ name: '韦法官', workCard: '1', dutyCard: '2' }] } }),
  ],
];

/** Every row of every table an order could have left something in. */
async function stored(): Promise<unknown> {
  const tables = [
    'enforcement_order',
    'request',
    'queue',
    'document',
    'order_paper',
    'exempt_override',
    'event',
    'audit',
    'idempotency',
  ];
  const { rows } = await test.database.query(
    `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ')},
       (select md5(string_agg(f::text, '' order by f.id)) from account_freeze f) as freezes`,
  );
  return rows[0];
}

describe('an order the law forbids is refused whole, with field, rule and article', () => {
  it.each(ROWS)('%s (%s)', async (_, rule, article, field, code, order) => {
    const before = await stored();
    const reply = await api.post('judge-wei', '/orders', order());
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({ type: 'urn:chakong:problem:invalid', status: 422, code: 'invalid' });
    expect(reply.body.problems).toContainEqual({ field, code, rule, article, message: expect.stringMatching(/.{12,}/s) });
    expect(await stored()).toEqual(before);
  });

  it('R1.1-2 R1.1-4 R7.1-2: a freeze of another case’s debtor is not touched under this title, by whatever measure', async () => {
    const before = await stored();
    for (const order of [
      act('renew', { freezeId: freezeOfOther, until: inOneYear() }),
      act('release', { freezeId: freezeOfOther }),
      act('deduct', { freezeId: freezeOfOther, amount: '1.00' }),
    ]) {
      const reply = await api.post('judge-wei', '/orders', order);
      expect(reply.status).toBe(422);
      expect(reply.body.problems).toContainEqual(
        expect.objectContaining({ field: 'targets[0].freezeId', code: 'freeze.unknown', rule: 'R7.1-2' }),
      );
    }
    expect(await stored()).toEqual(before);
  });

  it('each of these orders is placed once what is wrong is right, so the table refuses for its reason alone', async () => {
    expect((await api.post('judge-wei', '/orders', freeze({}))).status).toBe(201);
    expect((await api.post('judge-wei', '/orders', act('deduct', { freezeId, amount: '600.00' }))).status).toBe(201);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fenOf, formatYuan, parseYuan } from '#enforcement/money.js';
import { freezeOrder, inOneYear, openWageCase, ordered, today } from './harness/acts.js';
import { answer } from './harness/answers.js';
import { openApi, type ApiReply, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { wageCase } from './harness/sample-case.js';

let api: TestApi;
afterAll(() => api.close());
// its own hook drops the database: after the api has closed
const test = withDatabase('api_statement');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

const account = '6222020200112233445';

function problems(reply: ApiReply): [string, string][] {
  expect(reply.status).toBe(422);
  return reply.body.problems.map((one: { field: string; message: string }): [string, string] => [one.field, one.message]);
}

const terms = {
  effectiveOn: '2024-01-31',
  items: [{ id: 'p', kind: 'principal', label: '工资', amount: '80000.00' }],
  ordinaryInterest: [{ ratePercent: '3.65', per: 'year', daysPerUnit: 365, from: '2024-01-01', until: '2024-01-31' }],
};

describe('the statement of account of a case', () => {
  it('R4.1-2 R4.3-1 shows each line with formula, days, convention and article once the terms are entered', async () => {
    const claims = wageCase().claims.map((written) => ({ ...written, doubledInterestWaived: false }));
    const one = await openWageCase(api, { claims });
    const [claim] = one.claims;
    const enter = { claimId: claim?.id, terms, reason: '录入判决主文', documentId: one.documentId };
    expect((await api.post('judge-wei', `/cases/${one.id}/terms`, enter)).body).toEqual({ claimId: claim?.id, version: 1 });
    const part = {
      claimId: claim?.id,
      on: '2024-03-31',
      amount: '10000.00',
      means: 'performance',
      reason: '自动履行',
      documentId: one.documentId,
    };
    expect((await api.post('clerk-qin', `/cases/${one.id}/part-payments`, part)).status).toBe(201);
    const { body } = await api.get('judge-wei', `/cases/${one.id}/statement?on=2024-06-30`);
    const stated = body.claims.find((other: { claimId: string }) => other.claimId === claim?.id);
    // 80000 × 3.65 % ÷ 365 × 31 = 248.00 is paid first, so that 9,752.00 go to the principal
    expect(stated.lines).toMatchObject([
      { component: 'principal', gross: '80000.00', paid: '9752.00', owed: '70248.00' },
      {
        component: 'ordinary_interest',
        gross: '248.00',
        paid: '248.00',
        convention: 'actual days; the first day counts, the last does; a year has 365 days',
      },
      {
        component: 'doubled_part',
        rule: 'R4.1-2',
        days: 151,
        convention: 'actual days; the first day does not count, the last does',
        steps: [
          { days: 60, base: '80000.00', formula: '80000.00 × 0.0175% × 60', exact: '840.00' },
          { days: 91, base: '70248.00', formula: '70248.00 × 0.0175% × 91', exact: '1118.6994' },
        ],
        gross: '1958.70',
      },
    ]);
    expect(stated.lines[2].article).toContain('法释〔2014〕8号');
    const others = body.claims.filter((other: { claimId: string }) => other.claimId !== claim?.id);
    expect(others.map((other: { lines: unknown[]; termsVersion?: number }) => [other.lines.length, other.termsVersion])).toEqual(
      others.map(() => [1, undefined]),
    );
    expect(body.fee).toMatchObject({ projected: true });
  });

  it('R1.9-6 counts a deduction on the day the bank sent it, before anybody was paid', async () => {
    const one = await openWageCase(api);
    const { requests } = await ordered(api, freezeOrder(one, '40000.00'));
    const caught = { account, amountFen: '4000000', caughtFen: '4000000', uncaughtFen: '0', from: today(), until: inOneYear() };
    await answer(test.database, requests[0] ?? '', { outcome: 'executed', freeze: caught });
    const deduct = {
      caseId: one.id,
      measure: 'deduct',
      legalBasis: one.legalBasis,
      targets: [{ freezeId: requests[0], amount: '40000.00' }],
    };
    const sent = await ordered(api, deduct);
    const sentAt = '2024-05-06T10:00:00+08:00';
    const deduction = { amountFen: '4000000', bankSerial: 'S1', interbank: true, sentAt };
    await answer(test.database, sent.requests[0] ?? '', { outcome: 'executed', deduction });
    const paid = async (on: string) => (await api.get('judge-wei', `/cases/${one.id}/statement?on=${on}`)).body.totals.paid;
    expect(await paid('2024-05-05')).toBe('0.00');
    expect(await paid('2024-05-06')).toBe('40000.00');
    const { body } = await api.get('judge-wei', `/cases/${one.id}/statement?on=2024-05-06`);
    expect(body.claims.map((claim: { totals: { paid: string } }) => claim.totals.paid)).toEqual([
      '10491.80',
      '9836.07',
      '10163.93',
      '9508.20',
    ]);
  });

  it('R4.4 R4.4-3 has the fees as lines with formula and article, the preservation fee in the order of the judgment’s costs', async () => {
    const claims = wageCase().claims.map((written) => ({ ...written, doubledInterestWaived: false }));
    const one = await openWageCase(api, { claims });
    const preservation = [{ preserved: '200000.00' }];
    const claimId = one.claims[0]?.id;
    const enter = (more: object) =>
      api.post('judge-wei', `/cases/${one.id}/terms`, {
        ...{ claimId, terms: { ...terms, ordinaryInterest: [], ...more }, reason: '录入', documentId: one.documentId },
      });
    expect((await enter({ preservation })).status).toBe(201);
    const pay = {
      claimId,
      on: '2024-01-31',
      amount: '2000.00',
      means: 'performance',
      reason: '履行',
      documentId: one.documentId,
    };
    await api.post('clerk-qin', `/cases/${one.id}/part-payments`, pay);
    const stated = async () => (await api.get('judge-wei', `/cases/${one.id}/statement?on=2024-06-30`)).body;
    const first = await stated();
    const linesOf = (body: { claims: { claimId: string; lines: { id: string }[] }[] }) =>
      body.claims.find((claim) => claim.claimId === claimId)?.lines ?? [];
    expect(linesOf(first)).toMatchObject([
      { id: 'p', gross: '80000.00', paid: '480.00' },
      {
        id: 'preservation_fee',
        component: 'costs_awarded',
        label: '保全申请费',
        rule: 'R4.4',
        article: '诉讼费用交纳办法 arts. 14, 38',
        fee: { on: '200000.00', formula: '1020.00 + (200000.00 − 100000.00) × 0.5%' },
        ...{ gross: '1520.00', paid: '1520.00', owed: '0.00' },
      },
      { id: 'p:doubled' },
      // paid on the day its period ended: no day of it bears the doubled part
      { id: 'preservation_fee:doubled', gross: '0.00' },
    ]);
    const enforced = fenOf(parseYuan(first.totals.gross) ?? 0n) - fenOf(parseYuan(first.fee.gross) ?? 0n);
    expect(first.fee).toMatchObject({
      rule: 'R4.4-3',
      article: '诉讼费用交纳办法 arts. 14, 20, 38',
      fee: { on: formatYuan(fenOf(enforced)), formula: `50.00 + (${formatYuan(fenOf(enforced))} − 10000.00) × 1.5%` },
      projected: true,
    });
    // the parties agreed on another order: the costs of the judgment come after the principal
    const orderOfPayment = ['enforcement_costs', 'ordinary_interest', 'principal', 'damages', 'costs_awarded', 'doubled_part'];
    expect((await enter({ preservation, orderOfPayment })).status).toBe(201);
    expect(linesOf(await stated())).toMatchObject([
      { id: 'p', paid: '2000.00' },
      { id: 'preservation_fee', paid: '0.00' },
      { id: 'p:doubled' },
      { id: 'preservation_fee:doubled', gross: '40.17' },
    ]);
    const capped = await enter({ preservation: [{ preserved: '2000000.00' }] });
    expect(capped.status).toBe(201);
    expect(linesOf(await stated())[1]).toMatchObject({ gross: '5000.00', fee: { cappedAt: '5000.00' } });
    // what is owed grows by the fee: it may be frozen
    const { body: shown } = await api.get('judge-wei', `/cases/${one.id}`);
    expect(parseYuan(shown.owedNow.target)).toBeGreaterThan(31_000_000n);
    expect(problems(await enter({ preservation: [{ id: 'p', preserved: '1.00' }] }))[0]?.[0]).toBe('terms.preservation[0].id');
  });

  it('R4.1-5 R4.1-6 says what was converted at which parity, and which days did not count', async () => {
    const claims = wageCase().claims.map((written) => ({ ...written, doubledInterestWaived: false }));
    const one = await openWageCase(api, { claims });
    const claimId = one.claims[0]?.id;
    const foreign = {
      effectiveOn: '2024-01-31',
      currency: 'USD',
      items: [{ id: 'u', kind: 'principal', label: '货款', amount: '10000.00' }],
      parities: [{ on: '2024-01-31', rate: '8', source: '中国外汇交易中心' }],
      exclusions: [{ from: '2024-03-01', until: '2024-03-31', ground: 'retrial' }],
    };
    const enter = { claimId, terms: foreign, reason: '录入', documentId: one.documentId };
    expect((await api.post('judge-wei', `/cases/${one.id}/terms`, enter)).status).toBe(201);
    const { body } = await api.get('judge-wei', `/cases/${one.id}/statement?on=2024-06-30`);
    const stated = body.claims.find((claim: { claimId: string }) => claim.claimId === claimId);
    expect(stated.lines).toMatchObject([
      {
        ...{ rule: 'R4.1-6', article: '法释〔2014〕8号 art. 5', gross: '80000.00' },
        converted: { currency: 'USD', amount: '10000.00', on: '2024-01-31', rate: '8' },
      },
      { steps: [{ days: 120, excludedDays: 31 }] },
    ]);
    expect(stated.exclusions).toEqual([{ from: '2024-03-01', until: '2024-03-31', ground: 'retrial' }]);
  });

  it('R4.1-3 R4.1-5 R4.1-6 refuses terms whole, naming field, rule and article', async () => {
    const one = await openWageCase(api);
    const enter = (more: object) =>
      api.post('judge-wei', `/cases/${one.id}/terms`, {
        claimId: one.claims[0]?.id,
        terms: { ...terms, ...more },
        reason: '录入',
        documentId: one.documentId,
      });
    const twice = await enter({ exclusions: [{ from: '2024-03-02', until: '2024-03-01', ground: 'retrial' }] });
    expect(problems(twice)).toEqual([
      ['terms.exclusions[0].until', 'Let the period end after it starts. (R4.1-5, 法释〔2014〕8号 art. 3(3))'],
    ]);
    expect(problems(await enter({ exclusions: [{ from: '2024-03-01', until: '2024-03-02', ground: 'settlement' }] }))[0]).toEqual(
      ['terms.exclusions[0].ground', expect.stringContaining('R4.1-5')],
    );
    expect(problems(await enter({ currency: 'USD' }))).toEqual([['terms.parities', expect.stringContaining('R4.1-6')]]);
    expect(problems(await enter({ items: [{ ...terms.items[0], amount: '79999.99' }] }))).toEqual([
      ['terms.items', expect.stringContaining('80000.00')],
    ]);
    expect(problems(await enter({ items: [{ ...terms.items[0], amount: '-1.00' }] }))[0]?.[0]).toBe('terms.items[0].amount');
    const { rows } = await test.database.query<{ count: bigint }>('select count(*) from claim_terms where claim_id = $1', [
      one.claims[0]?.id,
    ]);
    expect(rows[0]?.count).toBe(0n);
  });

  it('is a PDF of its own, in Chinese, with its typeface embedded', async () => {
    const one = await openWageCase(api);
    const reply = await fetch(`${api.url}/cases/${one.id}/statement?on=2024-06-30&format=pdf`, {
      headers: { authorization: `Bearer ${api.token('judge-wei')}` },
    });
    expect(reply.headers.get('content-type')).toBe('application/pdf');
    const file = Buffer.from(await reply.arrayBuffer());
    expect(file.subarray(0, 5).toString()).toBe('%PDF-');
    expect(file.includes('NotoSerifSC')).toBe(true);
  });
});

describe('the papers of an order', () => {
  it('R1.2-2 R1.2-5 R1.2-7: a freeze at two banks has one ruling, the cards and a notice for each bank’s eyes alone', async () => {
    const one = await openWageCase(api);
    const order = freezeOrder(one, '1000.00');
    const second = { ...order.targets[0], institution: 'ccb', account: '6217001234567890123' };
    const placed = await api.post('judge-wei', '/orders', { ...order, targets: [...order.targets, second] });
    const written = await api.post('clerk-qin', `/orders/${placed.body.id}/documents`, {});
    expect(
      written.body.items.map(({ kind, number, institution }: Record<string, string>) => [kind, number, institution]),
    ).toEqual([
      ['ruling', '（2015）合执字第12-1号', undefined],
      ['officer_card', '（2015）合执字第12-2号', undefined],
      ['notice', '（2015）合执字第12-2号之二', 'ccb'],
      ['notice', '（2015）合执字第12-2号之一', 'icbc'],
    ]);
    for (const { id, sha256, sm3 } of written.body.items) {
      const content = await test.database.query<{ content: Buffer; sm3: string }>(
        'select content, sm3 from document where id = $1',
        [id],
      );
      expect(content.rows[0]?.content.subarray(0, 5).toString()).toBe('%PDF-');
      expect([sha256.length, sm3]).toEqual([64, content.rows[0]?.sm3]);
    }
    const again = await api.post('clerk-qin', `/orders/${placed.body.id}/documents`, {});
    expect(again.body).toEqual(written.body);
  });

  it('R1.2-4: a deduction says that the title is still to be filed', async () => {
    const one = await openWageCase(api);
    const { requests } = await ordered(api, freezeOrder(one, '100.00'));
    const caught = { account, amountFen: '10000', caughtFen: '10000', uncaughtFen: '0', from: today(), until: inOneYear() };
    await answer(test.database, requests[0] ?? '', { outcome: 'executed', freeze: caught });
    const deduct = {
      caseId: one.id,
      measure: 'deduct',
      legalBasis: one.legalBasis,
      targets: [{ freezeId: requests[0], amount: '100.00' }],
    };
    const placed = await api.post('judge-wei', '/orders', deduct);
    const written = await api.post('judge-wei', `/orders/${placed.body.id}/documents`, {});
    expect(written.body.missing).toEqual(['title']);
    expect(written.body.items[0].name).toContain('执行裁定书');
  });

  it('R1.2-1: an inquiry has no ruling', async () => {
    const one = await openWageCase(api);
    const inquire = {
      caseId: one.id,
      measure: 'inquire',
      legalBasis: { noticeNumber: '（2015）合执字第12-3号' },
      targets: { institutions: ['icbc'] },
    };
    const placed = await api.post('judge-wei', '/orders', inquire);
    const written = await api.post('clerk-qin', `/orders/${placed.body.id}/documents`, {});
    expect(written.body.items.map(({ kind }: { kind: string }) => kind)).toEqual(['notice']);
  });
});

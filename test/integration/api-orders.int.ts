import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { freezeOrder, inOneYear, type OpenedCase, openWageCase, ordered, today } from './harness/acts.js';
import { answer, statement } from './harness/answers.js';
import { openApi, type ApiReply, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { wageCase } from './harness/sample-case.js';

let api: TestApi;
afterAll(() => api.close());
// its own hook drops the database: after the api has closed
const test = withDatabase('api_orders');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

const notice = { noticeNumber: '（2015）合执字第12-3号' };

function problem(reply: ApiReply): [string, string][] {
  expect(reply.status).toBe(422);
  return reply.body.problems.map((one: { field: string; code: string }): [string, string] => [one.field, one.code]);
}

async function frozen(one: OpenedCase, amountFen: bigint, caughtFen: bigint): Promise<string> {
  const { requests } = await ordered(api, freezeOrder(one, `${amountFen / 100n}.00`));
  const [requestId = ''] = requests;
  await answer(test.database, requestId, {
    outcome: 'executed',
    freeze: {
      account: '6222020200112233445',
      amountFen: String(amountFen),
      caughtFen: String(caughtFen),
      uncaughtFen: String(amountFen - caughtFen),
      from: today(),
      until: inOneYear(),
    },
  });
  return requestId;
}

describe('an inquiry', () => {
  it('by a judge goes to every institution at once, and each answer keeps its own name', async () => {
    const one = await openWageCase(api);
    const placed = await api.post('judge-wei', '/orders', {
      caseId: one.id,
      measure: 'inquire',
      legalBasis: notice,
      targets: { institutions: 'all' },
    });
    expect(placed.status).toBe(201);
    expect(placed.body).toMatchObject({ state: 'running', partyId: one.debtorId, priority: 'judge' });
    const { items } = (await api.get('judge-wei', `/orders/${placed.body.id}/requests?limit=100`)).body;
    expect(items.length).toBe(placed.body.counts.total);
    const [first, second] = items;
    await answer(test.database, first.id, { outcome: 'nothing' });
    await answer(test.database, second.id, {
      outcome: 'found',
      accounts: [
        {
          account: '6222020200112233445',
          class: 'basic',
          currency: 'CNY',
          status: 'normal',
          balanceFen: '1234',
          availableFen: '1000',
          priorMeasures: [],
        } as never,
      ],
    });
    await test.database.query(`update queue set last_cause = 'timeout' where request_id = $1`, [items[2].id]);
    const read = await api.get('judge-wei', `/orders/${placed.body.id}`);
    expect(read.body.counts).toMatchObject({ total: items.length, open: items.length - 2, found: 1, nothing: 1, silent: 1 });
    expect(read.body.state).toBe('partly_answered');
    const assets = await api.get('judge-wei', `/cases/${one.id}/assets`);
    expect(assets.body.accounts).toMatchObject([{ institution: second.institution, balance: '12.34', available: '10.00' }]);
    expect(assets.body.silent).toEqual([items[2].institution]);
    const shown = new Map(assets.body.institutions.map((at: { code: string; shownAs: string }) => [at.code, at.shownAs]));
    expect([first, second, items[2], items[3]].map((at) => shown.get(at.institution))).toEqual([
      'nothing',
      'found',
      'silent',
      'no_answer_yet',
    ]);
    const csv = await api.get('judge-wei', `/cases/${one.id}/assets?format=csv`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text).toContain('"silent"');
  });

  it('that waits for an institution which answers nobody is shown silent, though it was never sent', async () => {
    const one = await openWageCase(api);
    const body = { caseId: one.id, measure: 'inquire', legalBasis: notice, targets: { institutions: ['boc', 'cmb', 'spdb'] } };
    const { id } = (await api.post('judge-wei', '/orders', body)).body;
    await test.database.query(
      `insert into institution_flow (institution, adapter_group, window_size, breaker, lease_ms, updated_at)
       values ('boc', 'banks', 1, 'open', 30000, $1), ('cmb', 'banks', 1, 'half_open', 30000, $1), ('spdb', 'banks', 64, 'closed', 30000, $1)`,
      [new Date()],
    );
    const { items } = (await api.get('judge-wei', `/orders/${id}/requests`)).body;
    const shown = new Map(items.map((at: { institution: string; shownAs: string }) => [at.institution, at.shownAs]));
    await test.database.query('delete from institution_flow');
    expect([...shown].sort()).toEqual([
      ['boc', 'silent'],
      ['cmb', 'silent'],
      ['spdb', 'no_answer_yet'],
    ]);
  });

  it('by a clerk waits for a second person', async () => {
    const one = await openWageCase(api);
    const placed = await api.post('clerk-qin', '/orders', {
      caseId: one.id,
      measure: 'inquire',
      legalBasis: notice,
      targets: { institutions: ['icbc'] },
    });
    expect(placed.body).toMatchObject({ state: 'awaiting_approval', counts: { total: 0 } });
  });

  it('is refused where somebody or something is not known', async () => {
    const one = await openWageCase(api);
    const order = { caseId: one.id, measure: 'inquire', legalBasis: notice, targets: { institutions: ['icbc', 'nobank'] } };
    expect(problem(await api.post('judge-wei', '/orders', order))).toEqual([['targets.institutions[1]', 'institution.unknown']]);
    expect(problem(await api.post('judge-wei', '/orders', { ...order, caseId: randomUUID() }))).toEqual([
      ['caseId', 'case.unknown'],
    ]);
    const { rows } = await test.database.query('select 1 from enforcement_order where case_id = $1', [one.id]);
    expect(rows).toEqual([]);
  });
});

describe('a freeze', () => {
  it('waits for another person, then makes its request with the account in line', async () => {
    const one = await openWageCase(api);
    const placed = await api.post('judge-wei', '/orders', freezeOrder(one, '305000.00'));
    expect(placed.body.state).toBe('awaiting_approval');
    expect((await api.post('judge-wei', `/orders/${placed.body.id}/approval`, {})).status).toBe(403);
    const approved = await api.post('approver-lu', `/orders/${placed.body.id}/approval`, { reason: '同意' });
    expect(approved.body).toMatchObject({ state: 'running', approvedBy: 'approver-lu', counts: { total: 1, open: 1 } });
    expect((await api.post('approver-lu', `/orders/${placed.body.id}/approval`, {})).body.code).toBe('illegal_transition');
    const { rows } = await test.database.query<{ task: { amountFen: string }; account_key: bigint; acts: string[] }>(
      `select r.task, q.account_key, (select array_agg(act order by id) from audit where subject_id = r.order_id::text) as acts
       from request r join queue q on q.request_id = r.id where r.order_id = $1`,
      [placed.body.id],
    );
    expect(rows[0]?.task.amountFen).toBe('30500000');
    expect(typeof rows[0]?.account_key).toBe('bigint');
    expect(rows[0]?.acts).toEqual(['place_order', 'approve_order']);
  });

  it('never adds up to more than is owed, also when two judges press at once', async () => {
    const one = await openWageCase(api);
    const replies = await Promise.all([
      api.post('judge-wei', '/orders', freezeOrder(one, '200000.00', '1111111111')),
      api.post('judge-huang', '/orders', freezeOrder(one, '200000.00', '2222222222')),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 422]);
    const refused = replies.find(({ status }) => status === 422);
    expect(refused?.body.problems[0]).toMatchObject({ field: 'targets[0].amount', code: 'amount.above_room' });
    expect(refused?.body.problems[0].message).toContain('105000.00');
    expect((await api.post('judge-wei', '/orders', freezeOrder(one, '105000.00', '3333333333'))).status).toBe(201);
  });

  it('names everything that is wrong with it', async () => {
    const one = await openWageCase(api);
    const good = freezeOrder(one, '1000.00');
    const target = good.targets[0];
    const wrong = (over: object) => api.post('judge-wei', '/orders', { ...good, targets: [{ ...target, ...over }] });
    expect(problem(await wrong({ amount: '305000.01' }))).toEqual([['targets[0].amount', 'amount.above_debt']]);
    expect(problem(await wrong({ amount: '1.005' }))).toEqual([['targets[0].amount', 'amount.form']]);
    expect(problem(await wrong({ from: '2030-01-02', until: '2030-01-01' }))).toEqual([
      ['targets[0].until', 'term.end_before_start'],
    ]);
    expect(problem(await wrong({ from: '2030-01-01', until: '2031-01-02' }))).toEqual([['targets[0].until', 'term.too_long']]);
    expect(problem(await wrong({ institution: 'gx-vehicles' }))).toEqual([['targets[0].institution', 'institution.cannot']]);
    expect(problem(await api.post('judge-wei', '/orders', { ...good, partyId: one.creditorId }))).toEqual([
      ['partyId', 'party.not_debtor'],
    ]);
    const basis = one.legalBasis as { documentIds: string[]; officers: object[] };
    const withBasis = (over: object) => api.post('judge-wei', '/orders', { ...good, legalBasis: { ...basis, ...over } });
    expect(problem(await withBasis({ officers: basis.officers.slice(1) }))[0]?.[0]).toBe('legalBasis.officers');
    expect(problem(await withBasis({ documentIds: basis.documentIds.slice(1) }))).toEqual([
      ['legalBasis.documentIds', 'document.no_ruling'],
    ]);
    expect(problem(await withBasis({ rulingNumber: undefined }))).toEqual([['legalBasis.rulingNumber', 'required']]);
    const other = await openWageCase(api);
    expect(problem(await withBasis({ documentIds: [other.documentId] }))[0]).toEqual([
      'legalBasis.documentIds[0]',
      'document.unknown',
    ]);
    expect((await api.post('clerk-qin', '/orders', good)).status).toBe(403);
    const { rows } = await test.database.query('select 1 from enforcement_order where case_id = $1', [one.id]);
    expect(rows).toEqual([]);
  });

  it('placed twice under one key is placed once, also when both come together', async () => {
    const one = await openWageCase(api);
    const key = randomUUID();
    const replies = await Promise.all([1, 2, 3].map(() => api.post('judge-wei', '/orders', freezeOrder(one, '1000.00'), key)));
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(replies[1]?.body).toEqual(replies[0]?.body);
    expect(replies[2]?.body).toEqual(replies[0]?.body);
  });
});

describe('withdrawing', () => {
  it('stops what is queued, and releases what is on its way', async () => {
    const one = await openWageCase(api);
    const order = freezeOrder(one, '1000.00', '1111111111');
    const [target] = order.targets;
    const { id, requests } = await ordered(api, { ...order, targets: [target, { ...target, institution: 'abc' }] });
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where request_id = $1`, [requests[0]]);
    const withdrawn = await api.post('judge-wei', `/orders/${id}/withdrawal`, { reason: '债务已清' });
    expect(withdrawn.body).toMatchObject({ state: 'partly_answered', counts: { withdrawn: 1, open: 1 } });
    const { rows } = await test.database.query<{
      cause: string;
      state: string;
      task: { freezeRequestId: string };
      ahead: boolean;
    }>(
      `select o.cause, o.state, r.task, exists (select 1 from queue e where e.request_id = $2 and e.account_key = q.account_key and e.seq < q.seq) as ahead
       from enforcement_order o join request r on r.order_id = o.id join queue q on q.request_id = r.id where o.linked_order_id = $1`,
      [id, requests[0]],
    );
    expect(rows).toMatchObject([{ cause: 'withdrawal', state: 'running', task: { freezeRequestId: requests[0] }, ahead: true }]);
  });

  it('before approval leaves nothing behind', async () => {
    const one = await openWageCase(api);
    const placed = await api.post('judge-wei', '/orders', freezeOrder(one, '305000.00'));
    const withdrawn = await api.post('judge-wei', `/orders/${placed.body.id}/withdrawal`, { reason: '重新起草' });
    expect(withdrawn.body.state).toBe('withdrawn');
    expect((await api.post('judge-wei', '/orders', freezeOrder(one, '305000.00'))).status).toBe(201);
  });
});

describe('from the freeze to the creditors', () => {
  it('money is deducted out of what is caught, shown by the statement, and paid to the fen', async () => {
    const one = await openWageCase(api);
    const freezeId = await frozen(one, 30_500_000n, 30_000_000n);
    const book = await api.get('judge-wei', `/cases/${one.id}/freezes`);
    expect(book.body.items).toMatchObject([
      { id: freezeId, state: 'active', cap: '305000.00', caught: '300000.00', uncaught: '5000.00', source: 'reported' },
    ]);
    const deduct = (amount: string) => ({
      caseId: one.id,
      measure: 'deduct',
      legalBasis: one.legalBasis,
      targets: [{ freezeId, amount }],
    });
    expect(problem(await api.post('judge-wei', '/orders', deduct('300000.01')))).toEqual([
      ['targets[0].amount', 'amount.above_caught'],
    ]);
    expect(
      problem(
        await api.post('judge-wei', '/orders', { ...deduct('1.00'), targets: [{ freezeId: randomUUID(), amount: '1.00' }] }),
      ),
    ).toEqual([['targets[0].freezeId', 'freeze.unknown']]);
    const order = await ordered(api, deduct('300000.00'));
    expect(problem(await api.post('judge-wei', '/orders', deduct('0.01')))).toEqual([
      ['targets[0].amount', 'amount.above_caught'],
    ]);
    const [requestId = ''] = order.requests;
    await answer(test.database, requestId, {
      outcome: 'executed',
      deduction: { amountFen: '30000000', bankSerial: 'S1', interbank: true, sentAt: new Date().toISOString() },
    });
    const sent = await api.get('judge-wei', `/orders/${order.id}`);
    expect(sent.body.fund).toEqual({ sent: '300000.00', received: '0.00' });
    expect(sent.body.state).not.toBe('complete');
    const pay = (amount: string) => ({ caseId: one.id, measure: 'pay', targets: [{ claimId: one.claims[0]?.id, amount }] });
    expect(problem(await api.post('finance-nong', '/orders', pay('80000.00')))).toEqual([
      ['targets[0].amount', 'amount.above_fund'],
    ]);
    await statement(test.database, requestId, '30000000');
    expect((await api.get('judge-wei', `/orders/${order.id}`)).body.state).toBe('complete');
    expect(problem(await api.post('finance-nong', '/orders', pay('80000.01')))).toEqual([
      ['targets[0].amount', 'amount.above_claim'],
    ]);
    const paid = await ordered(api, pay('80000.00'));
    await answer(test.database, paid.requests[0] ?? '', {
      outcome: 'executed',
      payment: { amountFen: '8000000', bankSerial: 'P1', paidAt: new Date().toISOString() },
    });
    const fund = await api.get('finance-nong', `/cases/${one.id}/fund`);
    expect(fund.body).toMatchObject({ received: '300000.00', paid: '80000.00', balance: '220000.00' });
    expect(fund.body.payments).toMatchObject([{ state: 'paid', amount: '80000.00' }]);
    expect((await api.get('finance-nong', `/cases/${one.id}`)).body.paid).toBe('80000.00');
    expect(problem(await api.post('judge-wei', '/orders', freezeOrder(one, '5000.01', '9999999999')))).toEqual([
      ['targets[0].amount', 'amount.above_room'],
    ]);
  });

  it('a renewal ends at most a year after the present end, a release at most the cap', async () => {
    const one = await openWageCase(api);
    const freezeId = await frozen(one, 100_000n, 0n);
    const order = (measure: string, target: object) =>
      api.post('judge-wei', '/orders', {
        caseId: one.id,
        measure,
        legalBasis: one.legalBasis,
        targets: [{ freezeId, ...target }],
      });
    expect(problem(await order('renew', { until: inOneYear() }))).toEqual([['targets[0].until', 'term.not_longer']]);
    expect(problem(await order('renew', { until: '2099-01-01' }))).toEqual([['targets[0].until', 'term.too_long']]);
    expect(problem(await order('release', { amount: '1000.01' }))).toEqual([['targets[0].amount', 'amount.above_cap']]);
    expect((await order('release', {})).status).toBe(201);
  });
});

describe('a bulk inquiry', () => {
  it('is one set over many cases with one approval', async () => {
    const numbers: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const drafted = wageCase({ cause: '批量' });
      await api.post('judge-wei', '/cases', drafted);
      numbers.push(drafted.caseNumber);
    }
    const key = randomUUID();
    const body = { filter: { caseNumbers: numbers }, institutions: 'all', legalBasis: notice };
    const placed = await api.post('judge-wei', '/orders/bulk', body, key);
    expect(placed.status).toBe(202);
    expect(placed.body.orders).toBe(3);
    expect((await api.post('judge-wei', '/orders/bulk', body, key)).body).toEqual(placed.body);
    const approved = await api.post('approver-lu', `/order-sets/${placed.body.setId}/approval`, {});
    const { body: institutions } = await api.get('judge-wei', '/institutions');
    const asked = institutions.filter((one: { measures: string[] }) => one.measures.includes('inquire')).length;
    expect(approved.body).toMatchObject({ orders: 3, byState: { running: 3 }, requests: 3 * asked, open: 3 * asked });
    expect(
      problem(await api.post('judge-wei', '/orders/bulk', { ...body, filter: { caseNumbers: ['（1999）合执字第1号'] } })),
    ).toEqual([['filter', 'filter.no_case']]);
  });
});

describe('a seal', () => {
  it('is held to the term of its kind of property', async () => {
    const one = await openWageCase(api);
    const seal = (until: string) =>
      api.post('judge-wei', '/orders', {
        caseId: one.id,
        measure: 'seal',
        legalBasis: one.legalBasis,
        targets: [{ institution: 'gx-vehicles', assetId: '桂G12345', from: '2030-01-01', until }],
      });
    expect(problem(await seal('2032-01-02'))).toEqual([['targets[0].until', 'term.too_long']]);
    expect((await seal('2032-01-01')).status).toBe(201);
  });
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readRequestFacts } from '#storage/queue/request-facts.js';
import { freezeOrder, inOneYear, officers, openWageCase, type OpenedCase, ordered, today } from './harness/acts.js';
import { answer } from './harness/answers.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';

let api: TestApi;
afterAll(() => api.close());
const test = withDatabase('api_papers');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

// every paper embeds its typeface: a busy machine writes two a second
jest.setTimeout(60_000);

const account = '6222020200112233445';
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const byUs = (one: OpenedCase, amount = '1000.00') => {
  const order = freezeOrder(one, amount);
  const second = { ...order.targets[0], institution: 'ccb', account: '6217001234567890123' };
  return { ...order, legalBasis: { officers, writePapers: true }, targets: [...order.targets, second] };
};
type Item = { id: string; kind: string; number: string; institution?: string; sha256: string; sm3: string };

async function fetched(path: string, person: string): Promise<{ bytes: Buffer; etag: string | null; status: number }> {
  const reply = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.token(person)}` } });
  return { bytes: Buffer.from(await reply.arrayBuffer()), etag: reply.headers.get('etag'), status: reply.status };
}

describe('an order whose papers the house writes', () => {
  it('R1.2-2, R1.2-7: has them numbered before the approver sees it, and each bank is told of its own notice alone', async () => {
    const one = await openWageCase(api);
    const placed = await api.post('judge-wei', '/orders', byUs(one));
    expect(placed.status).toBe(201);
    expect(placed.body.state).toBe('awaiting_approval');
    const number = (await api.get('judge-wei', `/cases/${one.id}`)).body.caseNumber as string;
    const [ruling, notice] = [`${number}之一`, `${number}之二`];
    expect(placed.body.legalBasis).toMatchObject({ rulingNumber: ruling, noticeNumber: notice });
    const { items } = (await api.get('approver-lu', `/orders/${placed.body.id}/documents`)).body as { items: Item[] };
    expect(items.map(({ kind, number: of, institution }) => [kind, of, institution ?? null]).sort()).toEqual(
      [
        ['notice', `${notice}-1`, 'icbc'],
        ['notice', `${notice}-2`, 'ccb'],
        ['officer_card', notice, null],
        ['ruling', ruling, null],
      ].sort(),
    );
    for (const item of items) {
      const { bytes, etag } = await fetched(`/documents/${item.id}`, 'auditor-ban');
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
      expect([sha256(bytes), etag]).toEqual([item.sha256, `"${item.sha256}"`]);
      expect(createHash('sm3').update(bytes).digest('hex')).toBe(item.sm3);
    }
    await api.post('approver-lu', `/orders/${placed.body.id}/approval`, {});
    const { rows } = await test.database.query<{ id: string; institution: string }>(
      'select id, institution from request where order_id = $1',
      [placed.body.id],
    );
    const facts = await readRequestFacts(
      test.database,
      rows.map(({ id }) => id),
    );
    for (const { id, institution } of rows) {
      const told = facts.get(id)?.told;
      const own = items.filter((item) => item.institution === undefined || item.institution === institution);
      expect(told?.documents.map((document) => document.sha256).sort()).toEqual(own.map((item) => item.sha256).sort());
      expect(told?.legal_basis.noticeNumber).toBe(own.find(({ kind }) => kind === 'notice')?.number);
    }
  });

  it('gives the next order of the case the next numbers', async () => {
    const one = await openWageCase(api);
    const first = await api.post('judge-wei', '/orders', byUs(one, '10.00'));
    const second = await api.post('judge-wei', '/orders', byUs(one, '10.00'));
    const numbers = [first, second].flatMap(({ body }) => [body.legalBasis.rulingNumber, body.legalBasis.noticeNumber]);
    expect(numbers.map((number: string) => number.replace(/^.*号/, ''))).toEqual(['之一', '之二', '之三', '之四']);
  });

  it('what is wrong with it leaves no paper and no number behind', async () => {
    const one = await openWageCase(api);
    const count = async () => (await test.database.query('select count(*) from document')).rows[0];
    const before = await count();
    expect((await api.post('judge-wei', '/orders', byUs(one, '305000.01'))).status).toBe(422);
    expect(await count()).toEqual(before);
    const placed = await api.post('judge-wei', '/orders', byUs(one));
    expect(placed.body.legalBasis.rulingNumber).toMatch(/号之一$/);
  });

  it('without them, ruling and notice numbers are demanded by R1.2-2', async () => {
    const one = await openWageCase(api);
    const reply = await api.post('judge-wei', '/orders', { ...byUs(one), legalBasis: { officers } });
    expect(reply.status).toBe(422);
    expect(reply.body.problems).toContainEqual(
      expect.objectContaining({ field: 'legalBasis.rulingNumber', rule: 'R1.2-2', article: '法释〔2013〕20号第3条' }),
    );
  });

  it('R1.2-3: the release of a withdrawn freeze has a ruling of its own', async () => {
    const one = await openWageCase(api);
    const { id } = await ordered(api, byUs(one));
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where order_id = $1`, [id]);
    await api.post('judge-wei', `/orders/${id}/withdrawal`, { reason: '申请执行人撤回申请' });
    const { rows } = await test.database.query<{ id: string; ruling: string }>(
      `select id, legal_basis ->> 'rulingNumber' as ruling from enforcement_order where linked_order_id = $1`,
      [id],
    );
    expect(rows[0]?.ruling).toMatch(/号之三$/);
    const { items } = (await api.get('auditor-ban', `/orders/${rows[0]?.id}/documents`)).body as { items: Item[] };
    expect(items.map(({ kind }) => kind).sort()).toEqual(['notice', 'notice', 'officer_card', 'ruling']);
  });
});

describe('what an institution answered', () => {
  it('R1.2-5: is kept beside the papers with its number and digests, and is the same file however often it is downloaded', async () => {
    const one = await openWageCase(api);
    const { id, requests } = await ordered(api, freezeOrder(one, '100.00'));
    const freeze = { account, amountFen: '10000', caughtFen: '4000', uncaughtFen: '6000', from: today(), until: inOneYear() };
    expect((await fetched(`/requests/${requests[0]}/receipt`, 'auditor-ban')).status).toBe(404);
    const receipt = { number: 'ICBC-2026-7', issuedAt: '2026-11-02T01:00:30.000Z' };
    await answer(test.database, requests[0] ?? '', { outcome: 'executed', freeze, receipt });
    const { receipts } = (await api.get('auditor-ban', `/orders/${id}/documents`)).body;
    expect(receipts).toMatchObject([{ requestId: requests[0], institution: 'icbc', number: 'ICBC-2026-7', settled: true }]);
    const [first, again] = [
      await fetched(`/requests/${requests[0]}/receipt`, 'auditor-ban'),
      await fetched(`/requests/${requests[0]}/receipt`, 'approver-lu'),
    ];
    expect(again.bytes.equals(first.bytes)).toBe(true);
    expect([sha256(first.bytes), createHash('sm3').update(first.bytes).digest('hex')]).toEqual([
      receipts[0].sha256,
      receipts[0].sm3,
    ]);
    expect(JSON.parse(first.bytes.toString())).toMatchObject({
      answer: { freeze: { caughtFen: '4000', uncaughtFen: '6000' }, receipt },
    });
  });
});

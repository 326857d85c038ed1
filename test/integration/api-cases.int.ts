import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { wageCase } from './harness/sample-case.js';

let api: TestApi;
afterAll(() => api.close());
// its own hook drops the database: after the api has closed
const test = withDatabase('api_cases');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

async function countCases(): Promise<bigint | undefined> {
  const { rows } = await test.database.query<{ n: bigint }>('select count(*) as n from enforcement_case');
  return rows[0]?.n;
}

describe('opening a case', () => {
  it('sets the target from the claims and gives back the case', async () => {
    const { status, body } = await api.post('judge-wei', '/cases', wageCase());
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'open', target: '305000.00', paid: '0.00' });
    expect(body.parties).toHaveLength(5);
    const read = await api.get('auditor-ban', `/cases/${body.id}`);
    expect(read.body).toEqual(body);
  });

  it('gives the same reply again under the same key, and refuses the key for another body', async () => {
    const key = randomUUID();
    const drafted = wageCase();
    const [first, second] = await Promise.all([
      api.post('judge-wei', '/cases', drafted, key),
      api.post('judge-wei', '/cases', drafted, key),
    ]);
    expect([first?.status, second?.status]).toEqual([201, 201]);
    expect(second?.body.id).toBe(first?.body.id);
    const other = await api.post('judge-wei', '/cases', { ...drafted, cause: '另一案由' }, key);
    expect(other.status).toBe(409);
    expect(other.body.code).toBe('idempotency_mismatch');
  });

  it('demands the key, and says that the number is known', async () => {
    const without = await api.post('judge-wei', '/cases', wageCase(), null);
    expect(without.status).toBe(422);
    expect(without.body.problems[0].field).toBe('header.Idempotency-Key');
    const drafted = wageCase();
    await api.post('judge-wei', '/cases', drafted);
    const again = await api.post('judge-wei', '/cases', drafted);
    expect(again.status).toBe(409);
    expect(again.body.problems[0].field).toBe('caseNumber');
  });

  const drafted = wageCase();
  it.each<[string, unknown, string]>([
    [
      'claims[1].principal',
      { ...drafted, claims: drafted.claims.map((one, at) => (at === 1 ? { ...one, principal: '1.234' } : one)) },
      'amount.form',
    ],
    [
      'claims[0].principal',
      { ...drafted, claims: drafted.claims.map((one, at) => (at === 0 ? { ...one, principal: '0.00' } : one)) },
      'amount.not_positive',
    ],
    [
      'claims[0].principal',
      { ...drafted, claims: drafted.claims.map((one, at) => (at === 0 ? { ...one, principal: '-5' } : one)) },
      'amount.not_positive',
    ],
    [
      'parties[0].idNumber',
      { ...drafted, parties: drafted.parties.map((one, at) => (at === 0 ? { ...one, idNumber: '452231197001011230' } : one)) },
      'citizen-id.check-digit',
    ],
    [
      'claims[2].creditor',
      { ...drafted, claims: drafted.claims.map((one, at) => (at === 2 ? { ...one, creditor: 'd1' } : one)) },
      'claim.not_a_creditor',
    ],
    ['caseNumber', { ...drafted, caseNumber: '一号案件' }, 'case-number.form'],
    ['judgeId', { ...drafted, judgeId: 'clerk-qin' }, 'judge.unknown'],
    ['filedOn', { ...drafted, filedOn: '2015-02-30' }, 'invalid_format'],
    ['cause', { ...drafted, cause: undefined }, 'required'],
    ['colour', { ...drafted, colour: 'red' }, 'unknown_field'],
    [
      'parties[0].payee.bankCode',
      {
        ...drafted,
        parties: drafted.parties.map((one, at) =>
          at === 0 ? { ...one, payee: { bankName: 'x', bankCode: '103100000025', account: '1' } } : one,
        ),
      },
      'cnaps-code.check-digit',
    ],
  ])('names %s when it is wrong, and does nothing', async (field, body, code) => {
    const before = await countCases();
    const reply = await api.post('judge-wei', '/cases', body);
    expect(reply.status).toBe(422);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(reply.body.problems.map((one: { field: string; code: string }) => [one.field, one.code])).toContainEqual([
      field,
      code,
    ]);
    expect(await countCases()).toBe(before);
  });

  it('refuses what is no JSON, no object, or five megabytes', async () => {
    expect((await api.post('judge-wei', '/cases', '{"caseNumber": ')).status).toBe(400);
    expect((await api.post('judge-wei', '/cases', '[]')).status).toBe(422);
    const large = await api.post('judge-wei', '/cases', { ...wageCase(), cause: 'x'.repeat(5_000_000) });
    expect(large.status).toBe(413);
    expect(large.body.code).toBe('too_large');
  });
});

describe('who acts', () => {
  it('R7.1-1: is known, or nothing happens', async () => {
    expect((await api.get('nobody', '/cases')).status).toBe(401);
    expect((await api.post('finance-nong', '/cases', wageCase())).status).toBe(403);
    const { body } = await api.post('clerk-qin', '/cases', wageCase());
    const { rows } = await test.database.query<{ actor: string; act: string }>(
      'select actor, act from audit where case_id = $1',
      [body.id],
    );
    expect(rows).toEqual([{ actor: 'clerk-qin', act: 'open_case' }]);
  });

  it('cannot be anybody outside the demo', async () => {
    const closed = await openApi(test.url, { DEMO: '0' });
    try {
      const reply = await closed.get('judge-wei', '/cases');
      expect(reply.status).toBe(401);
      expect(reply.body.detail).toContain('DEMO=1');
      expect((await closed.get('judge-wei', '/demo/people')).status).toBe(401);
    } finally {
      await closed.close();
    }
  });
});

describe('lists', () => {
  it('page by cursor without losing or repeating a case', async () => {
    for (let count = 0; count < 3; count += 1) await api.post('judge-wei', '/cases', wageCase());
    const all = (await api.get('judge-wei', '/cases?limit=500')).body.items.map((one: { id: string }) => one.id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await api.get('judge-wei', `/cases?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...body.items.map((one: { id: string }) => one.id));
      cursor = body.next;
    }
    expect(seen).toEqual(all);
  });

  it('find by part of a number or of a name, and take no wild cards', async () => {
    const drafted = wageCase();
    await api.post('judge-wei', '/cases', drafted);
    const byNumber = await api.get('judge-wei', `/cases?q=${encodeURIComponent(drafted.caseNumber)}`);
    expect(byNumber.body.items).toHaveLength(1);
    expect(byNumber.body.items[0].parties).toHaveLength(5);
    expect((await api.get('judge-wei', `/cases?q=${encodeURIComponent('合山某矿业')}`)).body.items.length).toBeGreaterThan(1);
    expect((await api.get('judge-wei', '/cases?q=%25')).body.items).toEqual([]);
    expect((await api.get('judge-wei', '/cases?colour=red')).status).toBe(422);
  });
});

describe('documents', () => {
  it('are kept with their digest and given back as they were', async () => {
    const { body } = await api.post('judge-wei', '/cases', wageCase());
    const content = Buffer.from('%PDF-1.4 裁定书');
    const filed = await api.post('clerk-qin', `/cases/${body.id}/documents`, {
      kind: 'ruling',
      number: '（2015）合执字第12号之一',
      name: '执行裁定书.pdf',
      mediaType: 'application/pdf',
      contentBase64: content.toString('base64'),
    });
    expect(filed.status).toBe(201);
    const read = await api.get('auditor-ban', `/documents/${filed.body.id}`);
    expect(read.headers.get('content-type')).toBe('application/pdf');
    expect(read.text).toBe(content.toString());
    const large = Buffer.alloc(2_000_000, 1).toString('base64');
    const second = await api.post('clerk-qin', `/cases/${body.id}/documents`, {
      kind: 'evidence',
      name: '大.pdf',
      mediaType: 'application/pdf',
      contentBase64: large,
    });
    expect(second.status).toBe(201);
    expect(
      (
        await api.post('clerk-qin', `/cases/${randomUUID()}/documents`, {
          kind: 'ruling',
          name: 'a',
          mediaType: 'application/pdf',
          contentBase64: 'AAAA',
        })
      ).status,
    ).toBe(404);
  });
});

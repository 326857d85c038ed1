import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freezeOrder, inOneYear, openWageCase, type OpenedCase, today } from './harness/acts.js';
import { openApi, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { wageCase } from './harness/sample-case.js';

let api: TestApi;
let one: OpenedCase;
afterAll(() => api.close());
const test = withDatabase('api_bad_input');
beforeAll(async () => {
  api = await openApi(test.url);
  one = await openWageCase(api);
}, 60_000);

interface Raw {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

async function send(person: string, path: string, { method = 'POST', headers = {}, body }: Raw) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${api.token(person)}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type') ?? '', text };
}

/** Everything an act could have written. */
async function written(): Promise<unknown> {
  const tables = [
    'enforcement_case',
    'party',
    'enforcement_order',
    'request',
    'queue',
    'document',
    'event',
    'audit',
    'idempotency',
  ];
  const { rows } = await test.database.query(
    `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ')}`,
  );
  return rows[0];
}

/** Refused with a problem that names `field`, and nothing is half-done. */
async function refuses(person: string, path: string, raw: Raw, status: number, field: string): Promise<void> {
  const before = await written();
  const reply = await send(person, path, raw);
  expect({ status: reply.status, type: reply.type }).toEqual({ status, type: 'application/problem+json; charset=utf-8' });
  const problem = JSON.parse(reply.text) as { detail: string; problems: { field: string; message: string }[] };
  expect(problem.problems.map((each) => each.field)).toContain(field);
  for (const { message } of problem.problems) expect(message).toMatch(/.{12,}/s);
  expect(await written()).toEqual(before);
}

const json = (value: unknown) => JSON.stringify(value);
const freeze = (over: object, target: object = {}) => {
  const order = freezeOrder(one, '100.00');
  return json({ ...order, ...over, targets: [{ ...order.targets[0], ...target }] });
};

describe('an order that cannot be right', () => {
  it.each<[string, number, string, () => string]>([
    ['of an unknown case', 422, 'caseId', () => freeze({ caseId: randomUUID() })],
    ['at an unknown institution', 422, 'targets[0].institution', () => freeze({}, { institution: 'bank-of-nowhere' })],
    ['at a registry that freezes no money', 422, 'targets[0].institution', () => freeze({}, { institution: 'gx-vehicles' })],
    ['on an account no bank has', 422, 'targets[0].account', () => freeze({}, { account: '6222账号' })],
    ['of nothing', 422, 'targets[0].amount', () => freeze({}, { amount: '0.00' })],
    ['of less than nothing', 422, 'targets[0].amount', () => freeze({}, { amount: '-1.00' })],
    ['with three decimals', 422, 'targets[0].amount', () => freeze({}, { amount: '1.005' })],
    ['with an exponent', 422, 'targets[0].amount', () => freeze({}, { amount: '1e3' })],
    ['with an amount that is a number', 422, 'targets[0].amount', () => freeze({}, { amount: 100 })],
    ['with an amount no bank can write', 422, 'targets[0].amount', () => freeze({}, { amount: '9'.repeat(40) })],
    ['with Chinese digits', 422, 'targets[0].amount', () => freeze({}, { amount: '１００.００' })],
    ['above the debt', 422, 'targets[0].amount', () => freeze({}, { amount: '305000.01' })],
    ['against a creditor', 422, 'partyId', () => freeze({ partyId: one.creditorId })],
    ['against somebody of another case', 422, 'partyId', () => freeze({ partyId: randomUUID() })],
    ['that ends before it starts', 422, 'targets[0].until', () => freeze({}, { from: inOneYear(), until: today() })],
    ['from a day that does not exist', 422, 'targets[0].from', () => freeze({}, { from: '2026-02-30' })],
    ['from the year nought', 422, 'targets[0].from', () => freeze({}, { from: '0000-01-01' })],
    ['until the end of time', 422, 'targets[0].until', () => freeze({}, { until: '9999-12-31' })],
    ['to be answered yesterday', 422, 'answerBy', () => freeze({ answerBy: '2020-01-01T00:00:00Z' })],
    ['to be answered by a clock of nowhere', 422, 'answerBy', () => freeze({ answerBy: '2030-01-01T00:00:00+23:59' })],
    ['without its ruling', 422, 'legalBasis.documentIds', () => freeze({ legalBasis: { ...one.legalBasis, documentIds: [] } })],
    [
      'with a document of nobody',
      422,
      'legalBasis.documentIds[0]',
      () => freeze({ legalBasis: { ...one.legalBasis, documentIds: [randomUUID()] } }),
    ],
    ['linked to an order of nobody', 422, 'linkedOrderId', () => freeze({ linkedOrderId: randomUUID() })],
    ['of a measure there is not', 422, 'measure', () => freeze({ measure: 'confiscate' })],
    ['with a field more', 422, 'note', () => freeze({ note: 'x' })],
    ['with no targets', 422, 'targets', () => json({ ...freezeOrder(one, '1.00'), targets: [] })],
    ['with too many targets', 422, 'targets', () => json({ ...freezeOrder(one, '1.00'), targets: Array(501).fill({}) })],
    [
      'with a NUL in it',
      422,
      'legalBasis.noticeNumber',
      () => freeze({ legalBasis: { ...one.legalBasis, noticeNumber: 'a\0b' } }),
    ],
    [
      'with half a character',
      422,
      'legalBasis.rulingNumber',
      () => freeze({}).replace(/"rulingNumber":"[^"]*"/, String.raw`"rulingNumber":"\ud800"`),
    ],
    ['with a NUL in a name of a field', 422, 'body', () => freeze({ 'a\0': 1 })],
    ['that says an amount twice', 400, 'body', () => freeze({}).replace('"amount":', '"amount":"1.00","amount":')],
  ])('%s is refused', async (_, status, field, body) => {
    await refuses('judge-wei', '/orders', { body: body() }, status, field);
  });
});

describe('a body nobody can read', () => {
  const good = () => json(wageCase());
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  it.each<[string, number, string, () => Raw]>([
    ['cut off', 400, 'body', () => ({ body: good().slice(0, -1) })],
    ['empty', 400, 'body', () => ({ body: '' })],
    ['of bytes that are no text', 400, 'body', () => ({ body: Buffer.from(good().replace('追', '\u0001'), 'latin1') })],
    ['nested a hundred thousand deep', 400, 'body', () => ({ body: deep(100_000) })],
    ['nested in a field', 400, 'body', () => ({ body: good().replace('"cause":', `"x":${deep(1_000)},"cause":`) })],
    ['that is a list', 422, 'body', () => ({ body: '[]' })],
    ['that is null', 422, 'body', () => ({ body: 'null' })],
    ['with numbers beyond range', 422, 'filedOn', () => ({ body: good().replace('"2015-03-02"', '1e999') })],
    [
      'in UTF-16',
      415,
      'header.Content-Type',
      () => ({ body: good(), headers: { 'content-type': 'application/json; charset=utf-16' } }),
    ],
  ])('%s is refused', async (_, status, field, raw) => {
    await refuses('judge-wei', '/cases', raw(), status, field);
  });

  it.each<[string, number, () => Raw]>([
    ['of five megabytes', 413, () => ({ body: json({ ...wageCase(), cause: 'x'.repeat(5_000_000) }) })],
    [
      'of five megabytes, packed small',
      413,
      () => ({ body: gzipSync(' '.repeat(5_000_000)), headers: { 'content-encoding': 'gzip' } }),
    ],
    ['packed wrongly', 400, () => ({ body: 'not gzip', headers: { 'content-encoding': 'gzip' } })],
    ['packed in a way nobody knows', 415, () => ({ body: good(), headers: { 'content-encoding': 'lzma' } })],
    ['of another type', 415, () => ({ body: good(), headers: { 'content-type': 'text/plain' } })],
    [
      'of a type that only begins alike',
      415,
      () => ({ body: good(), headers: { 'content-type': 'application/json-patch+json' } }),
    ],
    ['of a type that is none', 415, () => ({ body: good(), headers: { 'content-type': ';;;' } })],
  ])('%s is refused', async (_, status, raw) => {
    const before = await written();
    const reply = await send('judge-wei', '/cases', raw());
    expect({ status: reply.status, type: reply.type }).toEqual({ status, type: 'application/problem+json; charset=utf-8' });
    expect(await written()).toEqual(before);
  });

  it('is refused also where it is a document of ten megabytes and a little, and one of ten is taken', async () => {
    const document = (bytes: number) =>
      json({ kind: 'other', name: 'a.pdf', mediaType: 'application/pdf', contentBase64: Buffer.alloc(bytes).toString('base64') });
    const path = `/cases/${one.id}/documents`;
    await refuses('clerk-qin', path, { body: document(10 * 1024 * 1024 + 3) }, 422, 'contentBase64');
    await refuses('clerk-qin', path, { body: document(3_000).replace(/.{8}"}$/, '@@@@@@@@"}') }, 422, 'contentBase64');
    const taken = await send('clerk-qin', path, { body: document(10 * 1024 * 1024) });
    expect(taken.status).toBe(201);
  }, 30_000);
});

describe('a case that cannot be right', () => {
  const party = (index: number, over: object) => {
    const drafted = wageCase();
    return json({ ...drafted, parties: drafted.parties.map((each, at) => (at === index ? { ...each, ...over } : each)) });
  };
  it.each<[string, string, () => string]>([
    ['with a wrong check digit', 'parties[0].idNumber', () => party(0, { idNumber: '452231197001011230' })],
    ['with a wrong organisation code', 'parties[4].idNumber', () => party(4, { idNumber: 'D2143569-1' })],
    ['with an id of another kind', 'parties[4].idType', () => party(4, { idType: 'citizen_id' })],
    ['with a name of line breaks', 'parties[1].name', () => party(1, { name: 'a\nb' })],
    ['with a name of nothing but spaces', 'parties[1].name', () => party(1, { name: '　 ' })],
    [
      'R10.2: against one debtor by his 18 and by his 15 digits',
      'parties[6].idNumber',
      () => {
        const debtor = { role: 'debtor', kind: 'person', name: '某某', idType: 'citizen_id' };
        const twice = ['11010519491231002X', '110105491231002'].map((idNumber, index) => ({
          ...debtor,
          ref: `p${index}`,
          idNumber,
        }));
        const drafted = wageCase();
        return json({ ...drafted, parties: [...drafted.parties, ...twice] });
      },
    ],
    ['filed tomorrow', 'filedOn', () => json(wageCase({ filedOn: inOneYear() }))],
    ['filed in the year nought', 'filedOn', () => json(wageCase({ filedOn: '0000-06-01' }))],
    ['of a judge nobody knows', 'judgeId', () => json(wageCase({ judgeId: 'judge-nobody' }))],
    [
      'about more money than there is',
      'claims',
      () => {
        const drafted = wageCase();
        return json({ ...drafted, claims: Array(300).fill({ ...drafted.claims[0], principal: '9999999999999999.99' }) });
      },
    ],
  ])('%s is refused', async (_, field, body) => {
    await refuses('judge-wei', '/cases', { body: body() }, 422, field);
  });
});

describe('an address that cannot be right', () => {
  it.each<[string, string, number, string]>([
    ['an id that is none', '/cases/1', 422, 'path.id'],
    ['an id with a NUL', '/orders/%00', 422, 'path.id'],
    ['an id of broken letters', '/orders/%ff%fe', 400, ''],
    ['a cursor of garbage', '/orders?cursor=%27%3B--', 422, 'query.cursor'],
    ['a cursor given twice', `/orders?cursor=${randomUUID()}&cursor=${randomUUID()}`, 422, 'query.cursor'],
    ['a limit of garbage', '/cases?limit=many', 422, 'query.limit'],
    ['a limit beyond range', '/cases?limit=1e400', 422, 'query.limit'],
    ['a limit of nothing', '/cases?limit=', 422, 'query.limit'],
    ['a search with a NUL', '/cases?q=%00', 422, 'query.q'],
    ['a question nobody asked', '/cases?__proto__=1&limit=5', 422, 'query.__proto__'],
    ['an event that has no such number', '/cases/ID/events?cursor=9999999999999999999', 422, 'query.cursor'],
    ['a thing there is not', `/orders/${randomUUID()}`, 404, ''],
    ['a place there is not', '/nowhere/%5c..%2f', 404, ''],
  ])('%s is refused', async (_, path, status, field) => {
    const reply = await send('judge-wei', path.replace('ID', one.id), { method: 'GET' });
    expect({ status: reply.status, type: reply.type }).toEqual({ status, type: 'application/problem+json; charset=utf-8' });
    const { problems } = JSON.parse(reply.text) as { problems: { field: string }[] };
    if (field !== '') expect(problems.map((each) => each.field)).toContain(field);
  });
});

describe('headers', () => {
  it.each<[string, Record<string, string>, number, string]>([
    ['a key given twice', { 'idempotency-key': 'one, two' }, 422, 'header.Idempotency-Key'],
    ['a key beyond length', { 'idempotency-key': 'k'.repeat(201) }, 422, 'header.Idempotency-Key'],
    ['a key of nothing', { 'idempotency-key': '' }, 422, 'header.Idempotency-Key'],
    ['a token of garbage', { authorization: 'Bearer a.b.c' }, 401, ''],
    ['a token that says it needs no signature', { authorization: `Bearer ${unsigned()}` }, 401, ''],
    ['a token of another scheme', { authorization: 'Basic eDp5' }, 401, ''],
  ])('%s is refused', async (_, headers, status, field) => {
    const before = await written();
    const reply = await send('judge-wei', '/cases', { headers, body: json(wageCase()) });
    expect({ status: reply.status, type: reply.type }).toEqual({ status, type: 'application/problem+json; charset=utf-8' });
    const { problems } = JSON.parse(reply.text) as { problems: { field: string }[] };
    if (field !== '') expect(problems.map((each) => each.field)).toContain(field);
    expect(await written()).toEqual(before);
  });

  it.each([
    ['no HTTP at all', 'HELO bank\r\n\r\n', 400],
    ['a header beyond length', `GET /health/live HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST /cases HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello', 400],
    [
      'a target of nonsense',
      'POST //[ HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}',
      404,
    ],
  ])('%s gets a problem too', async (_, bytes, status) => {
    const { hostname, port } = new URL(api.url);
    const reply = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      let text = '';
      socket.on('data', (chunk) => (text += String(chunk)));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(reply.split('\r\n')[0]).toContain(`HTTP/1.1 ${status}`);
    expect(reply).toContain('application/problem+json');
  });
});

function unsigned(): string {
  const part = (value: object) => Buffer.from(json(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub: 'judge-wei', role: 'judge' })}.`;
}

describe('a file of cases', () => {
  const load = (body: string | Buffer, type = 'application/x-ndjson') =>
    send('clerk-qin', '/cases/import', { body, headers: { 'content-type': type } });

  it('reports a line nobody can read and takes the others', async () => {
    const huge = `{"caseNumber":"${'x'.repeat(3_000_000)}"}`;
    const lines = [
      json(wageCase()),
      huge,
      '{"a":1,"a":2}',
      '['.repeat(50_000),
      json({ ...wageCase(), cause: 'a\0b' }),
      json(wageCase()),
    ];
    const reply = await load(lines.join('\n'));
    expect(reply.status).toBe(200);
    const run = JSON.parse(reply.text) as { casesCreated: number; refusals: { line: number; code: string }[] };
    expect(run.casesCreated).toBe(2);
    expect(run.refusals.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
  });

  it('refuses what is no text, no CSV, or nothing at all, and says so', async () => {
    const head = 'caseNumber,debtorName,debtorIdNumber,principal\n';
    const replies = await Promise.all([
      load(Buffer.from([0xff, 0xfe, 0x0a])),
      load(`${head}"${'x'.repeat(300_000)}`, 'text/csv'),
      load('what,is,this\n1,2,3', 'text/csv'),
      load('{}', 'application/xml'),
      load('{}', 'application/x-ndjson; charset=klingon'),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([422, 422, 422, 415, 415]);
    expect(replies.map(({ type }) => type)).toEqual(Array(5).fill('application/problem+json; charset=utf-8'));
  });
});

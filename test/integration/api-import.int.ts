import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { openApi, type ReplyBody, type TestApi } from './harness/api.js';
import { withDatabase } from './harness/database.js';
import { citizenId, wageCase } from './harness/sample-case.js';

let api: TestApi;
afterAll(() => api.close());
// its own hook drops the database: after the api has closed
const test = withDatabase('api_import');
beforeAll(async () => {
  api = await openApi(test.url);
}, 60_000);

const HEAD =
  '案号,法院代码,法院名称,案由,立案日期,承办法官,申请执行人,申请人类型,申请人证件类型,申请人证件号码,被执行人,被执行人类型,被执行人证件类型,被执行人证件号码,执行依据,标的金额';

function row(serial: number, over: { principal?: string; idNumber?: string; date?: string; judge?: string } = {}): string {
  const creditor =
    over.idNumber ??
    citizenId(`4522311970${String(1 + (serial % 12)).padStart(2, '0')}01${String(serial % 1000).padStart(3, '0')}`);
  return [
    `（2018）桂1381执${serial}号`,
    '桂1381',
    '合山市人民法院',
    '民间借贷纠纷',
    over.date ?? '2018/3/2',
    over.judge ?? 'judge-wei',
    `张${serial}`,
    '自然人',
    '身份证',
    creditor,
    '合山某矿业有限公司',
    '法人',
    '组织机构代码',
    'D2143569-X',
    '（2017）桂1381民初8号',
    over.principal ?? '"1,234.50"',
  ].join(',');
}

async function take(body: Buffer | string, type: string): Promise<{ status: number; body: ReplyBody }> {
  const response = await fetch(`${api.url}/cases/import`, {
    method: 'POST',
    headers: { 'content-type': type, authorization: `Bearer ${api.token('clerk-qin')}` },
    body: Readable.toWeb(Readable.from([Buffer.from(body)])) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  return { status: response.status, body: await response.json() };
}

describe('a file of cases', () => {
  it('gives its good rows, and tells line, field and reason of each bad one', async () => {
    const lines = [
      HEAD,
      row(1),
      row(2, { principal: '1.234' }),
      row(3, { idNumber: '452231197001011230' }),
      row(4, { date: '2018-02-30' }),
      row(5, { judge: 'nobody' }),
      row(6),
    ];
    const first = await take(`\uFEFF${lines.join('\r\n')}\r\n`, 'text/csv; charset=utf-8');
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ rowsRead: 6, casesCreated: 2, casesKnown: 0, rowsRefused: 4 });
    expect(first.body.refusals.map((one: ReplyBody) => [one.line, one.field, one.code])).toEqual([
      [3, '标的金额', 'amount.form'],
      [4, '申请人证件号码', 'citizen-id.check-digit'],
      [5, '立案日期', 'invalid_format'],
      [6, '承办法官', 'judge.unknown'],
    ]);
    expect((await api.get('clerk-qin', `/imports/${first.body.runId}`)).body).toEqual(first.body);
    const again = await take(`\uFEFF${lines.join('\r\n')}\r\n`, 'text/csv');
    expect(again.body).toMatchObject({ casesCreated: 0, casesKnown: 2, rowsRefused: 4 });
    const found = await api.get('clerk-qin', `/cases?q=${encodeURIComponent('（2018）桂1381执1号')}`);
    expect(found.body.items).toMatchObject([{ target: '1234.50', filedOn: '2018-03-02' }]);
  });

  it('may be GB18030, and says so when a charset is wrong', async () => {
    const bytes = iconv.encode(`${HEAD}\n${row(20)}\n`, 'gb18030');
    const wrong = await take(bytes, 'text/csv');
    expect(wrong.status).toBe(422);
    expect(wrong.body.problems[0].code).toBe('charset.not_utf8');
    expect((await take(bytes, 'text/csv; charset=GB18030')).body).toMatchObject({ casesCreated: 1, rowsRefused: 0 });
  });

  it('joins consecutive rows of a number to one case', async () => {
    const one = row(30).split(',');
    const second = row(31).split(',');
    second[0] = '';
    const { body } = await take([HEAD, one.join(','), second.join(','), row(32)].join('\n'), 'text/csv');
    expect(body).toMatchObject({ rowsRead: 3, casesCreated: 2 });
    const found = await api.get('clerk-qin', `/cases?q=${encodeURIComponent('（2018）桂1381执30号')}`);
    expect(found.body.items[0].claims).toHaveLength(2);
    expect(found.body.items[0].parties).toHaveLength(3);
    expect(found.body.items[0].target).toBe('2469.00');
  });

  it('refuses a known number with other content, and a second one in the same file', async () => {
    await take([HEAD, row(40)].join('\n'), 'text/csv');
    const { body } = await take(
      [HEAD, row(40, { principal: '9.00' }), row(41), row(42), row(41, { principal: '8.00' })].join('\n'),
      'text/csv',
    );
    expect(body.refusals.map((one: ReplyBody) => [one.line, one.code])).toEqual([
      [2, 'case.known_differently'],
      [5, 'case.known_differently'],
    ]);
    expect(body).toMatchObject({ casesCreated: 2, casesKnown: 0 });
  });

  it('may be JSON Lines, a broken line among them', async () => {
    const good = JSON.stringify(wageCase());
    const { body } = await take(
      `${good}\n{"caseNumber": \n\n${JSON.stringify({ ...wageCase(), cause: '' })}\n`,
      'application/x-ndjson',
    );
    expect(body).toMatchObject({ rowsRead: 3, casesCreated: 1, rowsRefused: 2 });
    expect(body.refusals.map((one: ReplyBody) => [one.line, one.field, one.code])).toEqual([
      [2, 'line', 'json.form'],
      [4, 'cause', 'too_small'],
    ]);
  });

  it('says which columns it needs, and what types it takes', async () => {
    const headless = await take('a,b,c\n1,2,3\n', 'text/csv');
    expect(headless.status).toBe(422);
    expect(headless.body.problems.map((one: ReplyBody) => one.field)).toEqual(['line 1', 'line 1', 'line 1', 'line 1']);
    expect((await take('x', 'application/pdf')).status).toBe(415);
  });

  it('takes a file of thousands whole, in its own order', async () => {
    const rows = 5_000;
    const text = [HEAD, ...Array.from({ length: rows }, (_, index) => row(100_000 + index))].join('\n');
    const { body } = await take(text, 'text/csv');
    expect(body).toMatchObject({ rowsRead: rows, casesCreated: rows, rowsRefused: 0 });
  }, 60_000);
});

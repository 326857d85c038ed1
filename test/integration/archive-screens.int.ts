import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { asMachine } from '#platform/clocks.js';
import { Readiness } from '#platform/health.js';
import { archive } from '#storage/archive/archive.js';
import { monthOf } from '#storage/archive/month.js';
import { restore } from '#storage/archive/restore.js';
import { asTheArchive } from '#storage/archive/session.js';
import { readRetention } from '#storage/law/retention-file.js';
import { monthsWithPlace } from '#storage/partitions.js';
import { freezeOrder, openWageCase, ordered, today } from './harness/acts.js';
import { openApi, type TestApi } from './harness/api.js';
import { createDatabase } from './harness/database.js';
import { closeOldCase, relayEverything, seedOldCase } from './harness/old-rows.js';

// its own hook drops the database: after the api has closed
let test: Awaited<ReturnType<typeof createDatabase>>;
let api: TestApi;
const folder = mkdtempSync(join(tmpdir(), 'chakong-archive-'));
const by = { id: 'operator-meng', role: 'operator' } as const;
const now = () => asMachine(new Date());

beforeAll(async () => {
  test = await createDatabase('archive_screens');
  api = await openApi(test.url);
}, 60_000);
afterAll(async () => {
  await api.close();
  await test.drop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

it('a case says which of its rows are in which file, and no list looks as if nothing had ever happened', async () => {
  const { caseId } = await seedOldCase(test.database, '2012-04', 3, 1);
  await test.database.query(
    `update answer set content = '{"kind": "final", "outcome": "nothing", "bankTime": "2012-04-01T08:00:00Z", "asOf": "2012-04-01T08:00:00Z"}'`,
  );
  await closeOldCase(test.database, caseId, '2013-01-01');
  await relayEverything(test.database);
  const lists = async () => {
    const order = (await api.get('auditor-ban', `/orders?caseId=${caseId}`)).body.items[0];
    const paths = [`/cases/${caseId}/events`, `/cases/${caseId}/audit`, `/orders/${order.id}/requests`];
    return Promise.all(paths.map(async (path) => (await api.get('auditor-ban', path)).body));
  };
  const before = await lists();
  expect(before.map(({ items, archived }) => [items.length, archived])).toEqual([
    [3, undefined],
    [3, undefined],
    [3, undefined],
  ]);

  const month = monthOf('2014-01');
  if (month === undefined) throw new Error('2014-01 is a month.');
  const common = { folder, by, now, tell: () => undefined };
  await asTheArchive(test.url, (session) =>
    archive(session, { ...common, before: month, retention: readRetention('config/law') }),
  );

  const one = (await api.get('auditor-ban', `/cases/${caseId}`)).body;
  expect(one).toMatchObject({ state: 'closed', closedOn: '2013-01-01' });
  expect(
    one.archived.map(({ table, month: of, rows }: { table: string; month: string; rows: number }) => `${table} ${of} ${rows}`),
  ).toEqual([
    'answer 2012-04 3',
    'audit 2012-04 3',
    'delivery 2012-04 6',
    'event 2012-04 3',
    'journal 2012-04 3',
    'request 2012-04 3',
  ]);
  const meanwhile = await lists();
  expect(meanwhile.map(({ items, archived }) => [items.length, archived.length, archived[0].file])).toEqual(
    ['event', 'audit', 'request'].map((table) => [0, 1, expect.stringMatching(`^${table}-2012-04-\\w{8}\\.jsonl\\.gz$`)]),
  );

  for (const name of readdirSync(folder).filter((file) => file.endsWith('.gz'))) {
    await asTheArchive(test.url, (session) => restore(session, name, common));
  }
  expect(await lists()).toEqual(before);
  expect((await api.get('auditor-ban', `/cases/${caseId}`)).body.archived).toBeUndefined();
});

it('a case is closed for good when nothing in it moves any more, and not before', async () => {
  const one = await openWageCase(api);
  const closing = { on: today(), ground: 'paid', reason: '执行完毕', documentId: one.documentId };
  const { id } = await ordered(api, freezeOrder(one, '100.00'));
  const refused = await api.post('judge-wei', `/cases/${one.id}/closing`, closing);
  expect(refused.status).toBe(409);
  expect(refused.body.problems.map(({ code }: { code: string }) => code)).toEqual(['closing.request', 'closing.order']);
  expect((await api.post('judge-wei', `/orders/${id}/withdrawal`, { reason: '撤回' })).status).toBe(200);
  expect((await api.post('clerk-qin', `/cases/${one.id}/closing`, closing)).status).toBe(403);
  const tomorrow = { ...closing, on: '2999-01-01' };
  expect((await api.post('judge-wei', `/cases/${one.id}/closing`, tomorrow)).body.problems[0].field).toBe('on');
  const closed = await api.post('judge-wei', `/cases/${one.id}/closing`, closing);
  expect([closed.status, closed.body.state, closed.body.closedOn]).toEqual([200, 'closed', today()]);
  expect((await api.post('judge-wei', `/cases/${one.id}/closing`, closing)).body.code).toBe('illegal_transition');
});

it('is not ready where this month has no place for a row, and says for how many there is one', async () => {
  const at = (day: string) => asMachine(new Date(`${day}T12:00:00Z`));
  expect(await monthsWithPlace(test.database, now())).toBe(4);
  expect(await monthsWithPlace(test.database, at('2012-04-10'))).toBe(1);
  expect(await monthsWithPlace(test.database, at('2001-01-31'))).toBe(0);
  expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
  const name = `request_${now().toISOString().slice(0, 7).replace('-', '')}`;
  await test.database.query(`alter table request detach partition ${name}`);
  expect((await fetch(`${api.url}/health/ready`)).status).toBe(503);
  const missing = await api.app.get(Readiness, { strict: false }).missing();
  expect(missing).toEqual({ partitions: expect.stringContaining('run npm run migrate') });
  await test.database.query(`drop table ${name}`);
  await test.database.query('select ensure_partitions($1::date, 1)', [now()]);
  expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
});

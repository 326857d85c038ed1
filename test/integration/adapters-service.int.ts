import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { answersIn, type AnswersMessage } from '#messages/answers.js';
import { type CreditsMessage } from '#messages/credits.js';
import { type StatementsMessage } from '#messages/statements.js';
import { ANSWERS, CREDITS, requestsTopic, STATEMENTS } from '#messages/topics.js';
import { asMachine } from '#platform/clocks.js';
import { createLogger } from '#platform/logger.js';
import { openService } from '#platform/service.js';
import { claimRightToSend } from '#storage/journal/exchange-journal.js';
import { newId } from '#storage/new-id.js';
import { type Outgoing, Wire } from '#wire/wire.js';
import { readAdaptersConfig } from '../../apps/adapters/src/adapters-config.js';
import { AdaptersModule } from '../../apps/adapters/src/adapters.module.js';
import { connectAdapters } from '../../apps/adapters/src/connect.js';
import { goldenFiles } from '../contract/drivers/golden.js';
import { freezeItem } from './harness/adapter-replica.js';
import { withDatabase } from './harness/database.js';

const held = withDatabase('adapters_service');
const TOKEN = 'institution-token-of-tests';
const AT = '2026-03-02T09:00:00.000+08:00';
const published: { topic: string; message: Outgoing }[] = [];
let app: NestExpressApplication;
let bank: Server;
let down = false;
let notices: string;

beforeAll(async () => {
  bank = createServer((request, response) => {
    if (down) {
      response.writeHead(500).end();
      return;
    }
    request.resume();
    const requestId = request.url?.split('/').pop() ?? '';
    const body = request.url?.includes('/statement')
      ? statementPage(request.url)
      : {
          requestId,
          outcome: 'refused',
          bankTime: AT,
          asOf: AT,
          reason: { code: 'review_not_passed', text: 'x' },
          receipt: receipt,
        };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => bank.listen(0, '127.0.0.1', ready));
  const secrets = join(mkdtempSync(join(tmpdir(), 'chakong-')), 'secrets.json');
  writeFileSync(secrets, JSON.stringify({ tokenSigningKey: 'x'.repeat(43), institutionToken: TOKEN }));
  const noticePort = await freePort();
  const config = readAdaptersConfig(['--group', 'banks'], {
    HTTP_PORT: '0',
    NOTICE_PORT: String(noticePort),
    DATABASE_URL: held.url,
    WIRE: 'local',
    SECRETS_FILE: secrets,
    SIMULATOR_URL: `http://127.0.0.1:${(bank.address() as AddressInfo).port}`,
    INSTITUTIONS_DIR: join(import.meta.dirname, '../../config/institutions'),
  });
  app = await openService(
    {
      name: 'adapters',
      config: () => config,
      module: (read, logger) => AdaptersModule.forService(read, logger),
      prepare: connectAdapters,
    },
    config,
    createLogger('adapters', 'test', process.env['TEST_LOG_LEVEL'] ?? 'silent'),
  );
  const wire = app.get(Wire, { strict: false });
  const publish = wire.publish.bind(wire);
  wire.publish = async (topic, messages) => {
    published.push(...messages.map((message) => ({ topic, message })));
    await publish(topic, messages);
  };
  await app.listen(0, '127.0.0.1');
  notices = `http://127.0.0.1:${noticePort}`;
}, 60_000);

afterAll(async () => {
  await app.close();
  bank.closeAllConnections();
  bank.close();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const receipt = { number: 'HZ1', issuedAt: AT };
const lines = ['1', '2', '3'].map((cursor) => ({
  cursor,
  lineId: `L${cursor}`,
  amount: '100.00',
  direction: 'in',
  bookedAt: AT,
  bankSerial: `S${cursor}`,
  balanceAfter: '100.00',
}));

function statementPage(url: string) {
  const asked = new URL(url, 'http://bank.test');
  const after = Number(asked.searchParams.get('after') ?? 0);
  const account = asked.pathname.split('/').at(-2);
  return { account, bankTime: AT, asOf: AT, lines: lines.slice(after, after + 2), more: after + 2 < lines.length };
}

const on = <T>(topic: string): T[] => published.filter((one) => one.topic === topic).map((one) => one.message.value as T);

async function until(what: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  for (let waited = 0; !(await what()); waited += 20) {
    if (waited > ms) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const push = (kind: string, body: unknown, token = TOKEN) =>
  fetch(`${notices}/notices/${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const refusedLate = (requestId: string) => ({
  requestId,
  outcome: 'refused',
  bankTime: AT,
  asOf: AT,
  reason: { code: 'review_not_passed', text: 'x' },
  receipt,
});
const told = (requestId: string) =>
  on<AnswersMessage>(ANSWERS)
    .flatMap((message) => message.items)
    .filter((item) => item.requestId === requestId);

describe('notices', () => {
  it('become answers of our request, under our case and attempt, however often they come', async () => {
    const item = freezeItem({ attempt: 3 });
    await claimRightToSend(held.database, [{ ...item, institution: 'ccb' }], asMachine(new Date()));
    const notice = { institution: 'ccb', noticeId: newId(), answers: [refusedLate(item.requestId)] };
    for (let times = 0; times < 3; times += 1) expect((await push('answers', notice)).status).toBe(204);
    await until(() => told(item.requestId).length > 0);
    const [answer] = told(item.requestId);
    expect(answer).toMatchObject({ institution: 'ccb', attempt: 3, outcome: { kind: 'final', outcome: 'refused' } });
    expect(
      on<AnswersMessage>(ANSWERS)
        .flatMap(answersIn)
        .find((one) => one.requestId === item.requestId)?.caseId,
    ).toBe(item.caseId);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(told(item.requestId)).toHaveLength(1);
    const { rows } = await held.database.query<{ outcome: unknown }>(
      'select outcome from exchange.journal where request_id = $1',
      [item.requestId],
    );
    expect(rows[0]?.outcome).toMatchObject({ kind: 'final' });
  });

  it('of a request of another institution are stored and told to nobody', async () => {
    const item = freezeItem();
    await claimRightToSend(held.database, [{ ...item, institution: 'icbc' }], asMachine(new Date()));
    const noticeId = newId();
    expect((await push('answers', { institution: 'ccb', noticeId, answers: [refusedLate(item.requestId)] })).status).toBe(204);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(told(item.requestId)).toEqual([]);
    const { rows } = await held.database.query('select 1 from exchange.notice where notice_id = $1', [noticeId]);
    expect(rows).toHaveLength(1);
  });

  it('may overtake the 202 they follow', async () => {
    const item = freezeItem();
    const notice = { institution: 'ccb', noticeId: newId(), answers: [refusedLate(item.requestId)] };
    expect((await push('answers', notice)).status).toBe(204);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(told(item.requestId)).toEqual([]);
    await claimRightToSend(held.database, [{ ...item, institution: 'ccb' }], asMachine(new Date()));
    await until(() => told(item.requestId).length > 0);
    expect(told(item.requestId)[0]?.outcome).toMatchObject({ kind: 'final' });
  });

  it('of credits reach the watcher in fen and in the words of the house', async () => {
    const golden = goldenFiles('rest-json').find((file) => file.name === 'notice-credits/one');
    const body = { ...golden?.request.body, noticeId: newId() };
    expect((await push('credits', body)).status).toBe(204);
    await until(() => on<CreditsMessage>(CREDITS).length > 0);
    expect(on<CreditsMessage>(CREDITS)[0]).toMatchObject({
      institution: 'ccb',
      noticeId: body.noticeId,
      items: [{ amountFen: '32000000', subject: { idType: 'unified_credit_code' } }],
    });
  });

  it.each([
    ['a wrong token', 'answers', { institution: 'ccb' }, 'wrong', 401, undefined],
    ['no JSON', 'answers', '{"institution":', TOKEN, 400, undefined],
    ['nothing', 'answers', {}, TOKEN, 400, 'institution'],
    ['an unknown institution', 'answers', { institution: 'nobody', noticeId: newId() }, TOKEN, 400, 'institution'],
    ['no answers', 'answers', { institution: 'ccb', noticeId: newId(), answers: [] }, TOKEN, 400, 'answers'],
    ['credits of a registry', 'credits', { institution: 'gx-vehicles', noticeId: newId() }, TOKEN, 400, 'institution'],
    [
      'money as a number',
      'credits',
      { institution: 'ccb', noticeId: newId(), credits: [{ creditId: 'C', account: '12345', amount: 1 }] },
      TOKEN,
      400,
      'credits.0.subject',
    ],
  ])('with %s are refused, naming the field', async (_what, kind, body, token, status, field) => {
    const response = await push(kind, body, token);
    expect(response.status).toBe(status);
    const problem = (await response.json()) as { problems: { field: string }[] };
    if (field !== undefined) expect(problem.problems[0]?.field).toBe(field);
  });
});

it('the door for institutions shows them nothing but notices', async () => {
  for (const path of ['/metrics', '/health/live', '/', '/notices']) {
    expect((await fetch(`${notices}${path}`)).status).toBe(404);
  }
  const metrics = await (await fetch(`${await app.getUrl()}/metrics`)).text();
  expect(metrics).toContain('chakong_adapter_breaker{institution="icbc",state="closed"} 1');
});

describe('statements', () => {
  it('are fetched page by page and passed on once', async () => {
    const passed = () => on<StatementsMessage>(STATEMENTS).flatMap((message) => message.lines.map((line) => line.lineId));
    await until(() => passed().length >= 3);
    expect(passed()).toEqual(['L1', 'L2', 'L3']);
    const { rows } = await held.database.query<{ cursor: string }>('select cursor from exchange.statement_cursor');
    expect(rows).toEqual([{ cursor: '3' }]);
  });
});

describe('windows', () => {
  const flow = async (institution: string) =>
    (
      await held.database.query<{ window_size: number; breaker: string; open_until: Date | null }>(
        'select window_size, breaker, open_until from institution_flow where institution = $1',
        [institution],
      )
    ).rows[0];

  it('are opened again where the process that shut them is gone', async () => {
    const shut = `update institution_flow set window_size = 0, updated_at = $1 where institution = $2`;
    await held.database.query(shut, [new Date(), 'boc']);
    await held.database.query(shut, [new Date(Date.now() - 130_000), 'ceb']);
    await until(async () => (await flow('ceb'))?.window_size === 64, 7_000);
    // this one may still be heard from
    expect((await flow('boc'))?.window_size).toBe(0);
  }, 10_000);

  it('are reported for every bank at start, shrink with the breaker, and are put right by who has the messages', async () => {
    const { rows } = await held.database.query('select 1 from institution_flow');
    expect(rows).toHaveLength(20);
    expect(await flow('icbc')).toEqual({ window_size: 64, breaker: 'closed', open_until: null });
    down = true;
    const items = Array.from({ length: 12 }, () => freezeItem());
    const wire = app.get(Wire, { strict: false });
    await wire.publish(requestsTopic('banks'), [
      { key: 'icbc', value: { type: 'requests', version: 1, institution: 'icbc', items } as never },
    ]);
    await until(async () => (await flow('icbc'))?.breaker === 'open');
    expect(await flow('icbc')).toMatchObject({ window_size: 1, open_until: expect.any(Date) });
    await until(() => items.every((item) => told(item.requestId).length === 1));
    down = false;
    await held.database.query(`update institution_flow set window_size = 1, breaker = 'open' where institution = 'abc'`);
    await new Promise((resolve) => setTimeout(resolve, 5_200));
    const one = freezeItem();
    await wire.publish(requestsTopic('banks'), [
      { key: 'abc', value: { type: 'requests', version: 1, institution: 'abc', items: [one] } as never },
    ]);
    await until(async () => (await flow('abc'))?.breaker === 'closed');
    expect(await flow('abc')).toMatchObject({ window_size: 64 });
    await until(() => told(one.requestId).length === 1);
    expect(told(one.requestId)[0]?.outcome).toMatchObject({ kind: 'final', outcome: 'refused' });
  }, 30_000);
});

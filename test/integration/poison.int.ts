import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type Admin, type Producer } from 'kafkajs';
import { ANSWERS, CREDITS, EVENTS, requestsTopic, STATEMENTS, type Topic, TOPICS } from '#messages/topics.js';
import { Readiness } from '#platform/health.js';
import { createLogger } from '#platform/logger.js';
import { openService } from '#platform/service.js';
import { newId } from '#storage/new-id.js';
import { createTopics } from '#wire/create-topics.js';
import { kafkaClient } from '#wire/kafka/kafka-client.js';
import { Wire } from '#wire/wire.js';
import { readAdaptersConfig } from '../../apps/adapters/src/adapters-config.js';
import { AdaptersModule } from '../../apps/adapters/src/adapters.module.js';
import { connectAdapters } from '../../apps/adapters/src/connect.js';
import { controlService } from '../../apps/control/src/service.js';
import { connectWatcher } from '../../apps/watcher/src/connect.js';
import { readWatcherConfig } from '../../apps/watcher/src/watch-config.js';
import { WatcherModule } from '../../apps/watcher/src/watcher.module.js';
import { openStandIn, type StandIn } from './harness/adapter-replica.js';
import { withDatabase } from './harness/database.js';
import { type Poison, poisonOf, soundMessage } from './harness/poison.js';
import { seedCase, seedOrder } from './harness/seeds.js';

const held = withDatabase('poison');
const brokers = (process.env['TEST_KAFKA_BROKERS'] ?? '').split(',');
const log = createLogger('poison', 'test', process.env['TEST_LOG_LEVEL'] ?? 'silent');
const read = TOPICS.filter(({ name }) => name !== EVENTS);
const apps: NestExpressApplication[] = [];
let admin: Admin;
let producer: Producer;
let bank: StandIn;

beforeAll(async () => {
  const kafka = kafkaClient('poison', brokers, log);
  [admin, producer] = [kafka.admin(), kafka.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  await removeTopics();
  await createTopics(admin, TOPICS);
  bank = await openStandIn();
  await openServices();
  for (const app of apps) {
    await until(async () => Object.keys(await app.get(Readiness, { strict: false }).missing()).length === 0, 60_000);
  }
}, 120_000);

// What was put on the topics is nobody else's to read.
afterAll(async () => {
  for (const app of apps) await app.close();
  await bank.close();
  await removeTopics();
  await producer.disconnect();
  await admin.disconnect();
}, 60_000);

async function removeTopics(): Promise<void> {
  const present = new Set(await admin.listTopics());
  await admin.deleteTopics({ topics: TOPICS.map(({ name }) => name).filter((name) => present.has(name)) });
  const groups = new Set((await admin.listGroups()).groups.map(({ groupId }) => groupId));
  const ours = ['control', 'watcher', 'adapters-banks', 'adapters-registries'].filter((name) => groups.has(name));
  if (ours.length > 0) await admin.deleteGroups(ours);
}

/** The apps as they are; only the institutions are one stand-in. */
async function openServices(): Promise<void> {
  const secrets = join(mkdtempSync(join(tmpdir(), 'chakong-')), 'secrets.json');
  writeFileSync(secrets, JSON.stringify({ tokenSigningKey: 'x'.repeat(43), institutionToken: 'institution-token-of-tests' }));
  const environment = {
    HTTP_PORT: '0',
    DATABASE_URL: held.url,
    WIRE: 'kafka',
    KAFKA_BROKERS: brokers.join(','),
    SECRETS_FILE: secrets,
    SIMULATOR_URL: bank.url,
    API_URL: bank.url,
    INSTITUTIONS_DIR: join(import.meta.dirname, '../../config/institutions'),
  };
  for (const group of ['banks', 'registries'] as const) {
    const config = readAdaptersConfig(['--group', group], environment);
    const module = () => AdaptersModule.forService(config, log);
    apps.push(await openService({ name: 'adapters', config: () => config, module, prepare: connectAdapters }, config, log));
  }
  const watcher = readWatcherConfig(environment);
  const watcherModule = () => WatcherModule.forService(watcher, log);
  apps.push(
    await openService({ name: 'watcher', config: () => watcher, module: watcherModule, prepare: connectWatcher }, watcher, log),
  );
  apps.push(
    await openService(
      controlService,
      { ...watcher, INSTITUTIONS_DIR: environment.INSTITUTIONS_DIR, LAW_DIR: 'config/law', SIMULATOR_URL: bank.url },
      log,
    ),
  );
  for (const app of apps) await app.init();
}

async function until(what: () => Promise<boolean>, ms = 30_000): Promise<void> {
  for (const end = Date.now() + ms; !(await what()); await sleep(50)) if (Date.now() > end) throw new Error('waited in vain');
}

async function put(topic: string, key: string | Buffer, payloads: readonly (Buffer | null)[]): Promise<void> {
  // a batch of a partition has at most a megabyte
  const together = payloads.filter((value) => (value?.length ?? 0) < 10_000);
  if (together.length > 0) await producer.send({ topic, messages: together.map((value) => ({ key, value })) });
  for (const value of payloads.filter((one) => !together.includes(one)))
    await producer.send({ topic, messages: [{ key, value }] });
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/** The reasons under which these bytes lie among the dead letters; credits are read by two services, and each may lay them there. */
async function reasonsOf(topic: string, payload: Buffer | null): Promise<string[]> {
  const { rows } = await held.database.query<{ reason: string }>(
    `select distinct reason from dead_letter where topic = $1 and payload = $2`,
    [topic, payload ?? Buffer.alloc(0)],
  );
  return rows.map(({ reason }) => reason);
}

/** A request in flight, and the message with its answer. */
async function openInquiry(): Promise<{ requestId: string; answer: (more?: object) => Buffer }> {
  const seeded = await seedCase(held.database);
  const order = await seedOrder(held.database, seeded, [{ institution: 'ccb', task: { measure: 'inquire' } }]);
  const requestId = order.requestIds[0] ?? '';
  const inFlight = [requestId, new Date(Date.now() + 600_000)];
  await held.database.query(
    `update queue set state = 'dispatched', attempt = 1, not_after = $2, lease_until = $2, dispatched_at = $2 where request_id = $1`,
    inFlight,
  );
  const at = '2026-03-02T09:00:00+08:00';
  const answer = (more: object = {}) =>
    json({
      type: 'answers',
      version: 1,
      caseId: seeded.caseId,
      items: [
        {
          requestId,
          attempt: 1,
          institution: 'ccb',
          at,
          outcome: { kind: 'final', outcome: 'nothing', bankTime: at, asOf: at, ...more },
        },
      ],
    });
  return { requestId, answer };
}

async function stateOf(requestId: string): Promise<string | undefined> {
  const { rows } = await held.database.query<{ state: string }>(
    `select case when exists (select from attention a where a.request_id = r.id and a.closed_at is null) then 'needs_attention'
       else r.state end as state from request r where id = $1`,
    [requestId],
  );
  return rows[0]?.state;
}

/** What a handler leaves of the sound message of a topic. */
async function isHandled(message: Record<string, unknown>): Promise<boolean> {
  const [item] = (message['items'] ?? message['lines']) as { requestId: string; creditId: string; lineId: string }[];
  const { rows } = await held.database.query(
    `select from dead_letter where reason = 'unknown_request' and position($1::text in encode(payload, 'escape')) > 0
     union all select from credit where credit_id = $2
     union all select from fund_line where line_id = $3`,
    [item?.requestId ?? 'none', item?.creditId ?? '', item?.lineId ?? ''],
  );
  return rows.length > 0;
}

describe.each(read)('$name', (topic: Topic) => {
  it('lays every message nobody can read aside with a reason, and goes on behind it', async () => {
    const poison = poisonOf(topic);
    const key = topic.key === 'institution' ? 'ccb' : newId<string>();
    await put(
      topic.name,
      key,
      poison.map(({ payload }) => payload),
    );
    // behind all of it on the same key, one that can be read
    const last = soundMessage(topic);
    await put(topic.name, key, [json(last)]);
    const found = async () =>
      Promise.all(poison.map(async ({ name, payload }: Poison) => ({ name, reasons: await reasonsOf(topic.name, payload) })));
    const expected = poison.map(({ name, reason }) => ({ name, reasons: [reason] }));
    await until(async () => (await found()).every(({ reasons }) => reasons.length > 0)).catch(() => undefined);
    expect(await found()).toEqual(expected);
    await until(() => isHandled(last));
  }, 60_000);

  it('takes a key that is no text any database keeps', async () => {
    const payload = Buffer.from(`no JSON ${newId()}`);
    await put(topic.name, Buffer.from([0x00, 0xff, 0x41]), [payload]);
    await until(async () => (await reasonsOf(topic.name, payload)).length > 0);
    expect(await reasonsOf(topic.name, payload)).toEqual(['not_json']);
  }, 40_000);
});

describe('what a schema takes and a database does not', () => {
  it('sends the one request with such an answer to a person, and records the others of its batch', async () => {
    const poisoned = [
      { receipt: { number: 'NUL\u0000', issuedAt: '2026-03-02T09:00:00+08:00' } },
      { receipt: { number: 'half \ud800 a character', issuedAt: '2026-03-02T09:00:00+08:00' } },
      { outcome: 'found', asOf: '0000-01-01T00:00:00Z', accounts: [account('0000-01-01T00:00:00Z')] },
    ];
    const bad = await Promise.all(poisoned.map(async (more) => ({ more, ...(await openInquiry()) })));
    const good = await Promise.all([openInquiry(), openInquiry(), openInquiry()]);
    const key = newId<string>();
    await put(ANSWERS, key, [...bad.map(({ more, answer }) => answer(more)), ...good.map(({ answer }) => answer())]);
    await until(async () =>
      (await Promise.all(good.map(({ requestId }) => stateOf(requestId)))).every((state) => state === 'executed'),
    );
    await until(async () =>
      (await Promise.all(bad.map(({ requestId }) => stateOf(requestId)))).every((state) => state !== 'open'),
    );
    expect(await Promise.all(bad.map(({ requestId }) => stateOf(requestId)))).toEqual(bad.map(() => 'needs_attention'));
  }, 60_000);

  it('refuses attempts and times beyond range on every other topic, and goes on', async () => {
    const requests = TOPICS[0] as Topic;
    const sound = soundMessage(requests) as { items: object[] };
    const attempt = json({ ...sound, items: [{ ...sound.items[0], attempt: 2 ** 40 }] });
    const noPartition = json({ ...sound, items: [{ ...sound.items[0], requestId: '00000000-0000-4000-8000-000000000000' }] });
    await put(requestsTopic('banks'), 'ccb', [attempt, noPartition]);
    const creditTopic = TOPICS.find(({ name }) => name === CREDITS) as Topic;
    const credits = soundMessage(creditTopic) as { items: object[] };
    const yearNought = json({ ...credits, items: [{ ...credits.items[0], bookedAt: '0000-01-01T00:00:00Z' }] });
    const nul = json({ ...credits, noticeId: 'n', items: [{ ...credits.items[0], creditId: 'NUL\u0000' }] });
    await put(CREDITS, 'ccb', [yearNought, nul]);
    const statements = soundMessage(TOPICS.find(({ name }) => name === STATEMENTS) as Topic) as { lines: object[] };
    const line = json({ ...statements, lines: [{ ...statements.lines[0], bookedAt: '0000-01-01T00:00:00Z' }] });
    const nulLine = json({ ...statements, lines: [{ ...statements.lines[0], lineId: 'NUL\u0000' }] });
    await put(STATEMENTS, 'ccb', [line, nulLine]);
    const letters: [string, Buffer, string][] = [
      [requestsTopic('banks'), attempt, 'journal_refuses'],
      [requestsTopic('banks'), noPartition, 'journal_refuses'],
      [CREDITS, yearNought, 'unstorable_credit'],
      [CREDITS, nul, 'unstorable_credit'],
      [STATEMENTS, line, 'not_recordable'],
      [STATEMENTS, nulLine, 'not_recordable'],
    ];
    for (const [topic, payload, reason] of letters) {
      await until(async () => (await reasonsOf(topic, payload)).length > 0).catch(() => undefined);
      expect([topic, await reasonsOf(topic, payload)]).toEqual([topic, [reason]]);
    }
  }, 120_000);
});

const account = (openedOn: string) => ({
  account: '6222020200112233445',
  class: 'I',
  currency: 'CNY',
  status: 'normal',
  openedOn: openedOn.slice(0, 10),
  balanceFen: '1',
  availableFen: '1',
  priorMeasures: [],
});

describe('size and number', () => {
  it('publishes nothing the broker would refuse, and says so at once', async () => {
    const wire = (apps[0] as NestExpressApplication).get(Wire, { strict: false });
    const value = { type: 'answers', version: 1, pad: 'x'.repeat(10_000_000) };
    await expect(wire.publish(ANSWERS, [{ key: newId(), value }])).rejects.toMatchObject({ code: 'too_large' });
    await expect(put(ANSWERS, newId(), [json(value)])).rejects.toThrow(/larger than/);
  }, 30_000);

  it('keeps its memory within bounds under a flood, and answers behind it are recorded', async () => {
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
    const key = newId<string>();
    const megabyte = 'x'.repeat(900_000);
    for (let round = 0; round < 60; round += 1) await put(ANSWERS, key, [json({ pad: megabyte, round })]);
    for (let round = 0; round < 10; round += 1)
      await put(
        ANSWERS,
        key,
        Array.from({ length: 300 }, (_, index) => json({ small: `${round}/${index}` })),
      );
    const good = await openInquiry();
    await put(ANSWERS, key, [good.answer()]);
    await until(async () => (await stateOf(good.requestId)) === 'executed', 90_000);
    clearInterval(watch);
    const { rows } = await held.database.query<{ count: bigint }>(
      `select count(*) as count from dead_letter where topic = $1 and message_key = $2`,
      [ANSWERS, key],
    );
    expect(Number(rows[0]?.count)).toBe(60 + 3_000);
    expect((peak - before) / 1024 ** 2).toBeLessThan(300);
  }, 150_000);
});

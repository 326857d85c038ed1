import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type RequestsMessage } from '#messages/requests.js';
import { STATEMENTS } from '#messages/topics.js';
import { asMachine, plusMs } from '#platform/clocks.js';
import { createLogger } from '#platform/logger.js';
import { openService } from '#platform/service.js';
import { takeToAscertain } from '#storage/queue/overdue.js';
import { Wire } from '#wire/wire.js';
import { controlService } from '../../apps/control/src/service.js';
import { withDatabase } from './harness/database.js';
import { freezeTask, seedCase, seedFlow, seedOrder } from './harness/seeds.js';

const held = withDatabase('control_service');
const published: RequestsMessage[] = [];
let isBrokerAway = false;
let app: NestExpressApplication;

beforeAll(async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    HTTP_PORT: '0',
    DATABASE_URL: held.url,
    WIRE: 'local',
    SIMULATOR_URL: 'http://127.0.0.1:1',
    INSTITUTIONS_DIR: join(import.meta.dirname, '../../config/institutions'),
  });
  const config = controlService.config();
  process.env = before;
  app = await openService(controlService, config, createLogger('control', 'test', process.env['TEST_LOG_LEVEL'] ?? 'silent'));
  const wire = app.get(Wire, { strict: false });
  const publish = wire.publish.bind(wire);
  wire.publish = async (topic, messages) => {
    if (topic === STATEMENTS) return publish(topic, messages);
    if (isBrokerAway) throw new Error('no broker');
    published.push(...messages.map(({ value }) => value as unknown as RequestsMessage));
  };
  await app.listen(0, '127.0.0.1');
}, 60_000);

afterAll(() => app.close());

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await what()); waited += 20) {
    if (waited > 5_000) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const one = async (sql: string, values: unknown[]) => (await held.database.query<Record<string, unknown>>(sql, values)).rows[0];
const far = new Date(Date.now() + 86_400_000);

describe('control', () => {
  it('sends what can be sent and calls a person for what cannot', async () => {
    const seeded = await seedCase(held.database);
    const { requestIds } = await seedOrder(held.database, seeded, [
      { institution: 'icbc', task: { ...freezeTask('1'), amountFen: 'a lot' }, answerBy: far },
      { institution: 'icbc', task: freezeTask('2'), answerBy: far },
    ]);
    const [broken, well] = requestIds;
    await seedFlow(held.database, 'icbc', 10);
    await until(() => published.some((message) => message.items.some(({ requestId }) => requestId === well)));
    await until(async () => (await one('select state from queue where request_id = $1', [broken]))?.['state'] !== 'dispatched');
    expect(published.flatMap(({ items }) => items.map(({ requestId }) => requestId))).not.toContain(broken);
    expect(
      await one('select q.state, a.reason, a.detail from queue q join attention a using (request_id) where q.request_id = $1', [
        broken,
      ]),
    ).toMatchObject({
      state: 'needs_attention',
      reason: 'dead_letter',
      detail: expect.stringContaining('task.amountFen') as unknown,
    });
  });

  it('gives up waiting also while the broker is away', async () => {
    const seeded = await seedCase(held.database);
    const { orderId, requestIds } = await seedOrder(held.database, seeded, [
      { institution: 'abc', task: freezeTask('3'), answerBy: far },
      { institution: 'abc', task: { measure: 'inquire' }, answerBy: new Date() },
    ]);
    isBrokerAway = true;
    await held.database.query(`update queue set state = 'unconfirmed', attempt = 1, check_at = $2 where request_id = $1`, [
      requestIds[0],
      new Date(),
    ]);
    await until(async () => (await one('select rounds from queue where request_id = $1', [requestIds[0]]))?.['rounds'] === 1);
    await until(async () => (await one('select state from request where id = $1', [requestIds[1]]))?.['state'] === 'expired');
    expect(await one('select state from enforcement_order where id = $1', [orderId])).toEqual({ state: 'partly_answered' });
    isBrokerAway = false;
  });

  it('books the lines of a statement around one that cannot be booked', async () => {
    const line = (lineId: string, bookedAt: string) => ({
      lineId,
      cursor: lineId,
      amountFen: '5',
      direction: 'credit',
      bookedAt,
      balanceAfterFen: '5',
    });
    // a day the calendar of PostgreSQL does not reach
    const lines = [line('A', '2026-11-02T01:00:00Z'), line('B', '0000-01-01T00:00:00Z'), line('C', '2026-11-02T01:00:00Z')];
    await app
      .get(Wire, { strict: false })
      .publish(STATEMENTS, [
        { key: 'ccb', value: { type: 'statements', version: 1, institution: 'ccb', fundAccount: '45', lines } as never },
      ]);
    await until(async () => (await one('select count(*)::int as n from fund_line', []))?.['n'] === 2);
    await until(
      async () => (await one('select count(*)::int as n from dead_letter where topic = $1', [STATEMENTS]))?.['n'] === 1,
    );
  });

  it('asks each institution as often as its profile says, after the first quick questions', async () => {
    const seeded = await seedCase(held.database);
    const { requestIds } = await seedOrder(held.database, seeded, [
      { institution: 'slow', task: freezeTask('4'), answerBy: far },
      { institution: 'slow', task: freezeTask('5'), answerBy: far },
      { institution: 'other', task: freezeTask('6'), answerBy: far },
    ]);
    const now = plusMs(asMachine(new Date()), 7 * 86_400_000);
    await held.database.query(
      `update queue set state = 'acknowledged', attempt = 1, check_at = $2, rounds = case when request_id = $3 then 0 else 9 end
       where request_id = any($1::uuid[])`,
      [requestIds, now, requestIds[0]],
    );
    await takeToAscertain(held.database, now, { everyMs: new Map([['slow', 60_000]]), otherwiseMs: 30_000 }, 100);
    const { rows } = await held.database.query<{ check_at: Date }>(
      'select check_at from queue where request_id = any($1::uuid[]) order by request_id',
      [requestIds],
    );
    expect(rows.map((row) => row.check_at.getTime() - now.getTime())).toEqual([2_000, 60_000, 30_000]);
  });
});

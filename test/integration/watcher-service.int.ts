import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { jwtVerify } from 'jose';
import { halfYearSlots } from '#enforcement/watch/half-year-slots.js';
import { CREDITS } from '#messages/topics.js';
import { createLogger } from '#platform/logger.js';
import { openService } from '#platform/service.js';
import { type Database } from '#storage/database.js';
import { LegalClock } from '#storage/legal-clock.js';
import { newId } from '#storage/new-id.js';
import { Wire } from '#wire/wire.js';
import { connectWatcher } from '../../apps/watcher/src/connect.js';
import { readWatcherConfig, type WatcherConfig } from '../../apps/watcher/src/watch-config.js';
import { WatcherModule } from '../../apps/watcher/src/watcher.module.js';
import { withDatabase } from './harness/database.js';

const KEY = Buffer.alloc(32, 7);
const held = withDatabase('watcher_service');

/** Takes orders as the API does, and can lose its answer, be away, or refuse one case. */
class OrderTaker {
  readonly bodies: { caseId: string; partyId: string; measure: string; targets: object; legalBasis: object }[] = [];
  readonly keys: string[] = [];
  loseAnswers = 0;
  refused: string | undefined;
  private server: Server | undefined;
  private readonly taken = new Map<string, string>();

  constructor(private readonly database: () => Database) {}

  async open(): Promise<string> {
    this.server = createServer((request, response) => {
      this.take(request).then(
        ({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
        () => response.destroy(),
      );
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private async take(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { payload } = await jwtVerify((request.headers.authorization ?? '').replace('Bearer ', ''), KEY);
    const key = String(request.headers['idempotency-key']);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as OrderTaker['bodies'][number];
    if (payload.sub !== 'watcher' || payload['role'] !== 'service')
      return { status: 403, body: { code: 'forbidden', detail: 'not the watcher' } };
    if (body.caseId === this.refused) return { status: 409, body: { code: 'conflict', detail: 'refused' } };
    const id = this.taken.get(key) ?? (await this.place(body));
    this.taken.set(key, id);
    this.keys.push(key);
    if (this.loseAnswers-- > 0) throw new Error('lost');
    return { status: 201, body: { id } };
  }

  private async place(body: OrderTaker['bodies'][number]): Promise<string> {
    const id = newId<string>();
    this.bodies.push(body);
    await this.database().query(
      `insert into enforcement_order (id, case_id, party_id, measure, priority, state, legal_basis, targets, cause, answer_by, placed_by, placed_at, placed_legal_at)
       values ($1, $2, $3, 'inquire', 'statutory', 'running', '{}', '[]', 'statutory', $4, 'watcher', $4, $4)`,
      [id, body.caseId, body.partyId, new Date()],
    );
    return id;
  }
}

describe('the watcher', () => {
  const folder = mkdtempSync(join(tmpdir(), 'watcher-'));
  const taker = new OrderTaker(() => held.database);
  const replicas: NestExpressApplication[] = [];
  let config: WatcherConfig;
  let serial = 0;

  beforeAll(async () => {
    const secrets = join(folder, 'secrets.json');
    writeFileSync(secrets, JSON.stringify({ tokenSigningKey: KEY.toString('base64url'), institutionToken: 'x'.repeat(16) }));
    config = readWatcherConfig({
      HTTP_PORT: '0',
      DATABASE_URL: held.url,
      WIRE: 'local',
      SECRETS_FILE: secrets,
      API_URL: await taker.open(),
    });
    await held.database.query(
      `insert into person (id, name, role) values ('judge-wei', 'n', 'judge'), ('watcher', 'watcher', 'service')`,
    );
    replicas.push(await replica('1'), await replica('2'));
  }, 30_000);
  afterAll(async () => {
    for (const app of replicas) await app.close();
    await taker.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    taker.bodies.length = 0;
    taker.keys.length = 0;
    taker.refused = undefined;
  });
  afterEach(async () => {
    await held.database.query(`update watch set state = 'ended' where state = 'watching'`);
  });

  async function replica(name: string): Promise<NestExpressApplication> {
    const own = { ...config, REPLICA: name };
    const logger = createLogger('watcher', name, 'silent');
    const app = await openService(
      { name: 'watcher', config: () => own, module: (one) => WatcherModule.forService(one, logger), prepare: connectWatcher },
      own,
      logger,
    );
    await app.init();
    return app;
  }

  async function legalDayIs(day: string): Promise<void> {
    const clock = replicas[0]?.get(LegalClock, { strict: false });
    await clock?.moveTo(new Date(`${day}T09:00:00+08:00`), { id: 'judge-wei', role: 'judge' }, 'test');
  }

  async function dormantCase(on: string, idNumber = `TEST${(serial += 1)}X`): Promise<{ caseId: string; watchId: string }> {
    const [caseId, watchId] = [newId<string>(), newId<string>()];
    const { database } = held;
    await database.query(
      `insert into enforcement_case (id, case_number, court_code, court_name, cause, state, filed_on, dormant_on, judge_id, target_fen, created_at, created_by)
       values ($1, $2, 'c', 'c', 'wages', 'dormant', '2015-03-01', $3, 'judge-wei', 30500000, $4, 'judge-wei')`,
      [caseId, `case ${caseId}`, on, new Date()],
    );
    for (const number of [idNumber, `${idNumber}-2`])
      await database.query(
        `insert into party (id, case_id, role, kind, name, id_type, id_number, id_numbers, created_at)
         values ($1, $2, 'debtor', 'person', 'n', 'other', $3, array[$3], $4)`,
        [newId(), caseId, number, new Date()],
      );
    const slots = halfYearSlots(on);
    await database.query(`insert into watch (id, case_id, anchor, until, created_at) values ($1, $2, $3, $4, $5)`, [
      watchId,
      caseId,
      on,
      slots.at(-1)?.dueOn,
      new Date(),
    ]);
    await database.query(
      `insert into watch_slot (watch_id, slot, due_on) select $1, slot, due_on from unnest($2::int[], $3::date[]) as t(slot, due_on)`,
      [watchId, slots.map(({ slot }) => slot), slots.map(({ dueOn }) => dueOn)],
    );
    return { caseId, watchId };
  }

  async function states(watchId: string): Promise<string> {
    const { rows } = await held.database.query<{ state: string }>(
      'select state from watch_slot where watch_id = $1 order by slot',
      [watchId],
    );
    return rows.map(({ state }) => state).join(' ');
  }

  async function until(what: () => Promise<boolean>): Promise<void> {
    for (let waitedMs = 0; !(await what()); waitedMs += 50) {
      if (waitedMs > 15_000) throw new Error('not within 15 s');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('asks once per debtor after a jump over four half-years, with two replicas at work, and records the answer', async () => {
    await legalDayIs('2015-09-01');
    const { caseId, watchId } = await dormantCase('2015-08-31');
    await legalDayIs('2017-08-20');
    await until(async () => (await states(watchId)).startsWith('late late late asked'));
    expect(taker.bodies.map((body) => body.caseId)).toEqual([caseId, caseId]);
    expect(new Set(taker.bodies.map((body) => body.partyId)).size).toBe(2);
    expect(taker.bodies[0]).toMatchObject({ measure: 'inquire', targets: { institutions: 'all', watchUntil: '2020-08-31' } });
    await held.database.query(`update enforcement_order set state = 'complete' where case_id = $1`, [caseId]);
    await until(
      async () => (await states(watchId)) === 'late late late answered waiting waiting waiting waiting waiting waiting',
    );
    expect(taker.bodies).toHaveLength(2);
  }, 30_000);

  it('places one order though the answer to the first try was lost', async () => {
    await legalDayIs('2018-01-01');
    const { watchId } = await dormantCase('2017-12-20');
    taker.loseAnswers = 1;
    await legalDayIs('2018-06-18');
    await until(async () => (await states(watchId)).startsWith('asked'));
    expect(taker.bodies).toHaveLength(2);
    expect(taker.keys).toHaveLength(3);
  }, 30_000);

  it('goes on with the other cases where one is refused', async () => {
    await legalDayIs('2018-01-01');
    const refused = await dormantCase('2017-12-20');
    const other = await dormantCase('2017-12-25');
    taker.refused = refused.caseId;
    await legalDayIs('2018-06-18');
    await until(async () => (await states(other.watchId)).startsWith('asked'));
    expect(await states(refused.watchId)).toMatch(/^waiting/);
    taker.refused = undefined;
    await until(async () => (await states(refused.watchId)).startsWith('asked'));
  }, 30_000);

  it('asks nothing while its switch is off, and loses nothing by it', async () => {
    await held.database.query(
      `insert into switch (scope, is_on, reason, set_by, set_at) values ('watch', false, 'test', 'judge-wei', $1)`,
      [new Date()],
    );
    await legalDayIs('2018-01-01');
    const { watchId } = await dormantCase('2017-12-20');
    await legalDayIs('2018-06-18');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(taker.bodies).toEqual([]);
    await held.database.query(`update switch set is_on = true where scope = 'watch'`);
    await until(async () => (await states(watchId)).startsWith('asked'));
  }, 30_000);

  it('goes on after a restart where it was', async () => {
    await legalDayIs('2018-01-01');
    const { watchId } = await dormantCase('2017-12-20');
    for (const app of replicas.splice(0)) await app.close();
    await held.database.query(`update legal_clock set offset_ms = $1, version = version + 1`, [
      Math.round(Date.parse('2018-06-25T01:00:00Z') - Date.now()),
    ]);
    replicas.push(await replica('3'), await replica('4'));
    await until(async () => (await states(watchId)).startsWith('late'));
    expect(taker.bodies).toHaveLength(2);
  }, 30_000);

  it('turns credits into one finding, takes repetitions once and lays aside what cannot be stored', async () => {
    await legalDayIs('2018-01-01');
    const { caseId } = await dormantCase('2017-12-20', 'CREDITED1');
    const item = (creditId: string) => ({
      ...{
        creditId,
        account: '6222',
        subject: { idType: 'other', idNumber: 'CREDITED1' },
        amountFen: '30500000',
        currency: 'CNY',
      },
      ...{ bookedAt: '2018-01-01T09:00:00+08:00', balanceAfterFen: '30500000', availableFen: '30500000' },
    });
    const notice = (noticeId: string, ...ids: string[]) => ({
      key: 'abc',
      value: { type: 'credits', version: 1, institution: 'abc', noticeId, items: ids.map(item) },
    });
    const wire = replicas[0]?.get(Wire, { strict: false }) as Wire;
    // PostgreSQL keeps no NUL in a text
    await wire.publish(CREDITS, [
      notice('n1', 'a1'),
      notice('n1', 'a1'),
      notice('n2', 'bad\u0000one'),
      notice('n3', 'a2'),
      notice('n1', 'a1'),
    ]);
    const { database } = held;
    await until(async () => (await database.query('select 1 from dead_letter')).rowCount === 1);
    await until(async () => (await database.query('select 1 from credit where matched')).rowCount === 2);
    const { rows } = await database.query('select level, amount_fen from finding where case_id = $1', [caseId]);
    expect(rows).toEqual([{ level: 'freeze_now', amount_fen: 30_500_000n }]);
    const { rows: letters } = await database.query('select topic, reason from dead_letter');
    expect(letters).toEqual([{ topic: CREDITS, reason: 'unstorable_credit' }]);
  }, 30_000);
});

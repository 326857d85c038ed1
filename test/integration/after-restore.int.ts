import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AnswerItem } from '#messages/answers.js';
import { asLegal, asMachine, HandClock } from '#platform/clocks.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { holdAfterRestore } from '#storage/restore/hold-after-restore.js';
import { setSwitch } from '#storage/switches/switches.js';
import { claimRequests } from '#storage/queue/claim.js';
import { takeToAscertain } from '#storage/queue/overdue.js';
import { freezeItem, openReplica, openStandIn, type Replica, type StandIn } from './harness/adapter-replica.js';
import { withDatabase } from './harness/database.js';
import { freezeTask, seedCase, seedFlow, seedOrder } from './harness/seeds.js';

const held = withDatabase('after_restore');
const operator = { id: 'operator-meng', role: 'operator' } as const;
const ACCOUNT = '45050164520100000123';
let bank: StandIn;
let replica: Replica;
let clock: HandClock;

beforeAll(async () => {
  bank = await openStandIn();
  await held.database.query(`insert into person (id, name, role) values ('operator-meng', 'n', 'operator')`);
});
beforeEach(async () => {
  clock = new HandClock(new Date());
  replica = openReplica(held.url, bank.url, clock, held.database);
  await seedFlow(held.database, 'ccb', 10);
  await held.database.query('delete from queue');
});
afterAll(() => bank.close());

const now = () => ({ machine: asMachine(clock.machine()), legal: asLegal(clock.machine()) });

async function queuedFreeze(): Promise<{ requestId: string; caseId: string }> {
  const seeded = await seedCase(held.database);
  const { requestIds } = await seedOrder(held.database, seeded, [
    {
      institution: 'ccb',
      task: freezeTask(ACCOUNT, '305000'),
      dueAt: new Date(Date.now() - 1_000),
      answerBy: new Date(Date.now() + 1e9),
    },
  ]);
  return { requestId: requestIds[0] ?? '', caseId: seeded.caseId };
}

const claim = async () =>
  (await claimRequests(held.database, { now: now().machine, sendWindowMs: () => 10_000, most: 10 })).requests;

/** One round of the road: what control claims is sent, what it wants to know is asked, and the answers are recorded. */
async function round(): Promise<void> {
  const { rows: off } = await held.database.query(`select from switch where scope = 'dispatch' and not is_on`);
  const claimed = off.length > 0 ? [] : await claim();
  const { rows } = await held.database.query<{ id: string; case_id: string }>('select id, case_id from request');
  const caseOf = new Map(rows.map((row) => [row.id, row.case_id]));
  const task = { measure: 'freeze', account: ACCOUNT, amountFen: '305000', from: '2026-03-02', until: '2027-03-01' } as const;
  const items = claimed.map(({ requestId, attempt, notAfter }) =>
    freezeItem({ requestId, attempt, caseId: caseOf.get(requestId) ?? '', notAfter: notAfter.toISOString(), task }),
  );
  await replica.sending.send(replica.bank, items);
  const due = await takeToAscertain(held.database, now().machine, { everyMs: new Map(), otherwiseMs: 30_000 }, 10);
  await replica.ascertaining.ascertain(
    replica.bank,
    due.map((one) => ({
      requestId: one.request_id,
      attempt: one.attempt,
      caseId: one.case_id,
      notAfter: one.not_after.toISOString(),
      measure: 'freeze' as const,
    })),
  );
  const told = (replica.told as AnswerItem[]).splice(0).map((item) => ({ ...item, caseId: caseOf.get(item.requestId) ?? '' }));
  const patience = { backoffMs: [1], settleAfterMs: 0, statusRounds: 100, statusEveryMs: 1 };
  await held.database.transaction((tx) => recordAnswers(tx, told, now(), () => patience));
}

async function stateOf(requestId: string): Promise<string | undefined> {
  const { rows } = await held.database.query<{ state: string }>(
    'select coalesce(q.state, r.state) as state from request r left join queue q on q.request_id = r.id where r.id = $1',
    [requestId],
  );
  return rows[0]?.state;
}

/** Back to the moment before: the queue row as it was, and a journal that knows nothing of what came after. */
async function restore(requestId: string, row: { state: string; attempt: number }): Promise<void> {
  await held.database.query(`update queue set state = $2, attempt = $3, lease_until = null where request_id = $1`, [
    requestId,
    row.state,
    row.attempt,
  ]);
  await held.database.query('delete from exchange.journal where request_id = $1', [requestId]);
}

const hold = () => held.database.transaction((tx) => holdAfterRestore(tx, new Date(), operator, now()));
const turnOn = () => held.database.transaction((tx) => setSwitch(tx, 'dispatch', true, 'people have spoken', operator, now()));

describe('after a restore', () => {
  it.each([
    ['queued', { state: 'queued', attempt: 0 }],
    ['on its way', { state: 'dispatched', attempt: 1 }],
    ['unconfirmed', { state: 'unconfirmed', attempt: 1 }],
  ])('a freeze that was %s, and was carried out in the lost time, is not sent again', async (_, row) => {
    const { requestId } = await queuedFreeze();
    bank.behaviour = 'execute and fall silent';
    const [claimed] = await claim();
    await replica.sending.send(replica.bank, [
      freezeItem({ requestId, attempt: claimed?.attempt ?? 0, notAfter: claimed?.notAfter.toISOString() ?? '' }),
    ]);
    (replica.told as AnswerItem[]).splice(0);
    expect(bank.sent.get(requestId)).toBe(1);
    await restore(requestId, row);
    bank.behaviour = 'execute';

    expect(await hold()).toMatchObject({ measures: 1 });
    await turnOn();
    for (let rounds = 0; rounds < 3; rounds += 1) await round();
    expect(await stateOf(requestId)).toBe('executed');
    expect(bank.sent.get(requestId)).toBe(1);
  });

  it('a freeze its bank does not know goes out, but only when nobody of the lost time can still send it', async () => {
    const { requestId } = await queuedFreeze();
    bank.behaviour = 'execute';
    await restore(requestId, { state: 'queued', attempt: 0 });
    await hold();
    await turnOn();
    await round();
    expect([await stateOf(requestId), bank.sent.get(requestId)]).toEqual(['unconfirmed', undefined]);
    // the bank's clock is believed, not ours: as if the longest lease were over
    await held.database.query(`update queue set not_after = $2, check_at = $2 where request_id = $1`, [
      requestId,
      new Date(Date.now() - 1),
    ]);
    clock.advance(2_000);
    await round();
    expect(await stateOf(requestId)).toBe('queued');
    clock.advance(2_000);
    await round();
    expect([await stateOf(requestId), bank.sent.get(requestId)]).toEqual(['executed', 1]);
  });

  it('nothing is sent before an operator says so, and what a person looks at stays there', async () => {
    const { requestId } = await queuedFreeze();
    const other = await queuedFreeze();
    await restore(requestId, { state: 'needs_attention', attempt: 3 });
    await hold();
    clock.advance(60_000);
    await round();
    expect(await stateOf(requestId)).toBe('needs_attention');
    expect([bank.sent.get(requestId), bank.sent.get(other.requestId)]).toEqual([undefined, undefined]);
  });

  it('readers of events never see one number twice', async () => {
    const next = async () =>
      (await held.database.query<{ id: bigint }>(`select nextval(pg_get_serial_sequence('event', 'id')) as id`)).rows[0]?.id ??
      0n;
    const before = await next();
    await hold();
    expect(await next()).toBeGreaterThan(before + 1_000_000n);
  });
});

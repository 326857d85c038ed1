import { beforeEach, describe, expect, it } from '@jest/globals';
import { fenOf } from '#enforcement/money.js';
import { planSlots } from '#enforcement/watch/slot-plan.js';
import { type WatchRule } from '#enforcement/watch/finding-level.js';
import { asLegal, asMachine } from '#platform/clocks.js';
import { type Database } from '#storage/database.js';
import { type Moment } from '#storage/events.js';
import { newId } from '#storage/new-id.js';
import { answeredSlots, recordSlotAnswer } from '#storage/watch/answer-slots.js';
import { dueWatches } from '#storage/watch/due-watches.js';
import { endWatches } from '#storage/watch/end-watches.js';
import { markAsked } from '#storage/watch/mark-asked.js';
import { markOverdue } from '#storage/watch/overdue-slots.js';
import { type Credit, recordCredits } from '#storage/watch/record-credits.js';
import { withDatabase } from './harness/database.js';

const rule: WatchRule = {
  version: 7,
  levels: {
    info: { fixed: fenOf(100_00), sharePerMille: 0 },
    review: { fixed: fenOf(500_00), sharePerMille: 10 },
    freeze_now: { fixed: fenOf(5_000_00), sharePerMille: 100 },
  },
};
const DUE = [
  '2016-02-29',
  '2016-08-31',
  '2017-02-28',
  '2017-08-31',
  '2018-02-28',
  '2018-08-31',
  '2019-02-28',
  '2019-08-31',
  '2020-02-29',
  '2020-08-31',
];
const on = (day: string): Moment => ({ machine: asMachine(new Date()), legal: asLegal(new Date(`${day}T10:00:00+08:00`)) });

const held = withDatabase('watcher');
let db: Database;
let serial = 0;

beforeEach(async () => {
  db = held.database;
  await db.query(
    `insert into person (id, name, role) values ('judge-wei', '韦法官', 'judge'), ('watcher', 'watcher', 'service') on conflict do nothing`,
  );
});

/** A dormant case over ¥305,000 with one debtor and a watch of ten slots. */
async function dormantCase(idNumbers: string[]): Promise<{ caseId: string; debtorId: string; watchId: string }> {
  const [caseId, debtorId, creditorId, watchId] = [newId(), newId(), newId(), newId()];
  serial += 1;
  await db.query(
    `insert into enforcement_case (id, case_number, court_code, court_name, cause, state, filed_on, dormant_on, judge_id, target_fen, created_at, created_by)
     values ($1, $2, '桂1381', '合山市人民法院', 'wages', 'dormant', '2015-03-01', '2015-08-31', 'judge-wei', 30500000, $3, 'judge-wei')`,
    [caseId, `（2015）合执字第${serial}号`, new Date()],
  );
  for (const [id, role, numbers] of [
    [debtorId, 'debtor', idNumbers],
    [creditorId, 'creditor', ['x']],
  ] as const)
    await db.query(
      `insert into party (id, case_id, role, kind, name, id_type, id_number, id_numbers, created_at)
       values ($1, $2, $3, 'person', 'n', 'citizen_id', $4, $5, $6)`,
      [id, caseId, role, numbers[0], numbers, new Date()],
    );
  await db.query(`insert into claim (id, case_id, creditor_id, principal_fen, title) values ($1, $2, $3, 30500000, 't')`, [
    newId(),
    caseId,
    creditorId,
  ]);
  await db.query(`insert into watch (id, case_id, anchor, until, created_at) values ($1, $2, '2015-08-31', '2020-08-31', $3)`, [
    watchId,
    caseId,
    new Date(),
  ]);
  await db.query(
    `insert into watch_slot (watch_id, slot, due_on) select $1, n, d from unnest($2::date[]) with ordinality as t(d, n)`,
    [watchId, DUE],
  );
  return { caseId, debtorId, watchId };
}

async function inquiryOrder(caseId: string, debtorId: string, state: string): Promise<string> {
  const id = newId();
  await db.query(
    `insert into enforcement_order (id, case_id, party_id, measure, priority, state, legal_basis, targets, cause, answer_by, placed_by, placed_at, placed_legal_at)
     values ($1, $2, $3, 'inquire', 'statutory', $4, '{}', '{}', 'statutory', $5, 'watcher', $5, $5)`,
    [id, caseId, debtorId, state, new Date()],
  );
  return id;
}

/** A request of the order that found something, with its answer as control stores it. */
async function found(orderId: string, caseId: string, institution: string, content: object): Promise<void> {
  const id = newId();
  await db.query(
    `insert into request (id, order_id, case_id, institution, measure, task, state, outcome, answer_digest, created_at, final_at)
     values ($1, $2, $3, $4, 'inquire', '{}', 'executed', 'found', 'd', $5, $5)`,
    [id, orderId, caseId, institution, new Date()],
  );
  await db.query(
    `insert into answer (request_id, digest, case_id, attempt, kind, content, received_at) values ($1, 'd', $2, 1, 'final', $3, $4)`,
    [id, caseId, JSON.stringify({ kind: 'final', outcome: 'found', asOf: '2016-02-20T10:00:00+08:00', ...content }), new Date()],
  );
}

const slotsOf = async (watchId: string) =>
  (
    await db.query<{ slot: number; state: string; answered_on: string | null }>(
      'select slot, state, answered_on from watch_slot where watch_id = $1 order by slot',
      [watchId],
    )
  ).rows;
const findingsOf = async (caseId: string) =>
  (
    await db.query<{
      id: string;
      level: string;
      state: string;
      kind: string;
      amount_fen: bigint;
      evidence: { sightings: unknown[]; assets: unknown[]; rule: object };
    }>('select * from finding where case_id = $1 order by id', [caseId])
  ).rows;
const actsOf = async (caseId: string) =>
  (
    await db.query<{ act: string; actor: string; role: string }>(
      'select act, actor, role from audit where case_id = $1 order by id',
      [caseId],
    )
  ).rows;
const ask = async (watch: { watchId: string; caseId: string }, day: string, orders: string[]) => {
  const due = (await dueWatches(db, day, [], 100)).find((one) => one.watchId === watch.watchId);
  const plan = due && planSlots(due.waiting, day, day);
  return plan !== undefined && db.transaction((tx) => markAsked(tx, watch, plan, orders, on(day)));
};
const answerAll = async (day: string) => {
  for (const slot of await answeredSlots(db, [], 100)) await db.transaction((tx) => recordSlotAnswer(tx, slot, rule, on(day)));
};

function credit(creditId: string, idNumber: string, available: bigint, more: Partial<Credit> = {}): Credit {
  return {
    institution: 'icbc',
    noticeId: 'n1',
    creditId,
    account: '6222',
    idNumber,
    amountFen: available.toString(),
    availableFen: available.toString(),
    currency: 'CNY',
    bookedAt: '2020-03-10T09:30:00+08:00',
    ...more,
  };
}
const record = (credits: Credit[], day = '2020-03-10') => db.transaction((tx) => recordCredits(tx, credits, rule, on(day)));

describe('the statutory clock', () => {
  it('asks a due slot once, and its repetition changes nothing', async () => {
    const watch = await dormantCase(['11010519491231002X']);
    const order = await inquiryOrder(watch.caseId, watch.debtorId, 'running');
    expect(await ask(watch, '2016-02-20', [])).toBe(false);
    expect(await ask(watch, '2016-02-29', [order])).toBe(true);
    expect(await ask(watch, '2016-02-29', [order])).toBe(false);
    expect((await slotsOf(watch.watchId)).slice(0, 2).map((slot) => slot.state)).toEqual(['asked', 'waiting']);
    expect(await actsOf(watch.caseId)).toEqual([{ act: 'ask_watch_slot', actor: 'watcher', role: 'service' }]);
  });

  it('after a jump over four half-years asks one slot, and keeps the missed ones late for good', async () => {
    const watch = await dormantCase(['11010519491231002X']);
    const order = await inquiryOrder(watch.caseId, watch.debtorId, 'running');
    await ask(watch, '2017-08-31', [order]);
    await db.query(`update enforcement_order set state = 'complete' where id = $1`, [order]);
    await answerAll('2017-08-31');
    expect(await slotsOf(watch.watchId)).toEqual([
      ...[1, 2, 3].map((slot) => ({ slot, state: 'late', answered_on: '2017-08-31' })),
      { slot: 4, state: 'answered', answered_on: '2017-08-31' },
      ...[5, 6, 7, 8, 9, 10].map((slot) => ({ slot, state: 'waiting', answered_on: null })),
    ]);
  });

  it('counts no slot as answered while one institution is open, and calls it late after its last day', async () => {
    const watch = await dormantCase(['11010519491231002X']);
    const order = await inquiryOrder(watch.caseId, watch.debtorId, 'partly_answered');
    await ask(watch, '2016-02-29', [order]);
    await answerAll('2016-02-29');
    expect((await slotsOf(watch.watchId))[0]).toMatchObject({ state: 'asked', answered_on: null });
    await db.transaction((tx) => markOverdue(tx, '2016-02-29', 100, on('2016-02-29')));
    expect((await slotsOf(watch.watchId))[0]).toMatchObject({ state: 'asked' });
    await db.transaction((tx) => markOverdue(tx, '2016-03-01', 100, on('2016-03-01')));
    await db.query(`update enforcement_order set state = 'complete_with_silence' where id = $1`, [order]);
    await answerAll('2016-03-02');
    expect((await slotsOf(watch.watchId))[0]).toEqual({ slot: 1, state: 'late', answered_on: '2016-03-02' });
  });

  it('records the day the inquiry was complete, not the day a restarted watcher saw it', async () => {
    const watch = await dormantCase(['11010519491231002X']);
    const order = await inquiryOrder(watch.caseId, watch.debtorId, 'complete');
    await ask(watch, '2016-02-29', [order]);
    await db.query(
      `insert into event (kind, case_id, order_id, actor, at, legal_at) values ('order.complete', $1, $2, 'control', $3, '2016-02-29T23:00:00+08:00')`,
      [watch.caseId, order, new Date()],
    );
    await answerAll('2016-03-05');
    expect((await slotsOf(watch.watchId))[0]).toEqual({ slot: 1, state: 'answered', answered_on: '2016-02-29' });
  });

  it('ends a watch after five years, but not before its last slot is settled', async () => {
    const watch = await dormantCase(['11010519491231002X']);
    const order = await inquiryOrder(watch.caseId, watch.debtorId, 'running');
    await ask(watch, '2020-08-31', [order]);
    expect(await db.transaction((tx) => endWatches(tx, '2020-09-01', 100, on('2020-09-01')))).toBe(0);
    await db.query(`update enforcement_order set state = 'complete' where id = $1`, [order]);
    await answerAll('2020-08-31');
    expect(await db.transaction((tx) => endWatches(tx, '2020-08-31', 100, on('2020-08-31')))).toBe(0);
    expect(await db.transaction((tx) => endWatches(tx, '2020-09-01', 100, on('2020-09-01')))).toBe(1);
  });
});

describe('what a slot brings', () => {
  it('raises a finding for money over the threshold and for a newly registered title, not for one known before', async () => {
    const watch = await dormantCase(['11010519491231002X']);
    const before = await inquiryOrder(watch.caseId, watch.debtorId, 'complete');
    const flat = { assetId: 'unit-1', kind: 'real_estate', description: 'flat' };
    await found(before, watch.caseId, 'gx-realestate', { assets: [flat] });
    const order = await inquiryOrder(watch.caseId, watch.debtorId, 'complete');
    await found(order, watch.caseId, 'gx-realestate', { assets: [flat, { ...flat, assetId: 'unit-2' }] });
    await found(order, watch.caseId, 'abc', {
      accounts: [{ account: '1', currency: 'CNY', balanceFen: '700000', availableFen: '600000' }],
    });
    await ask(watch, '2016-02-29', [order]);
    await answerAll('2016-02-29');
    const [finding] = await findingsOf(watch.caseId);
    expect(finding).toMatchObject({ kind: 'inquiry', level: 'review', amount_fen: 600000n, evidence: { rule: { version: 7 } } });
    expect(finding?.evidence.assets).toMatchObject([{ assetId: 'unit-2' }]);
  });

  it('raises nothing for empty accounts', async () => {
    const watch = await dormantCase(['11010519491231002X']);
    const order = await inquiryOrder(watch.caseId, watch.debtorId, 'complete');
    await found(order, watch.caseId, 'abc', {
      accounts: [{ account: '1', currency: 'CNY', balanceFen: '0', availableFen: '0' }],
    });
    await ask(watch, '2016-02-29', [order]);
    await answerAll('2016-02-29');
    expect(await findingsOf(watch.caseId)).toEqual([]);
  });
});

describe('credits', () => {
  it('finds a debtor by the 15-digit form when the bank knows no other, and by a lower-case x', async () => {
    const one = await dormantCase(['110105194912310029', '110105491231002']);
    await record([credit('a1', '110105491231002', 30_500_000n)]);
    expect(await findingsOf(one.caseId)).toMatchObject([{ level: 'freeze_now', kind: 'credit', amount_fen: 30_500_000n }]);
    const other = await dormantCase(['53010219200508011X']);
    await record([credit('a2', '53010219200508011x', 30_500_000n)]);
    expect(await findingsOf(other.caseId)).toHaveLength(1);
  });

  it('takes a credit once however often it is reported, by two replicas at the same moment too', async () => {
    const watch = await dormantCase(['440301197001010018']);
    const notice = [credit('b1', '440301197001010018', 400_000n), credit('b2', '440301197001010018', 500_000n, { account: '7' })];
    await Promise.all([record(notice), record(notice), record(notice)]);
    expect(await record(notice, '2020-03-12')).toEqual({ stored: 0, matched: 0, findings: 0 });
    const findings = await findingsOf(watch.caseId);
    expect(findings).toMatchObject([{ amount_fen: 900_000n, level: 'review' }]);
    expect(findings[0]?.evidence.sightings).toHaveLength(2);
    expect((await actsOf(watch.caseId)).filter(({ act }) => act.includes('finding'))).toHaveLength(1);
  });

  it('adds later credits to the open finding and raises its level, never lowers it', async () => {
    const watch = await dormantCase(['440301197001010026']);
    const number = '440301197001010026';
    await record([credit('c1', number, 400_000n)]);
    await record([credit('c2', number, 30_500_000n, { bookedAt: '2020-03-11T09:30:00+08:00' })]);
    await record([credit('c3', number, 1_00n, { bookedAt: '2020-03-12T09:30:00+08:00' })]);
    expect(await findingsOf(watch.caseId)).toMatchObject([{ amount_fen: 100n, level: 'freeze_now' }]);
    expect((await findingsOf(watch.caseId))[0]?.evidence.sightings).toHaveLength(3);
  });

  it('opens a new finding after the judge dismissed the first', async () => {
    const watch = await dormantCase(['440301197001010034']);
    await record([credit('d1', '440301197001010034', 400_000n)]);
    await db.query(`update finding set state = 'dismissed' where case_id = $1`, [watch.caseId]);
    await record([credit('d2', '440301197001010034', 800_000n)]);
    expect(await findingsOf(watch.caseId)).toMatchObject([{ state: 'dismissed' }, { state: 'open', amount_fen: 800_000n }]);
  });

  it('keeps what belongs to nobody watched, and raises nothing for a resumed case or too little money', async () => {
    const resumed = await dormantCase(['440301197001010042']);
    await db.query(`update enforcement_case set state = 'resumed' where id = $1`, [resumed.caseId]);
    const little = await dormantCase(['440301197001010050']);
    const result = await record([
      credit('e1', '440301197001010042', 30_500_000n),
      credit('e2', '440301197001010050', 99_99n),
      credit('e3', 'UNKNOWN12345', 30_500_000n),
    ]);
    expect(result).toEqual({ stored: 3, matched: 1, findings: 0 });
    expect([...(await findingsOf(resumed.caseId)), ...(await findingsOf(little.caseId))]).toEqual([]);
  });

  it('never proposes to freeze an account the bank marked exempt', async () => {
    const watch = await dormantCase(['440301197001010069']);
    await db.query(
      `insert into asset (case_id, party_id, institution, asset_key, kind, content, as_of, request_id)
       values ($1, $2, 'icbc', 'k', 'account', '{"account": "6222", "exemptionTag": "migrant_wage"}', $3, $4)`,
      [watch.caseId, watch.debtorId, new Date(), newId()],
    );
    await record([credit('f1', '440301197001010069', 30_500_000n)]);
    expect(await findingsOf(watch.caseId)).toMatchObject([{ level: 'info', amount_fen: 0n }]);
  });

  it('puts no account, name or ID number into events and audit', async () => {
    const watch = await dormantCase(['440301197001010077']);
    await record([credit('g1', '440301197001010077', 30_500_000n, { account: '6222000011112222' })]);
    const { rows } = await db.query<{ text: string }>(
      `select data::text as text from event where case_id = $1 union all select facts::text from audit where case_id = $1`,
      [watch.caseId],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map((row) => row.text).join()).not.toMatch(/6222000011112222|440301197001010077/);
  });
});

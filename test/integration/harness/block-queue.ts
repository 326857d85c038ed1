import { expect } from '@jest/globals';
import { laneOf } from '#enforcement/case-lanes.js';
import { type Priority } from '#enforcement/measure.js';
import { asLegal, asMachine, type MachineTime, plusMs } from '#platform/clocks.js';
import { type Outcome } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { recordLeasesOver } from '#storage/answers/record-leases-over.js';
import { newId } from '#storage/new-id.js';
import { insertRequests } from '#storage/orders/insert-requests.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { withdrawQueued } from '#storage/orders/withdraw-queued.js';
import { claimRequests } from '#storage/queue/claim.js';
import { giveUpWaiting } from '#storage/queue/give-up-waiting.js';
import { leasesOver, noLongerWanted } from '#storage/queue/overdue.js';
import { seedCase, type SeededCase, T0 } from './seeds.js';
import { type TestDatabase } from './database.js';

export const HOUR_MS = 3_600_000;
export const LEASE_MS = 30_000;
export const BANK = 'icbc';
/** Eight share a row. */
export const WINDOW = 64;
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
export const silent: Outcome = { kind: 'silent', reached: 'maybe', cause: 'timeout' };
export const nothing: Outcome = { kind: 'final', outcome: 'nothing', bankTime: T0.toISOString(), asOf: T0.toISOString() };

/** Orders that wait in blocks at one bank, and all that may happen to them, by a clock of its own. */
export function blockQueue(test: TestDatabase) {
  const judge = { id: 'judge', role: 'judge' as const };
  const clock: { now: MachineTime } = { now: asMachine(T0) };
  const at = () => ({ machine: clock.now, legal: asLegal(clock.now) });

  const forgetAll = () => test.database.query('truncate queue, request, institution_flow');

  /** Orders of a set, approved together: one inquiry each. */
  async function place(cases: readonly SeededCase[], answerBy = plusMs(clock.now, 24 * HOUR_MS)): Promise<string[]> {
    const orders = cases.map(({ caseId, debtorId }) => ({ id: newId<string>(), caseId, debtorId }));
    for (const { id, caseId, debtorId } of orders) {
      await test.database.query(
        `insert into enforcement_order (id, case_id, party_id, measure, priority, state, legal_basis, targets, answer_by, placed_by, placed_at, placed_legal_at)
         values ($1, $2, $3, 'inquire', 'bulk', 'running', '{"noticeNumber": "1", "documentIds": [], "officers": []}', '[]', $4, 'judge', $5, $5)`,
        [id, caseId, debtorId, answerBy, clock.now],
      );
    }
    await test.database.transaction((tx) =>
      insertRequests(
        tx,
        orders.map(({ id, caseId }) => ({
          id,
          caseId,
          priority: 'bulk',
          answerBy,
          targets: [{ institution: BANK, task: { measure: 'inquire' } }],
        })),
        at(),
      ),
    );
    return orders.map(({ id }) => id);
  }

  /** One order, as a judge places it. */
  async function placeAlone(targets: readonly OrderTarget[], priority: Priority = 'judge'): Promise<void> {
    const [seeded] = await cases(1);
    const order = {
      id: newId<string>(),
      caseId: seeded?.caseId ?? '',
      priority,
      answerBy: plusMs(clock.now, 24 * HOUR_MS),
      targets,
    };
    await test.database.transaction((tx) => insertRequests(tx, [order], at()));
  }

  async function ofOrders(orderIds: readonly string[], requestIds: readonly string[]): Promise<number> {
    const { rowCount } = await test.database.query(
      'select from request where id = any($1::uuid[]) and order_id = any($2::uuid[])',
      [requestIds, orderIds],
    );
    return rowCount ?? 0;
  }

  /** Their answers take one lane. */
  const cases = (count: number) =>
    Promise.all(Array.from({ length: count }, () => seedCase(test.database, undefined, idInLane(0))));
  const claim = async (most = 1_000) =>
    (await claimRequests(test.database, { now: clock.now, sendWindowMs: () => 12_000, most })).requests.map(
      ({ requestId }) => requestId,
    );

  async function hear(requestIds: readonly string[], outcome: Outcome): Promise<void> {
    const { rows } = await test.database.query<{ id: string; case_id: string; attempt: number }>(
      `select r.id, r.case_id, coalesce(q.attempt, 1) as attempt from request r
       left join queue q on q.request_id = r.id or r.id = any(q.inquiries) where r.id = any($1::uuid[])`,
      [requestIds],
    );
    const answers = rows.map(({ id, case_id, attempt }) => ({
      requestId: id,
      caseId: case_id,
      attempt,
      institution: BANK,
      outcome,
    }));
    await test.database.transaction((tx) => recordAnswers(tx, answers, at(), () => patience));
  }

  async function endLeases(): Promise<void> {
    // what was one lease is many afterwards
    for (let look = 0; look < 2; look += 1)
      await recordLeasesOver(test.database, await leasesOver(test.database, clock.now, 500), at(), () => patience);
  }

  async function giveUp(): Promise<void> {
    for (let look = 0; look < 2; look += 1)
      await giveUpWaiting(test.database, await noLongerWanted(test.database, clock.now, 500), at());
  }

  async function withdraw(orderId: string): Promise<void> {
    const nobody = () => Promise.reject(new Error('An inquiry needs no release.'));
    await test.database.transaction((tx) =>
      withdrawQueued(tx, orderId, 'paid', { canRelease: () => false, place: nobody }, judge, at()),
    );
  }

  async function queueRows() {
    const { rows } = await test.database.query<{ state: string; open: number; members: number | null }>(
      'select state, open, cardinality(inquiries) as members from queue order by seq, request_id',
    );
    return rows;
  }

  /** Whatever happened: one row of the queue for each open request, none for any other, and no block that miscounts. */
  async function expectBooksToAgree(): Promise<void> {
    const { rows: wrong } = await test.database.query(
      `select r.id, r.state, count(q.request_id)::int as rows from request r left join queue q on q.request_id = r.id or (r.state = 'open' and r.id = any(q.inquiries))
       group by r.id, r.state having count(q.request_id) <> case when r.state = 'open' then 1 else 0 end`,
    );
    expect(wrong).toEqual([]);
    const { rows: miscounted } = await test.database.query(
      `select q.request_id, q.state, q.open, open.members from queue q
       cross join lateral (select count(*)::int as members from request r where r.id = any(q.inquiries) and r.state = 'open') open
       where q.inquiries is not null and (q.open <> open.members or (q.state = 'queued' and q.open <> cardinality(q.inquiries)))`,
    );
    expect(miscounted).toEqual([]);
  }

  const states = async () => {
    const { rows } = await test.database.query<{ state: string; count: number }>(
      'select state, count(*)::int as count from request group by state order by state',
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  };

  return {
    clock,
    at,
    forgetAll,
    place,
    placeAlone,
    ofOrders,
    cases,
    claim,
    hear,
    endLeases,
    giveUp,
    withdraw,
    queueRows,
    expectBooksToAgree,
    states,
  };
}

export function idInLane(lane: number): string {
  let id = newId<string>();
  while (laneOf(id) !== lane) id = newId();
  return id;
}

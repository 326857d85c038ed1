import { describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { recordLeasesOver } from '#storage/answers/record-leases-over.js';
import { type CaseAnswer, recordAnswers } from '#storage/answers/record-answers.js';
import { type FinalContent, type Outcome } from '#storage/answers/outcome-content.js';
import { expireFreezes } from '#storage/freezes/expire-freezes.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
import { recordStatement } from '#storage/funds/record-statement.js';
import { giveUpWaiting } from '#storage/queue/give-up-waiting.js';
import { withDatabase } from './harness/database.js';
import { freezeTask, seedCase, type SeededCase, seedOrder, T0 } from './harness/seeds.js';

const at = { machine: asMachine(new Date(T0.getTime() + 60_000)), legal: asLegal(new Date(T0.getTime() + 60_000)) };
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
const said = { bankTime: '2026-11-02T01:00:30Z', asOf: '2026-11-02T01:00:30Z' };

function executedFreeze(account: string, amountFen: string, caughtFen: string): FinalContent {
  const uncaughtFen = String(BigInt(amountFen) - BigInt(caughtFen));
  return {
    kind: 'final',
    outcome: 'executed',
    ...said,
    freeze: { account, amountFen, caughtFen, uncaughtFen, from: '2026-11-02', until: '2027-11-01' },
  };
}

describe('recording answers', () => {
  const test = withDatabase('answers');
  const record = (answers: readonly CaseAnswer[]) =>
    test.database.transaction((tx) => recordAnswers(tx, answers, at, () => patience));
  const answer = (seeded: SeededCase, requestId: string, outcome: Outcome, institution = 'icbc'): CaseAnswer => ({
    caseId: seeded.caseId,
    requestId,
    attempt: 1,
    institution,
    outcome,
  });
  const one = async <T>(sql: string, values: unknown[]): Promise<T> =>
    (await test.database.query<Record<string, unknown>>(sql, values)).rows[0] as T;
  const dispatched = async (seeded: SeededCase, tasks: Parameters<typeof seedOrder>[2]) => {
    const order = await seedOrder(test.database, seeded, tasks);
    await test.database.query(
      `update queue set state = 'dispatched', attempt = 1, not_after = $2, lease_until = $2 where order_id = $1`,
      [order.orderId, at.machine],
    );
    return order;
  };

  it('takes two reports about one debtor in one batch, and keeps what was said last', async () => {
    const seeded = await seedCase(test.database);
    const inquiry = { institution: 'icbc', task: { measure: 'inquire' } } as const;
    const [older = ''] = (await dispatched(seeded, [inquiry])).requestIds;
    const [newer = ''] = (await dispatched(seeded, [inquiry])).requestIds;
    const account = (number: string, balanceFen: string) => ({ account: number, balanceFen, availableFen: balanceFen });
    const report = (asOf: string, accounts: ReturnType<typeof account>[]): FinalContent => ({
      kind: 'final',
      outcome: 'found',
      bankTime: asOf,
      asOf,
      accounts,
    });
    const recorded = await record([
      answer(seeded, newer, report('2026-11-02T01:00:40Z', [account('62220000001', '700')])),
      answer(seeded, older, report('2026-11-02T01:00:30Z', [account('62220000001', '500'), account('62220000002', '900')])),
    ]);
    expect(recorded.settled).toBe(2);
    const { rows } = await test.database.query(
      'select asset_key, balance_fen, request_id from asset where case_id = $1 order by asset_key',
      [seeded.caseId],
    );
    expect(rows).toEqual([{ asset_key: '62220000001', balance_fen: 700n, request_id: newer }]);
  });

  it('tells of each request that left its place how long its institution took, where one spoke', async () => {
    const seeded = await seedCase(test.database);
    const codes = ['icbc', 'ccb', 'abc', 'boc'];
    const tasks = codes.map(
      (institution) => ({ institution, task: { measure: 'inquire' }, urgent: institution === 'boc' }) as const,
    );
    const { orderId, requestIds } = await dispatched(seeded, tasks);
    await test.database.query('update queue set dispatched_at = $2 where order_id = $1', [
      orderId,
      new Date(at.machine.getTime() - 700),
    ]);
    const outcomes: Outcome[] = [
      { kind: 'final', outcome: 'nothing', ...said },
      { kind: 'acknowledged', stage: 'acknowledged', bankTime: said.bankTime },
      { kind: 'silent', reached: 'no', cause: 'not_after' },
      { kind: 'final', outcome: 'nothing', ...said },
    ];
    const { freed } = await record(
      outcomes.map((outcome, index) => answer(seeded, requestIds[index] ?? '', outcome, codes[index])),
    );
    expect(freed).toEqual([
      { institution: 'icbc', isUrgent: false, answeredAfterMs: 700 },
      { institution: 'ccb', isUrgent: false, answeredAfterMs: 700 },
      { institution: 'abc', isUrgent: false, answeredAfterMs: undefined },
      { institution: 'boc', isUrgent: true, answeredAfterMs: 700 },
    ]);
  });

  it('keeps found, nothing and silence apart, and completes the order when the last one answers', async () => {
    const seeded = await seedCase(test.database);
    const { orderId, requestIds } = await dispatched(
      seeded,
      ['icbc', 'abc', 'ccb'].map((institution) => ({ institution, task: { measure: 'inquire' } })),
    );
    const [icbc = '', abc = '', ccb = ''] = requestIds;
    const found: FinalContent = {
      kind: 'final',
      outcome: 'found',
      ...said,
      accounts: [{ account: '62220000001', balanceFen: '500', availableFen: '400' }],
    };
    const nothing: FinalContent = { kind: 'final', outcome: 'nothing', ...said };
    await record([
      answer(seeded, icbc, found),
      answer(seeded, abc, nothing, 'abc'),
      answer(seeded, ccb, { kind: 'silent', reached: 'maybe', cause: 'timeout' }, 'ccb'),
    ]);
    expect(await one('select state from enforcement_order where id = $1', [orderId])).toEqual({ state: 'partly_answered' });
    expect(await one('select state, tries, last_cause from queue where order_id = $1', [orderId])).toEqual({
      state: 'queued',
      tries: 1,
      last_cause: 'timeout',
    });
    await record([answer(seeded, ccb, nothing, 'ccb'), answer(seeded, icbc, found)]);
    expect(await one('select state from enforcement_order where id = $1', [orderId])).toEqual({ state: 'complete' });
    const { rows } = await test.database.query(
      'select institution, state, outcome from request where order_id = $1 order by institution',
      [orderId],
    );
    expect(rows).toEqual([
      { institution: 'abc', state: 'executed', outcome: 'nothing' },
      { institution: 'ccb', state: 'executed', outcome: 'nothing' },
      { institution: 'icbc', state: 'executed', outcome: 'found' },
    ]);
    expect(
      await one('select count(*)::int as n, min(available_fen) as available from asset where case_id = $1', [seeded.caseId]),
    ).toEqual({ n: 1, available: 400n });
  });

  it('lays aside what nobody asked for and what another institution says, and records the rest', async () => {
    const seeded = await seedCase(test.database);
    const { requestIds } = await dispatched(seeded, [{ institution: 'icbc', task: freezeTask('1') }]);
    const [freeze = ''] = requestIds;
    const invented = '01a1a1a1-0000-7000-8000-000000000000';
    const recorded = await record([
      answer(seeded, invented, executedFreeze('1', '100000', '0')),
      answer(seeded, freeze, executedFreeze('1', '100000', '100000'), 'abc'),
      answer(seeded, freeze, executedFreeze('1', '100000', '70000')),
    ]);
    expect(recorded.strange.map(({ reason }) => reason)).toEqual(['unknown_request', 'foreign_institution']);
    expect(await one('select cap_fen, caught_fen, state from account_freeze where id = $1', [freeze])).toEqual({
      cap_fen: 100000n,
      caught_fen: 70000n,
      state: 'active',
    });
  });

  it('keeps both of two different finals and calls a person', async () => {
    const seeded = await seedCase(test.database);
    const { requestIds } = await dispatched(seeded, [{ institution: 'icbc', task: freezeTask('2') }]);
    const [freeze = ''] = requestIds;
    await record([answer(seeded, freeze, executedFreeze('2', '100000', '100000'))]);
    await record([
      answer(seeded, freeze, { kind: 'final', outcome: 'refused', ...said, reason: { code: 'account_exempt', text: '' } }),
    ]);
    expect(await one('select reason from attention where request_id = $1 and closed_at is null', [freeze])).toEqual({
      reason: 'contradiction',
    });
    expect(await one('select count(*)::int as n from every_answer where request_id = $1', [freeze])).toEqual({ n: 2 });
    expect(await one('select state from request where id = $1', [freeze])).toEqual({ state: 'executed' });
  });

  it('freezes, deducts, and is complete only when the fund account shows the money, also when the line came first', async () => {
    const seeded = await seedCase(test.database);
    const { requestIds } = await dispatched(seeded, [{ institution: 'icbc', task: freezeTask('3') }]);
    const [freeze = ''] = requestIds;
    await record([answer(seeded, freeze, executedFreeze('3', '100000', '100000'))]);
    const order = await dispatched(seeded, [
      { institution: 'icbc', task: { measure: 'deduct', account: '3', freezeRequestId: freeze, amountFen: '60000' } },
      { institution: 'icbc', task: { measure: 'deduct', account: '3', freezeRequestId: freeze, amountFen: '40000' } },
    ]);
    const [first = '', second = ''] = order.requestIds;
    const deducted = (amountFen: string): FinalContent => ({
      kind: 'final',
      outcome: 'executed',
      ...said,
      deduction: { amountFen, bankSerial: `S${amountFen}`, interbank: true, sentAt: said.asOf },
    });
    const line = (reference: string, amountFen: string) => ({
      lineId: `L${amountFen}`,
      amountFen,
      direction: 'credit' as const,
      bookedAt: said.asOf,
      reference,
    });
    const statement = (lines: ReturnType<typeof line>[]) =>
      test.database.transaction((tx) => recordStatement(tx, 'ccb', '4505', lines, at));
    await statement([line(second, '40000')]);
    await record([answer(seeded, first, deducted('60000')), answer(seeded, second, deducted('40000'))]);
    expect(await one('select state, cap_fen, deducted_fen from account_freeze where id = $1', [freeze])).toEqual({
      state: 'exhausted',
      cap_fen: 0n,
      deducted_fen: 100000n,
    });
    expect(await one('select state from enforcement_order where id = $1', [order.orderId])).toEqual({ state: 'partly_answered' });
    await statement([line(first, '60000'), line(second, '40000')]);
    await statement([line(first, '60000')]);
    expect(await one('select state from enforcement_order where id = $1', [order.orderId])).toEqual({ state: 'complete' });
    expect(await one('select sum(received_fen)::bigint as received from deduction where order_id = $1', [order.orderId])).toEqual(
      { received: 100000n },
    );
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  });

  it('queues an inquiry again when its lease is over, and asks what became of a measure', async () => {
    const seeded = await seedCase(test.database);
    const { requestIds } = await dispatched(seeded, [
      { institution: 'icbc', task: { measure: 'inquire' } },
      { institution: 'icbc', task: freezeTask('4') },
    ]);
    const over = requestIds.map((request_id) => ({ request_id, attempt: 1, institution: 'icbc' }));
    expect(await recordLeasesOver(test.database, over, at, () => patience)).toBe(2);
    expect(await recordLeasesOver(test.database, over, at, () => patience)).toBe(0);
    const { rows } = await test.database.query(
      'select measure, state from queue where request_id = any($1::uuid[]) order by measure',
      [requestIds],
    );
    expect(rows).toEqual([
      { measure: 'freeze', state: 'unconfirmed' },
      { measure: 'inquire', state: 'queued' },
    ]);
  });

  it('closes an order with silence, never with "nothing", when the answer-by passes', async () => {
    const seeded = await seedCase(test.database);
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [
      { institution: 'icbc', task: { measure: 'inquire' } },
    ]);
    expect(await giveUpWaiting(test.database, requestIds, at)).toBe(1);
    expect(await one('select state from enforcement_order where id = $1', [orderId])).toEqual({ state: 'complete_with_silence' });
    expect(await one('select state, outcome from request where id = $1', [requestIds[0]])).toEqual({
      state: 'expired',
      outcome: null,
    });
  });

  it('R2.1-4 ends a freeze when its last day is over and not on it', async () => {
    const seeded = await seedCase(test.database);
    const { requestIds } = await dispatched(seeded, [{ institution: 'icbc', task: freezeTask('5') }]);
    await record([answer(seeded, requestIds[0] ?? '', executedFreeze('5', '100000', '100000'))]);
    const expireAt = (instant: string) => expireFreezes(test.database, { ...at, legal: asLegal(new Date(instant)) });
    expect(await expireAt('2027-11-01T15:59:59Z')).toBe(0);
    expect(await expireAt('2027-11-01T16:00:00Z')).toBeGreaterThan(0);
    expect(await one('select state, caught_fen from account_freeze where id = $1', [requestIds[0]])).toEqual({
      state: 'expired',
      caught_fen: 0n,
    });
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  });
});

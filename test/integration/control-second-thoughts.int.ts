import { beforeEach, describe, expect, it } from '@jest/globals';
import { placeWithItsOwnPapers } from '#papers/place-with-papers.js';
import { asLegal, asMachine, plusMs } from '#platform/clocks.js';
import { type FinalContent, type Outcome } from '#storage/answers/outcome-content.js';
import { type CaseAnswer, recordAnswers } from '#storage/answers/record-answers.js';
import { confirmOutcomeByHand, lockRequestForPerson } from '#storage/attention/confirm-outcome-by-hand.js';
import { newId } from '#storage/new-id.js';
import { approveOrderSet } from '#storage/orders/order-sets.js';
import { withdrawQueued } from '#storage/orders/withdraw-queued.js';
import { claimRequests } from '#storage/queue/claim.js';
import { giveUpWaiting } from '#storage/queue/give-up-waiting.js';
import { noLongerWanted } from '#storage/queue/overdue.js';
import { readArticles } from '#storage/law/articles-file.js';
import { withDatabase } from './harness/database.js';
import { freezeTask, seedCase, type SeededCase, seedFlow, seedOrder, T0 } from './harness/seeds.js';

const HOUR = 3_600_000;
const judge = { id: 'judge', role: 'judge' as const };
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
const said = { bankTime: '2026-11-02T01:00:30Z', asOf: '2026-11-02T01:00:30Z' };
const found: FinalContent = {
  kind: 'final',
  outcome: 'found',
  ...said,
  accounts: [{ account: '62220000001', balanceFen: '500', availableFen: '400' }],
};

const frozen = (account: string): FinalContent => ({
  kind: 'final',
  outcome: 'executed',
  ...said,
  freeze: { account, amountFen: '100000', caughtFen: '70000', uncaughtFen: '30000', from: '2026-11-02', until: '2027-11-01' },
});

/** What comes after somebody changed their mind, or gave up waiting. */
const ways = {
  canRelease: () => true,
  place: placeWithItsOwnPapers({ nameOf: (code) => code, articles: readArticles('config/law') }),
};

describe('second thoughts', () => {
  const test = withDatabase('second_thoughts');
  let now = asMachine(new Date(T0.getTime() + 60_000));
  const at = () => ({ machine: now, legal: asLegal(now) });
  const claim = async () => (await claimRequests(test.database, { now, sendWindowMs: () => 12_000, most: 100 })).requests;
  const withdraw = (orderId: string) =>
    test.database.transaction((tx) => withdrawQueued(tx, orderId, 'settled', ways, judge, at()));
  const giveUp = async () => giveUpWaiting(test.database, await noLongerWanted(test.database, now, 100), at());
  const record = (seeded: SeededCase, requestId: string, ...outcomes: Outcome[]) =>
    test.database.transaction((tx) =>
      recordAnswers(
        tx,
        outcomes.map((outcome): CaseAnswer => ({ caseId: seeded.caseId, requestId, attempt: 1, institution: 'icbc', outcome })),
        at(),
        () => patience,
      ),
    );
  const one = async (sql: string, id: string | undefined) =>
    (await test.database.query<Record<string, unknown>>(sql, [id])).rows[0];
  const stateOf = async (requestId: string | undefined) =>
    (await one('select state from request where id = $1', requestId))?.['state'];
  const orderState = async (orderId: string) =>
    (await one('select state from enforcement_order where id = $1', orderId))?.['state'];
  const openAttention = async (requestId: string | undefined) =>
    (await test.database.query('select reason from attention where request_id = $1 and closed_at is null', [requestId])).rows;

  beforeEach(async () => {
    await test.database.query('truncate queue, institution_flow');
    await seedFlow(test.database, 'icbc', 10);
    now = asMachine(new Date(T0.getTime() + 60_000));
  });

  it('never send a measure anew that was withdrawn on its way and proved not to have arrived', async () => {
    const seeded = await seedCase(test.database);
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [
      { institution: 'icbc', task: { measure: 'deduct', account: '1', freezeRequestId: newId(), amountFen: '1' } },
    ]);
    expect(await claim()).toHaveLength(1);
    await withdraw(orderId);
    await record(seeded, requestIds[0] ?? '', { kind: 'silent', reached: 'no', cause: 'connection_refused' });
    now = plusMs(now, HOUR);
    expect(await claim()).toHaveLength(0);
    expect(await giveUp()).toBe(1);
    expect(await stateOf(requestIds[0])).toBe('withdrawn');
    expect(await orderState(orderId)).toBe('withdrawn');
  });

  it('release a withdrawn freeze however long it was on its way', async () => {
    const seeded = await seedCase(test.database);
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [{ institution: 'icbc', task: freezeTask('2') }]);
    await claim();
    await record(seeded, requestIds[0] ?? '', { kind: 'acknowledged', stage: 'acknowledged', bankTime: said.bankTime });
    await withdraw(orderId);
    now = plusMs(now, 49 * HOUR);
    expect(await giveUp()).toBe(0);
    await record(seeded, requestIds[0] ?? '', frozen('2'));
    expect(await giveUp()).toBe(0);
    expect(await claim()).toHaveLength(1);
  });

  it('release a withdrawn seal too', async () => {
    const seeded = await seedCase(test.database);
    const task = { measure: 'seal', assetId: 'LSVAU2180N2123458', from: '2026-11-02', until: '2027-11-01' };
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [{ institution: 'icbc', task }]);
    await claim();
    await withdraw(orderId);
    expect(await one(`select task, state from request where case_id = $1 and measure = 'release'`, seeded.caseId)).toEqual({
      task: { measure: 'release', freezeRequestId: requestIds[0], account: task.assetId },
      state: 'open',
    });
  });

  it('give institutions their time also where a set is approved after its answer-by', async () => {
    const seeded = await seedCase(test.database);
    const setId = newId();
    await test.database.query(
      `insert into enforcement_order (id, case_id, party_id, measure, priority, state, legal_basis, targets, cause, set_id, answer_by, placed_by,
         placed_at, placed_legal_at)
       values ($1, $2, $3, 'inquire', 'bulk', 'awaiting_approval', '{}', '[{"institution": "icbc", "task": {"measure": "inquire"}}]', 'bulk', $4,
         $5, 'judge', $5, $5)`,
      [newId(), seeded.caseId, seeded.debtorId, setId, T0],
    );
    expect(await approveOrderSet(test.database, setId, { id: 'control', role: 'service' }, at)).toBe(1);
    expect(await giveUp()).toBe(0);
    expect(await claim()).toHaveLength(1);
  });

  it('give the money of a payment back that was never sent', async () => {
    const seeded = await seedCase(test.database);
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [
      { institution: 'icbc', task: { measure: 'pay', amountFen: '5' } },
    ]);
    await test.database.query(
      `insert into payment (request_id, case_id, order_id, claim_id, amount_fen) values ($1, $2, $3, $4, 5)`,
      [requestIds[0], seeded.caseId, orderId, seeded.claimId],
    );
    now = plusMs(now, 48 * HOUR);
    expect(await giveUp()).toBe(1);
    expect(await one('select state from payment where request_id = $1', requestIds[0])).toEqual({ state: 'refused' });
  });

  it('take the late answer to an inquiry that was given up, and disturb nobody', async () => {
    const seeded = await seedCase(test.database);
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [
      { institution: 'icbc', task: { measure: 'inquire' } },
    ]);
    now = plusMs(now, 48 * HOUR);
    expect(await giveUp()).toBe(1);
    expect(await orderState(orderId)).toBe('complete_with_silence');
    await record(seeded, requestIds[0] ?? '', found);
    await record(seeded, requestIds[0] ?? '', found);
    expect(await one('select state, outcome from request where id = $1', requestIds[0])).toEqual({
      state: 'executed',
      outcome: 'found',
    });
    expect(await orderState(orderId)).toBe('complete');
    expect(await openAttention(requestIds[0])).toEqual([]);
  });

  it('call a person for an effect of what was given up, book nothing on repetition, and book what the person confirms', async () => {
    const seeded = await seedCase(test.database);
    const { requestIds } = await seedOrder(test.database, seeded, [{ institution: 'icbc', task: freezeTask('3') }]);
    const requestId = requestIds[0] ?? '';
    now = plusMs(now, 48 * HOUR);
    await giveUp();
    await record(seeded, requestId, frozen('3'));
    await record(seeded, requestId, frozen('3'), { ...frozen('3'), asOf: '2026-11-02T01:00:31Z' });
    expect(await openAttention(requestId)).toEqual([{ reason: 'impossible_answer' }]);
    expect(await stateOf(requestId)).toBe('expired');
    const documentId = newId();
    await test.database.query(
      `insert into document (id, case_id, kind, name, media_type, sha256, content, created_at, created_by)
       values ($1, $2, 'evidence', 'letter', 'application/pdf', $3, '', $4, 'judge')`,
      [documentId, seeded.caseId, 'a'.repeat(64), T0],
    );
    await test.database.transaction(async (tx) => {
      const request = await lockRequestForPerson(tx, requestId);
      const confirmation = { requestId, state: 'executed' as const, reason: 'letter', documentId, content: frozen('3') };
      await confirmOutcomeByHand(tx, request, confirmation, judge, at());
    });
    expect(await stateOf(requestId)).toBe('executed');
    expect(await openAttention(requestId)).toEqual([]);
    expect(await one('select caught_fen from account_freeze where id = $1', requestId)).toEqual({ caught_fen: 70000n });
  });

  it('leave a contradiction settled that a person has settled, when it is told once more', async () => {
    const seeded = await seedCase(test.database);
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [{ institution: 'icbc', task: freezeTask('4') }]);
    const requestId = requestIds[0] ?? '';
    await claim();
    const refused: FinalContent = { kind: 'final', outcome: 'refused', ...said, reason: { code: 'account_exempt', text: '' } };
    await record(seeded, requestId, frozen('4'), refused);
    expect(await orderState(orderId)).toBe('complete');
    expect(await openAttention(requestId)).toEqual([{ reason: 'contradiction' }]);
    await test.database.query('update attention set closed_at = $2 where request_id = $1', [requestId, now]);
    await record(seeded, requestId, refused);
    expect(await openAttention(requestId)).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { type FinalContent } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { storePoison } from '#storage/dead-letters/store-dead-letter.js';
import { recordStatement, type StatementLine } from '#storage/funds/record-statement.js';
import { withDatabase } from './harness/database.js';
import { freezeTask, seedCase, type SeededCase, seedOrder, T0 } from './harness/seeds.js';

const FUND = '45050161381309000015';
const at = { machine: asMachine(new Date(T0.getTime() + 60_000)), legal: asLegal(new Date(T0.getTime() + 60_000)) };
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
const said = { kind: 'final' as const, outcome: 'executed' as const, bankTime: T0.toISOString(), asOf: T0.toISOString() };

describe('the case fund', () => {
  const test = withDatabase('fund');
  const answer = (seeded: SeededCase, requestId: string, content: Partial<FinalContent>) =>
    test.database.transaction((tx) =>
      recordAnswers(
        tx,
        [{ caseId: seeded.caseId, requestId, attempt: 1, institution: 'icbc', outcome: { ...said, ...content } }],
        at,
        () => patience,
      ),
    );
  const ordered = async (seeded: SeededCase, task: Parameters<typeof seedOrder>[2][number]['task']) => {
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [{ institution: 'icbc', task }]);
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where order_id = $1`, [orderId]);
    return { orderId, requestId: requestIds[0] ?? '' };
  };
  const line = (lineId: string, amountFen: string, more: Partial<StatementLine>): StatementLine => ({
    lineId,
    amountFen,
    direction: 'credit',
    bookedAt: T0.toISOString(),
    ...more,
  });
  const statement = (lines: readonly StatementLine[], fundAccount = FUND) =>
    test.database.transaction((tx) => recordStatement(tx, 'ccb', fundAccount, lines, at));
  const one = async (sql: string, values: unknown[]) => (await test.database.query<Record<string, unknown>>(sql, values)).rows[0];

  const deducted = async (account: string, bankSerial: string) => {
    const seeded = await seedCase(test.database);
    const freeze = await ordered(seeded, freezeTask(account));
    const { amountFen, from, until } = freezeTask(account);
    const figures = { account, amountFen, caughtFen: amountFen, uncaughtFen: '0', from, until };
    await answer(seeded, freeze.requestId, { freeze: figures });
    const task = { measure: 'deduct', account, freezeRequestId: freeze.requestId, amountFen, payee: { account: FUND } };
    const deduction = await ordered(seeded, task);
    await answer(seeded, deduction.requestId, {
      deduction: { amountFen, bankSerial, interbank: true, sentAt: T0.toISOString() },
    });
    return deduction;
  };
  const orderState = (orderId: string) => one('select state from enforcement_order where id = $1', [orderId]);

  it('knows a deduction by its serial where the banks did not pass our reference on', async () => {
    const { orderId } = await deducted('1', 'S-1');
    await statement([line('L1', '100000', { bankSerial: 'S-1', reference: '扣划款' })], 'another account');
    expect(await orderState(orderId)).toEqual({ state: 'running' });
    await statement([line('L1', '100000', { bankSerial: 'S-1', reference: '扣划款' })]);
    await statement([line('L1', '100000', { bankSerial: 'S-1', reference: '扣划款' })]);
    expect(await orderState(orderId)).toEqual({ state: 'complete' });
  });

  it('does not guess between two deductions of one serial', async () => {
    const [first, second] = [await deducted('2', 'S-2'), await deducted('3', 'S-2')];
    await statement([line('L2', '100000', { bankSerial: 'S-2' })]);
    for (const { orderId } of [first, second]) expect(await orderState(orderId)).toEqual({ state: 'running' });
  });

  it('keeps lines of the same number on two accounts of a bank apart, and passes over a line without money', async () => {
    const { orderId, requestId } = await deducted('4', 'S-4');
    await statement([line('L7', '5', {})], 'another account');
    await statement([line('L8', '0', {}), line('L7', '100000', { reference: requestId })]);
    expect(await orderState(orderId)).toEqual({ state: 'complete' });
  });

  it('gives a claim back what its payment lost on the way, whichever is heard first', async () => {
    for (const isFirst of [true, false]) {
      const seeded = await seedCase(test.database);
      const { orderId, requestId } = await ordered(seeded, { measure: 'pay', amountFen: '700', fundAccount: FUND });
      await test.database.query(
        `insert into payment (request_id, case_id, order_id, claim_id, amount_fen) values ($1, $2, $3, $4, 700)`,
        [requestId, seeded.caseId, orderId, seeded.claimId],
      );
      const back = () =>
        statement([
          line(`P${requestId}`, '700', { direction: 'debit', reference: requestId }),
          line(`R${requestId}`, '700', { reference: requestId }),
        ]);
      if (isFirst) await back();
      const payment = { amountFen: '700', bankSerial: 'P-1', paidAt: T0.toISOString() };
      await answer(seeded, requestId, { payment });
      if (!isFirst) {
        expect(await one('select paid_fen from claim where id = $1', [seeded.claimId])).toEqual({ paid_fen: 700n });
        await back();
      }
      await back();
      expect(await one('select paid_fen from claim where id = $1', [seeded.claimId])).toEqual({ paid_fen: 0n });
      expect(await one('select state from payment where request_id = $1', [requestId])).toEqual({ state: 'refused' });
      const { rows } = await test.database.query('select kind from event where case_id = $1 order by id', [seeded.caseId]);
      expect(rows.filter(({ kind }) => String(kind).startsWith('fund.'))).toEqual([
        { kind: 'fund.paid' },
        { kind: 'fund.returned' },
      ]);
    }
  });

  it('tells the case when an answer could not be recorded', async () => {
    const seeded = await seedCase(test.database);
    const { requestId } = await ordered(seeded, freezeTask('5'));
    const letter = { topic: 't', key: seeded.caseId, payload: Buffer.from('{}'), reason: 'not_recordable', detail: 'x' };
    const poison = { requestId, caseId: seeded.caseId, institution: 'icbc' };
    await storePoison(test.database, letter, poison, at);
    await storePoison(test.database, letter, poison, at);
    expect(await one('select state from queue where request_id = $1', [requestId])).toEqual({ state: 'needs_attention' });
    const { rows } = await test.database.query('select kind from event where case_id = $1', [seeded.caseId]);
    expect(rows).toEqual([{ kind: 'request.needs_attention' }]);
  });
});

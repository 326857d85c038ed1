import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { contentDigest, type FinalContent, type Outcome } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { confirmOutcomeByHand, lockRequestForPerson } from '#storage/attention/confirm-outcome-by-hand.js';
import { receiptOf, receiptsOfOrder } from '#storage/documents/receipts.js';
import { newId } from '#storage/new-id.js';
import { withDatabase } from './harness/database.js';
import { freezeTask, seedCase, type SeededCase, seedOrder, T0 } from './harness/seeds.js';

const at = { machine: asMachine(new Date(T0.getTime() + 60_000)), legal: asLegal(new Date(T0.getTime() + 60_000)) };
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
const judge = { id: 'judge', role: 'judge' as const };

const frozen = (account: string, caughtFen: string): FinalContent => ({
  kind: 'final',
  outcome: 'executed',
  bankTime: '2026-11-02T01:00:30Z',
  asOf: '2026-11-02T01:00:30Z',
  freeze: {
    account,
    amountFen: '100000',
    caughtFen,
    uncaughtFen: String(100_000n - BigInt(caughtFen)),
    from: '2026-11-02',
    until: '2027-11-01',
  },
});
const later = (content: FinalContent): FinalContent => ({ ...content, bankTime: '2026-11-02T05:00:00Z' });

describe('the answer a request was settled by', () => {
  const test = withDatabase('answer_in_its_request');
  let account = 0;

  async function sent() {
    const seeded = await seedCase(test.database);
    const own = String((account += 1));
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [{ institution: 'icbc', task: freezeTask(own) }]);
    await test.database.query(
      `update queue set state = 'dispatched', attempt = 1, not_after = $2, lease_until = $2 where order_id = $1`,
      [orderId, at.machine],
    );
    return { seeded, orderId, id: requestIds[0] ?? '', account: own };
  }

  const record = ({ caseId }: SeededCase, requestId: string, ...outcomes: Outcome[]) =>
    test.database.transaction((tx) =>
      recordAnswers(
        tx,
        outcomes.map((outcome) => ({ caseId, requestId, attempt: 1, institution: 'icbc', outcome })),
        at,
        () => patience,
      ),
    );

  /** What is told of a request by whoever reads it, and how much of it lies outside its row. */
  async function told(orderId: string, requestId: string) {
    const receipts = await receiptsOfOrder(test.database, orderId);
    const { rows } = await test.database.query<{ aside: number; attention: string | null }>(
      `select count(a.*)::int as aside, (select max(reason) from attention where request_id = $1 and closed_at is null) as attention
       from answer a where a.request_id = $1`,
      [requestId],
    );
    return { receipts: receipts.map(({ content, settled }) => ({ content, settled })), ...rows[0] };
  }

  it('stands in the row of the request, once, however often and in however many batches it is told', async () => {
    const { seeded, orderId, id, account: own } = await sent();
    const said = frozen(own, '70000');
    await record(seeded, id, said, later(said));
    await record(seeded, id, later(said));
    expect(await told(orderId, id)).toEqual({ receipts: [{ content: said, settled: true }], aside: 0, attention: null });
  });

  it.each(['in one batch', 'in two'])('stays what the request was settled by when another contradicts it %s', async (batches) => {
    const { seeded, orderId, id, account: own } = await sent();
    const [first, second] = [frozen(own, '70000'), frozen(own, '100000')];
    if (batches === 'in one batch') await record(seeded, id, first, second, later(second), later(first));
    else for (const said of [first, second, later(second), later(first)]) await record(seeded, id, said);
    const { receipts, ...rest } = await told(orderId, id);
    expect(rest).toEqual({ aside: 1, attention: 'contradiction' });
    expect(receipts).toHaveLength(2);
    expect(receipts).toEqual(
      expect.arrayContaining([
        { content: first, settled: true },
        { content: second, settled: false },
      ]),
    );
    expect((await receiptOf(test.database, id))?.content).toEqual(first);
  });

  it('is not told twice when a person confirms an effect that was laid aside as one nobody had asked for', async () => {
    const { seeded, orderId, id } = await sent();
    const strange = frozen('another account', '70000');
    await record(seeded, id, strange);
    expect(await told(orderId, id)).toEqual({
      receipts: [{ content: strange, settled: false }],
      aside: 1,
      attention: 'unreadable',
    });
    const documentId = newId();
    await test.database.query(
      `insert into document (id, case_id, kind, name, media_type, sha256, content, created_at, created_by)
       values ($1, $2, 'evidence', 'letter', 'application/pdf', $3, '', $4, $5)`,
      [documentId, seeded.caseId, 'a'.repeat(64), T0, judge.id],
    );
    await test.database.transaction(async (tx) => {
      const request = await lockRequestForPerson(tx, id);
      const confirmation = { requestId: id, state: 'executed' as const, reason: 'letter', documentId, content: strange };
      await confirmOutcomeByHand(tx, request, confirmation, judge, at);
    });
    expect(await told(orderId, id)).toEqual({ receipts: [{ content: strange, settled: true }], aside: 1, attention: null });
    await record(seeded, id, later(strange));
    expect(await told(orderId, id)).toMatchObject({ aside: 1, attention: null });
  });

  it('goes back where it stood, under the digest it would have had, when the migration is taken back', async () => {
    const { seeded, orderId, id, account: own } = await sent();
    const refused: FinalContent = {
      ...frozen(own, '0'),
      outcome: 'refused',
      reason: { code: 'account_not_found', text: '无此账号 "\\\n\u0001' },
    };
    const said: FinalContent = { ...frozen(own, '70000'), receipt: { number: '№ 1 “甲”', issuedAt: '2026-11-02T01:00:30Z' } };
    const other = await sent();
    await record(seeded, id, said);
    await record(other.seeded, other.id, refused);
    const before = await told(orderId, id);
    const migration = (way: string) => readFileSync(`libs/storage/migrations/0018-answer-in-its-request.${way}.sql`, 'utf8');
    await test.database.query(migration('down'));
    const { rows } = await test.database.query<{ digest: string; settled: string; content: FinalContent }>(
      `select a.digest, r.answer_digest as settled, a.content from answer a join request r on r.id = a.request_id
       where r.id = any($1::uuid[]) order by r.id`,
      [[id, other.id]],
    );
    expect(rows).toEqual(
      [said, refused].map((content) => ({ content, digest: contentDigest(content), settled: contentDigest(content) })),
    );
    await test.database.query(migration('up'));
    expect(await told(orderId, id)).toEqual({ ...before, aside: 1 });
    // what was written before is known as what it is
    await record(seeded, id, later(said));
    expect(await told(orderId, id)).toEqual({ ...before, aside: 1 });
  });
});

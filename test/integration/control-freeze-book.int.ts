import { describe, expect, it } from '@jest/globals';
import { asLegal, asMachine } from '#platform/clocks.js';
import { type FinalContent, type Outcome } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { expireFreezes } from '#storage/freezes/expire-freezes.js';
import { promoteQueued } from '#storage/freezes/promote-queued.js';
import { type Queryable } from '#storage/database.js';
import { verifyBook } from '#storage/freezes/verify-book.js';
import { newId } from '#storage/new-id.js';
import { withDatabase } from './harness/database.js';
import { freezeTask, seedCase, type SeededCase, seedOrder, T0 } from './harness/seeds.js';

const at = { machine: asMachine(new Date(T0.getTime() + 60_000)), legal: asLegal(new Date(T0.getTime() + 60_000)) };
const NEXT_DAY = { ...at, legal: asLegal(new Date('2027-11-01T16:00:00Z')) };
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
const figures = (account: string, until = '2027-11-01') => ({
  account,
  amountFen: '100000',
  caughtFen: '100000',
  uncaughtFen: '0',
  from: '2026-11-02',
  until,
});
const final = (asOf: string, content: Partial<FinalContent>): FinalContent => ({
  kind: 'final',
  outcome: 'executed',
  bankTime: asOf,
  asOf,
  ...content,
});

/** What a bank did reaches us in another order than it was done. */
describe('the freeze book', () => {
  const test = withDatabase('freeze_book');
  const record = (seeded: SeededCase, requestId: string, outcome: Outcome) =>
    test.database.transaction((tx) =>
      recordAnswers(tx, [{ caseId: seeded.caseId, requestId, attempt: 1, institution: 'icbc', outcome }], at, () => patience),
    );
  const sent = async (seeded: SeededCase, task: Parameters<typeof seedOrder>[2][number]['task']) => {
    const { orderId, requestIds } = await seedOrder(test.database, seeded, [{ institution: 'icbc', task }]);
    await test.database.query(`update queue set state = 'dispatched', attempt = 1 where order_id = $1`, [orderId]);
    return requestIds[0] ?? '';
  };
  const frozen = async (seeded: SeededCase, account: string) => {
    const id = await sent(seeded, freezeTask(account));
    await record(seeded, id, final('2026-11-02T01:00:30Z', { freeze: figures(account) }));
    return id;
  };
  const book = async (id: string) =>
    (
      await test.database.query(
        `select state, cap_fen, caught_fen, until_date, position_wanted_at is not null as wanted from account_freeze where id = $1`,
        [id],
      )
    ).rows[0];

  it('opens no freeze whose order is not there, or is of another case', async () => {
    const [seeded, other] = [await seedCase(test.database), await seedCase(test.database)];
    for (const orderId of [newId(), (await seedOrder(test.database, other, [])).orderId]) {
      const id = await sent(seeded, freezeTask('50'));
      await test.database.query('update request set order_id = $2 where id = $1', [id, orderId]);
      const answer = record(seeded, id, final('2026-11-02T01:00:30Z', { freeze: figures('50') }));
      await expect(answer).rejects.toThrow('names an order that is not there, or not of its case');
      expect(await book(id)).toBeUndefined();
    }
  });

  it.each(['enforcement_case', 'enforcement_order', 'party'])('lets nobody take away a row of %s it names', async (table) => {
    const { rows } = await test.database.query(`select count(*)::int as count from ${table}`);
    for (const removal of [`delete from ${table}`, `truncate ${table} cascade`, `update ${table} set id = gen_random_uuid()`]) {
      await expect(test.database.query(removal)).rejects.toThrow(/none is deleted, and none gets another id/);
    }
    expect((await test.database.query(`select count(*)::int as count from ${table}`)).rows).toEqual(rows);
  });

  it('says what it names in vain', async () => {
    const seeded = await seedCase(test.database);
    const [id, lost] = [await frozen(seeded, '51'), await frozen(seeded, '52')];
    const client = await test.database.pool.connect();
    try {
      await client.query('begin');
      // as a repair by hand might, past every trigger
      await client.query('set local session_replication_role = replica');
      await client.query('delete from enforcement_order where id = (select order_id from account_freeze where id = $1)', [id]);
      await client.query('update party set case_id = gen_random_uuid() where id = $1', [seeded.debtorId]);
      await client.query('delete from account_freeze where id = $1', [lost]);
      expect((await verifyBook(client as Queryable)).differences).toEqual([
        expect.stringMatching(`freeze ${id} has no order [0-9a-f-]{36}, party ${seeded.debtorId}`),
        `freeze ${lost} has no row of the book`,
      ]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('R2.4-3 shares that were sealed for what they secure are out of the book when the registry has released them', async () => {
    const seeded = await seedCase(test.database);
    const term = { from: '2026-11-02', until: '2027-11-01' };
    const shares = { assetId: 'A123', shares: '5000' };
    const id = await sent(seeded, { measure: 'seal', ...shares, ...term, worthFen: '600000' });
    await record(seeded, id, final('2026-11-02T01:00:30Z', { seal: { ...shares, ...term, rank: 1 } }));
    expect(await book(id)).toMatchObject({ state: 'active', cap_fen: 600000n });
    const release = await sent(seeded, { measure: 'release', account: 'A123', freezeRequestId: id });
    // a registry tells no figures
    await record(seeded, release, final('2026-11-02T02:00:30Z', {}));
    expect(await book(id)).toMatchObject({ state: 'released', cap_fen: 0n, caught_fen: 0n });
    expect((await verifyBook(test.database)).differences).toEqual([]);
  });

  it('takes a freeze up again whose renewal was answered after we had reckoned its end', async () => {
    const seeded = await seedCase(test.database);
    const freezeRequestId = await frozen(seeded, '1');
    const renewal = await sent(seeded, { measure: 'renew', account: '1', freezeRequestId, until: '2028-11-01' });
    await expireFreezes(test.database, NEXT_DAY);
    expect(await book(freezeRequestId)).toMatchObject({ state: 'expired', caught_fen: 0n });
    await record(seeded, renewal, final('2027-11-01T02:00:00Z', { freeze: figures('1', '2028-11-01') }));
    expect(await book(freezeRequestId)).toMatchObject({ state: 'active', caught_fen: 100000n, until_date: '2028-11-01' });
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  });

  it('asks the bank again when a deduction is heard of after figures that had it in them', async () => {
    const seeded = await seedCase(test.database);
    const freezeRequestId = await frozen(seeded, '2');
    const deduction = await sent(seeded, { measure: 'deduct', account: '2', freezeRequestId, amountFen: '60000' });
    const present = { kind: 'present', capFen: '40000', caughtFen: '40000', uncaughtFen: '0', until: '2027-11-01' } as const;
    await record(seeded, freezeRequestId, { ...present, active: true, asOf: '2026-11-02T03:00:00Z' });
    expect(await book(freezeRequestId)).toMatchObject({ caught_fen: 40000n, wanted: false });
    const sentAt = '2026-11-02T02:00:00Z';
    const told = { amountFen: '60000', bankSerial: 'S', interbank: true, sentAt };
    await record(seeded, deduction, final(sentAt, { deduction: told }));
    expect(await book(freezeRequestId)).toMatchObject({ cap_fen: 40000n, wanted: true });
    await record(seeded, freezeRequestId, { ...present, active: true, asOf: '2026-11-02T03:00:01Z' });
    expect(await book(freezeRequestId)).toMatchObject({ cap_fen: 40000n, caught_fen: 40000n, wanted: false });
    expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
  });

  it('books no effect that nobody asked for, keeps what was said and calls a person', async () => {
    const seeded = await seedCase(test.database);
    const id = await sent(seeded, freezeTask('3'));
    await record(seeded, id, final('2026-11-02T01:00:30Z', { freeze: figures('4') }));
    expect(await book(id)).toBeUndefined();
    const { rows } = await test.database.query(
      `select q.state, a.reason, (select count(*)::int from every_answer where request_id = q.request_id) as kept
       from queue q join attention a using (request_id) where q.request_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ state: 'needs_attention', reason: 'unreadable', kept: 1 }]);
    await record(seeded, id, final('2026-11-02T01:00:30Z', { freeze: figures('3') }));
    expect(await book(id)).toMatchObject({ state: 'active' });
  });

  describe('R2.2-3 R2.2-4 promotes by itself', () => {
    /** Two cases on one account of 1000 yuan: the first holds all of it, the second waits. */
    const queuedBehind = async (account: string) => {
      const [first, second] = [await seedCase(test.database), await seedCase(test.database)];
      const senior = await frozen(first, account);
      const junior = await sent(second, freezeTask(account));
      const nothing = { ...figures(account), caughtFen: '0', uncaughtFen: '100000' };
      await record(second, junior, final('2026-11-02T01:00:31Z', { freeze: nothing }));
      return { first, second, senior, junior };
    };
    const promotions = async (caseId: string) =>
      (
        await test.database.query<{ subject_id: string; data: Record<string, unknown> }>(
          `select subject_id, data from event where case_id = $1 and kind = 'freeze.promoted' order by id`,
          [caseId],
        )
      ).rows;

    it('when the first is released, and tells the next court’s case once, whoever looks', async () => {
      const { first, second, senior, junior } = await queuedBehind('21');
      const release = await sent(first, { measure: 'release', account: '21', freezeRequestId: senior });
      const released = { releasedFen: '100000', remainingCapFen: '0' };
      await record(first, release, final('2026-11-02T02:00:00Z', { release: released }));
      const done = await Promise.all([1, 2, 3].map(() => promoteQueued(test.database, 100, at)));
      expect(done.reduce((sum, one) => sum + one, 0)).toBe(1);
      expect(await promotions(second.caseId)).toEqual([
        {
          subject_id: junior,
          data: { by: 'released', madeWay: senior, fromRank: 2, toRank: 1, fromFen: '0', toFen: '100000', source: 'computed' },
        },
      ]);
      expect(await promotions(first.caseId)).toEqual([]);
      // what the book reckons is not what the bank said: it is asked
      expect(await book(junior)).toMatchObject({ caught_fen: 0n, wanted: true });
      expect(await verifyBook(test.database)).toMatchObject({ differences: [] });
    });

    it('when the first expires', async () => {
      const { second, junior } = await queuedBehind('22');
      await test.database.query(`update account_freeze set until_date = '2029-01-01' where id = $1`, [junior]);
      await expireFreezes(test.database, NEXT_DAY);
      await promoteQueued(test.database, 100, at);
      expect((await promotions(second.caseId))[0]?.data).toMatchObject({ by: 'expired', toRank: 1, toFen: '100000' });
      await test.database.query(`update account_freeze set until_date = '2027-11-01' where id = $1`, [junior]);
    });

    it('with what a reduction or a deduction leaves, and the first keeps its rank', async () => {
      const reduced = await queuedBehind('23');
      const release = await sent(reduced.first, {
        ...{ measure: 'release', account: '23', freezeRequestId: reduced.senior, amountFen: '40000' },
      });
      const part = { releasedFen: '40000', remainingCapFen: '60000' };
      await record(reduced.first, release, final('2026-11-02T02:00:00Z', { release: part }));
      await promoteQueued(test.database, 100, at);
      expect((await promotions(reduced.second.caseId))[0]?.data).toMatchObject({ fromRank: 2, toRank: 2, toFen: '40000' });

      const deducted = await queuedBehind('24');
      const deduction = await sent(deducted.first, {
        ...{ measure: 'deduct', account: '24', freezeRequestId: deducted.senior, amountFen: '100000' },
      });
      const told = { amountFen: '100000', bankSerial: 'S', interbank: true, sentAt: '2026-11-02T02:00:00Z' };
      await record(deducted.first, deduction, final('2026-11-02T02:00:00Z', { deduction: told }));
      await promoteQueued(test.database, 100, at);
      // nothing is left on the account: it is the first now, and holds what comes
      expect((await promotions(deducted.second.caseId))[0]?.data).toMatchObject({ by: 'deducted', toRank: 1, toFen: '0' });
    });
  });
});

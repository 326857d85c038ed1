import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { laneOf } from '#enforcement/case-lanes.js';
import { type Priority } from '#enforcement/measure.js';
import { asLegal, asMachine, type MachineTime, plusMs } from '#platform/clocks.js';
import { type Outcome } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { recordLeasesOver } from '#storage/answers/record-leases-over.js';
import { storePoison } from '#storage/dead-letters/store-dead-letter.js';
import { newId } from '#storage/new-id.js';
import { institutionLoads } from '#storage/orders/institution-load.js';
import { insertRequests } from '#storage/orders/insert-requests.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { countRequests } from '#storage/orders/order-rows.js';
import { listRequests } from '#storage/orders/request-rows.js';
import { withdrawQueued } from '#storage/orders/withdraw-queued.js';
import { claimRequests } from '#storage/queue/claim.js';
import { holdAfterRestore } from '#storage/restore/hold-after-restore.js';
import { giveUpWaiting } from '#storage/queue/give-up-waiting.js';
import { leasesOver, noLongerWanted } from '#storage/queue/overdue.js';
import { withDatabase } from './harness/database.js';
import { seedCase, type SeededCase, seedFlow, T0 } from './harness/seeds.js';

const RUNS = Number(process.env['TEST_RUNS'] ?? 15);
const HOUR_MS = 3_600_000;
const LEASE_MS = 30_000;
const BANK = 'icbc';
/** Eight share a row. */
const WINDOW = 64;
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 5, statusEveryMs: 1_000 };
const silent: Outcome = { kind: 'silent', reached: 'maybe', cause: 'timeout' };
const nothing: Outcome = { kind: 'final', outcome: 'nothing', bankTime: T0.toISOString(), asOf: T0.toISOString() };

describe('inquiries in blocks', () => {
  const test = withDatabase('inquiries_in_blocks');
  const judge = { id: 'judge', role: 'judge' as const };
  let now: MachineTime = asMachine(T0);
  const at = () => ({ machine: now, legal: asLegal(now) });

  beforeEach(async () => {
    now = asMachine(T0);
    await forgetAll();
    await seedFlow(test.database, BANK, WINDOW);
  });

  const forgetAll = () => test.database.query('truncate queue, request, institution_flow');

  /** Orders of a set, approved together: one inquiry each. */
  async function place(cases: readonly SeededCase[], answerBy = plusMs(now, 24 * HOUR_MS)): Promise<string[]> {
    const orders = cases.map(({ caseId, debtorId }) => ({ id: newId<string>(), caseId, debtorId }));
    for (const { id, caseId, debtorId } of orders) {
      await test.database.query(
        `insert into enforcement_order (id, case_id, party_id, measure, priority, state, legal_basis, targets, answer_by, placed_by, placed_at, placed_legal_at)
         values ($1, $2, $3, 'inquire', 'bulk', 'running', '{"noticeNumber": "1", "documentIds": [], "officers": []}', '[]', $4, 'judge', $5, $5)`,
        [id, caseId, debtorId, answerBy, now],
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
    const order = { id: newId<string>(), caseId: seeded?.caseId ?? '', priority, answerBy: plusMs(now, 24 * HOUR_MS), targets };
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
    (await claimRequests(test.database, { now, sendWindowMs: () => 12_000, most })).requests.map(({ requestId }) => requestId);

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
      await recordLeasesOver(test.database, await leasesOver(test.database, now, 500), at(), () => patience);
  }

  async function giveUp(): Promise<void> {
    for (let look = 0; look < 2; look += 1)
      await giveUpWaiting(test.database, await noLongerWanted(test.database, now, 500), at());
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

  it('share a row of the queue as far as the window takes them well, and go out whole', async () => {
    await place(await cases(20));
    expect((await queueRows()).map(({ members }) => members)).toEqual([8, 8, 4]);
    expect(await claim(17)).toHaveLength(16);
    const loads = await institutionLoads(test.database);
    expect(loads.get(BANK)).toMatchObject({ queued: 4, in_flight: 16 });
    expect(await claim()).toHaveLength(4);
    await expectBooksToAgree();
  });

  it('never share a row where their answers take two lanes', async () => {
    const two = await Promise.all([0, 1].map((lane) => seedCase(test.database, undefined, idInLane(lane))));
    await place(two);
    await place([...two, ...(await cases(1))]);
    expect((await queueRows()).map(({ members }) => members)).toEqual([null, null, 2, null]);
  });

  it('are alone where they are urgent, where nothing is known of the window, and where it is narrow', async () => {
    const seeded = await cases(4);
    await seedFlow(test.database, BANK, 15);
    await place(seeded);
    await test.database.query('delete from institution_flow');
    await place(seeded);
    expect((await queueRows()).map(({ members }) => members)).toEqual(Array.from({ length: 8 }, () => null));
  });

  it('leave their block as they are answered, and free their places one by one', async () => {
    await place(await cases(10));
    const asked = await claim();
    await hear(asked.slice(0, 3), nothing);
    expect(await queueRows()).toEqual([
      { state: 'dispatched', open: 5, members: 8 },
      { state: 'dispatched', open: 2, members: 2 },
    ]);
    await expectBooksToAgree();
    await hear(asked, nothing);
    expect(await queueRows()).toEqual([]);
    expect(await states()).toEqual({ executed: 10 });
  });

  it('part when one of them is not answered: it is asked again, the others stay on their way', async () => {
    const orders = await place(await cases(7));
    const asked = await claim();
    await hear(asked.slice(0, 1), nothing);
    await hear(asked.slice(1, 2), silent);
    expect((await queueRows()).map(({ state, members }) => ({ state, members }))).toEqual([
      { state: 'queued', members: null },
      ...Array.from({ length: 5 }, () => ({ state: 'dispatched', members: null })),
    ]);
    await expectBooksToAgree();
    expect(await claim()).toEqual([]);
    now = plusMs(now, 2_000);
    expect(await claim()).toEqual(asked.slice(1, 2));
    const second = await listRequests(test.database, orders[1] ?? '', undefined, 10);
    expect(second.map(({ state, attempt }) => ({ state, attempt }))).toEqual([{ state: 'dispatched', attempt: 2 }]);
    await hear(asked, nothing);
    expect(await states()).toEqual({ executed: 7 });
  });

  it('are shown as they stand, each under its own order', async () => {
    const orders = await place(await cases(7));
    const shown = async () => (await listRequests(test.database, orders[3] ?? '', undefined, 10)).map(({ state }) => state);
    expect(await shown()).toEqual(['queued']);
    const asked = await claim();
    expect(await shown()).toEqual(['dispatched']);
    await hear(asked.slice(3, 4), nothing);
    expect(await shown()).toEqual(['executed']);
    const counts = await countRequests(test.database, orders);
    expect(orders.map((order) => counts(order).open)).toEqual([1, 1, 1, 0, 1, 1, 1]);
  });

  it('let one of them be withdrawn while the others wait', async () => {
    const orders = await place(await cases(7));
    await withdraw(orders[2] ?? '');
    await expectBooksToAgree();
    expect(await claim()).toHaveLength(6);
    expect(await states()).toEqual({ open: 6, withdrawn: 1 });
  });

  describe('do not wait for a window that has become too narrow for their block', () => {
    const freeze = (account: string): OrderTarget => ({
      institution: BANK,
      task: { measure: 'freeze', account, amountFen: '100' },
    });
    const release = (account: string): OrderTarget => ({
      institution: BANK,
      task: { measure: 'release', account, freezeRequestId: newId() },
    });

    it.each([
      ['behind nothing', async () => undefined],
      [
        'behind a freeze that a stay holds back',
        async () => {
          await placeAlone([freeze('1')]);
          await test.database.query('update queue set stayed = true');
        },
      ],
      [
        'behind an inquiry that was not answered just now',
        async () => {
          await placeAlone([{ institution: BANK, task: { measure: 'inquire' } }]);
          await test.database.query('update queue set not_before = $1', [plusMs(now, 60_000)]);
        },
      ],
      [
        'behind a release whose freeze a person looks at',
        async () => {
          await placeAlone([freeze('2'), release('2')]);
          await test.database.query(`update queue set state = 'needs_attention' where measure = 'freeze'`);
        },
      ],
    ])('%s', async (_what, before) => {
      await before();
      await place(await cases(14));
      await seedFlow(test.database, BANK, 1);
      expect(await claim()).toHaveLength(1);
      await expectBooksToAgree();
    });
  });

  describe('get what is owed to who is not urgent', () => {
    const urgent = (count: number): OrderTarget[] =>
      Array.from({ length: count }, () => ({ institution: BANK, task: { measure: 'inquire' } }));

    it('also while one of them is on its way, and only few places come free', async () => {
      await placeAlone(urgent(57), 'urgent');
      await placeAlone(urgent(1), 'judge');
      expect(await claim()).toHaveLength(58);
      const orders = await place(await cases(24));
      await placeAlone(urgent(200), 'urgent');
      // seven of a window of 64 are owed to them, one has its place
      expect(await ofOrders(orders, await claim())).toBe(6);
      await expectBooksToAgree();
    });

    it('and their turn when they are due before them, where nothing is kept for anybody', async () => {
      await test.database.query('update institution_flow set urgent_share = 0');
      await placeAlone(urgent(59), 'urgent');
      expect(await claim()).toHaveLength(59);
      const orders = await place(await cases(24));
      await test.database.query(`update queue set due_at = $1 where inquiries is not null`, [plusMs(now, -4 * 24 * HOUR_MS)]);
      await placeAlone(urgent(200), 'urgent');
      expect(await ofOrders(orders, await claim())).toBe(5);
    });
  });

  it('go one by one to a person, where a message about one of them cannot be handled', async () => {
    const seeded = await cases(7);
    await place(seeded);
    const [poisoned] = await claim();
    const letter = { topic: 'answers', key: BANK, payload: Buffer.from('{'), reason: 'not_recordable', detail: 'Broken.' };
    const caseId = seeded[0]?.caseId ?? '';
    await storePoison(test.database, letter, { requestId: poisoned ?? '', caseId, institution: BANK }, at());
    await expectBooksToAgree();
    const { rows } = await test.database.query(`select request_id from queue where state = 'needs_attention'`);
    expect(rows).toEqual([{ request_id: poisoned }]);
  });

  it('are each given up when the answer-by has passed, and each asked again when the lease is over', async () => {
    const seeded = await cases(14);
    await place(seeded.slice(0, 7), plusMs(now, HOUR_MS));
    await place(seeded.slice(7), plusMs(now, 3 * HOUR_MS));
    expect(await claim(7)).toHaveLength(7);
    now = plusMs(now, LEASE_MS + 1);
    await endLeases();
    await expectBooksToAgree();
    now = plusMs(now, 2 * HOUR_MS);
    await giveUp();
    await expectBooksToAgree();
    expect(await states()).toEqual({ expired: 7, open: 7 });
    expect(await claim()).toHaveLength(7);
  });

  it('go out again one by one after a restore, those with an answer not', async () => {
    await place(await cases(20));
    const asked = await claim(17);
    await hear(asked.slice(0, 3), nothing);
    const actor = { id: 'judge', role: 'operator' as const };
    const held = await test.database.transaction((tx) => holdAfterRestore(tx, plusMs(now, -1_000), actor, at()));
    expect(held.inquiries).toBe(17);
    await expectBooksToAgree();
    await test.database.query('delete from switch');
    const again = await claim();
    expect(again).toHaveLength(17);
    expect(again.filter((id) => asked.slice(0, 3).includes(id))).toEqual([]);
  });

  it('bear that answers, withdrawals and leases meet at one block', async () => {
    const orders = await place(await cases(14));
    const asked = await claim();
    now = plusMs(now, LEASE_MS + 1);
    await Promise.all([
      ...asked.slice(0, 5).map((id) => hear([id], nothing)),
      ...asked.slice(5, 9).map((id) => hear([id], silent)),
      ...orders.slice(9, 12).map((id) => withdraw(id)),
      endLeases(),
    ]);
    await expectBooksToAgree();
    now = plusMs(now, 2_000);
    await endLeases();
    await claim();
    await hear(asked, nothing);
    await expectBooksToAgree();
    expect((await states())['open']).toBeUndefined();
  });

  const act = fc.oneof(
    fc.record({
      kind: fc.constant('place' as const),
      count: fc.integer({ min: 1, max: 20 }),
      hours: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({ kind: fc.constant('claim' as const), most: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ kind: fc.constantFrom('answered' as const, 'silent' as const), which: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ kind: fc.constant('withdrawn' as const), which: fc.nat(200) }),
    fc.record({ kind: fc.constant('window' as const), size: fc.constantFrom(1, 10, 20, 64, 200) }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1_500, LEASE_MS + 1, HOUR_MS) }),
  );

  it('keep the books in any history, and every inquiry has its end', async () => {
    const seeded = await cases(20);
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 15 }), async (acts) => {
        now = asMachine(T0);
        await forgetAll();
        let window = WINDOW;
        await seedFlow(test.database, BANK, window);
        const orders = new Set(await place(seeded));
        const underWay = async () => {
          const { rows } = await test.database.query<{ id: string }>(
            `select r.id from request r join queue q on q.request_id = any(array[r.id, r.block_id]) where r.state = 'open' and q.state = 'dispatched' order by r.id`,
          );
          return rows.map(({ id }) => id);
        };
        for (const one of acts) {
          if (one.kind === 'place')
            for (const id of await place(seeded.slice(0, one.count), plusMs(now, one.hours * HOUR_MS))) orders.add(id);
          if (one.kind === 'claim') {
            const before = (await underWay()).length;
            const claimed = await claim(one.most);
            expect(before + claimed.length).toBeLessThanOrEqual(Math.max(before, window));
            expect(new Set(claimed).size).toBe(claimed.length);
          }
          if (one.kind === 'answered' || one.kind === 'silent') {
            const some = (await underWay()).filter((_, index) => index % one.which === 0);
            if (some.length > 0) await hear(some, one.kind === 'silent' ? silent : nothing);
          }
          if (one.kind === 'withdrawn') {
            const id = [...orders][one.which % orders.size] ?? '';
            if (orders.size > 1 && orders.delete(id)) await withdraw(id).catch(refusedOnly);
          }
          if (one.kind === 'window') await seedFlow(test.database, BANK, (window = one.size));
          if (one.kind === 'wait') {
            now = plusMs(now, one.ms);
            await endLeases();
            await giveUp();
          }
          await expectBooksToAgree();
        }
        for (let turn = 0; turn < 400 && (await queueRows()).length > 0; turn += 1) {
          now = plusMs(now, 2_000);
          await claim();
          await hear(await underWay(), nothing);
          await endLeases();
          await giveUp();
        }
        expect(await queueRows()).toEqual([]);
        expect((await states())['open']).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});

function idInLane(lane: number): string {
  let id = newId<string>();
  while (laneOf(id) !== lane) id = newId();
  return id;
}

/** What has its answer cannot be withdrawn; anything else that goes wrong is wrong. */
function refusedOnly(error: unknown): void {
  if ((error as { code?: string }).code !== 'illegal_transition') throw error as Error;
}

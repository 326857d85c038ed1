import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asMachine, plusMs } from '#platform/clocks.js';
import { storePoison } from '#storage/dead-letters/store-dead-letter.js';
import { institutionLoads } from '#storage/orders/institution-load.js';
import { countRequests } from '#storage/orders/order-rows.js';
import { listRequests } from '#storage/orders/request-rows.js';
import { dispatchedByGroup } from '#storage/queue/dispatched.js';
import { holdAfterRestore } from '#storage/restore/hold-after-restore.js';
import { withDatabase } from './harness/database.js';
import { seedCase, seedFlow, T0 } from './harness/seeds.js';
import { BANK, HOUR_MS, LEASE_MS, WINDOW, silent, nothing, blockQueue, idInLane } from './harness/block-queue.js';

const RUNS = Number(process.env['TEST_RUNS'] ?? 15);

describe('inquiries in blocks', () => {
  const test = withDatabase('inquiries_in_blocks');
  const { clock, at, forgetAll, place, cases, claim, hear, endLeases, giveUp, withdraw, queueRows, expectBooksToAgree, states } =
    blockQueue(test);

  beforeEach(async () => {
    clock.now = asMachine(T0);
    await forgetAll();
    await seedFlow(test.database, BANK, WINDOW);
  });

  it('share a row of the queue as far as the window takes them well, and go out whole', async () => {
    await place(await cases(20));
    expect((await queueRows()).map(({ members }) => members)).toEqual([8, 8, 4]);
    expect(await claim(17)).toHaveLength(16);
    const loads = await institutionLoads(test.database);
    expect(loads.get(BANK)).toMatchObject({ queued: 4, in_flight: 16 });
    expect(await dispatchedByGroup(test.database)).toEqual(new Map([['banks', 16]]));
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
    clock.now = plusMs(clock.now, 2_000);
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
    await place(seeded.slice(0, 7), plusMs(clock.now, HOUR_MS));
    await place(seeded.slice(7), plusMs(clock.now, 3 * HOUR_MS));
    expect(await claim(7)).toHaveLength(7);
    clock.now = plusMs(clock.now, LEASE_MS + 1);
    await endLeases();
    await expectBooksToAgree();
    clock.now = plusMs(clock.now, 2 * HOUR_MS);
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
    const held = await test.database.transaction((tx) => holdAfterRestore(tx, plusMs(clock.now, -1_000), actor, at()));
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
    clock.now = plusMs(clock.now, LEASE_MS + 1);
    await Promise.all([
      ...asked.slice(0, 5).map((id) => hear([id], nothing)),
      ...asked.slice(5, 9).map((id) => hear([id], silent)),
      ...orders.slice(9, 12).map((id) => withdraw(id)),
      endLeases(),
    ]);
    await expectBooksToAgree();
    clock.now = plusMs(clock.now, 2_000);
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
        clock.now = asMachine(T0);
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
            for (const id of await place(seeded.slice(0, one.count), plusMs(clock.now, one.hours * HOUR_MS))) orders.add(id);
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
            clock.now = plusMs(clock.now, one.ms);
            await endLeases();
            await giveUp();
          }
          await expectBooksToAgree();
        }
        for (let turn = 0; turn < 400 && (await queueRows()).length > 0; turn += 1) {
          clock.now = plusMs(clock.now, 2_000);
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

/** What has its answer cannot be withdrawn; anything else that goes wrong is wrong. */
function refusedOnly(error: unknown): void {
  if ((error as { code?: string }).code !== 'illegal_transition') throw error as Error;
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import { asMachine, plusMs } from '#platform/clocks.js';
import { newId } from '#storage/new-id.js';
import { type OrderTarget } from '#storage/orders/order-target.js';
import { withDatabase } from './harness/database.js';
import { seedFlow, T0 } from './harness/seeds.js';
import { BANK, HOUR_MS, WINDOW, blockQueue } from './harness/block-queue.js';

describe('blocks of inquiries at a window', () => {
  const test = withDatabase('blocks_and_windows');
  const { clock, forgetAll, place, placeAlone, ofOrders, cases, claim, expectBooksToAgree } = blockQueue(test);

  beforeEach(async () => {
    clock.now = asMachine(T0);
    await forgetAll();
    await seedFlow(test.database, BANK, WINDOW);
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
          await test.database.query('update queue set not_before = $1', [plusMs(clock.now, 60_000)]);
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
      await test.database.query(`update queue set due_at = $1 where inquiries is not null`, [
        plusMs(clock.now, -4 * 24 * HOUR_MS),
      ]);
      await placeAlone(urgent(200), 'urgent');
      expect(await ofOrders(orders, await claim())).toBe(5);
    });
  });
});

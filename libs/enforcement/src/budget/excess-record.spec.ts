import { describe, expect, it } from '@jest/globals';
import { fenOf } from '../money.js';
import { type BudgetMoment, excessRecords } from './excess-record.js';

const moment = (at: string, caught: bigint, target: bigint, more: Partial<BudgetMoment> = {}): BudgetMoment => ({
  at,
  caughtFen: fenOf(caught),
  targetFen: fenOf(target),
  cause: 'caught_more',
  ...more,
});

describe('money held above the debt', () => {
  it('R2.4-1: is on record from the bank’s act to our release, with the most it came to, its cause and the release', () => {
    expect(
      excessRecords([
        moment('1', 100n, 100n),
        moment('2', 130n, 100n),
        moment('3', 150n, 100n, { cause: 'target_fell', releaseOrderId: 'r1' }),
        moment('4', 120n, 100n),
        moment('5', 100n, 100n),
        moment('6', 100n, 90n, { cause: 'target_fell' }),
      ]),
    ).toEqual([
      { from: '2', to: '5', amountFen: 50n, cause: 'caught_more', releaseOrderId: 'r1' },
      { from: '6', amountFen: 10n, cause: 'target_fell' },
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { fenOf } from '../money.js';
import { budgetCuts, type BudgetedFreeze } from './budget-cuts.js';

const freeze = (freezeId: string, capFen: bigint, caughtFen: bigint, more: Partial<BudgetedFreeze> = {}): BudgetedFreeze => ({
  freezeId,
  institution: 'icbc',
  capFen: fenOf(capFen),
  caughtFen: fenOf(caughtFen),
  underDeductionFen: fenOf(0n),
  partialRelease: true,
  hasJuniors: false,
  harm: 0,
  busy: false,
  ...more,
});
const told = (target: bigint, ...freezes: BudgetedFreeze[]) => {
  const { cuts, left } = budgetCuts(fenOf(target), freezes);
  return [
    ...cuts.map(({ freezeId, amountFen, whole, because }) => `${freezeId} ${amountFen}${whole ? ' whole' : ''} ${because}`),
    ...left.map(({ freezeId, amountFen, because }) => `${freezeId} ${amountFen} stays ${because}`),
  ];
};

describe('cutting what the debt no longer needs', () => {
  it('R2.4-5: below the target nothing is cut', () => {
    expect(told(1000n, freeze('a', 1000n, 999n), freeze('b', 1000n, 0n))).toEqual([]);
  });

  it('R2.4-5: when the debt is caught, all open caps are cut', () => {
    expect(told(1000n, freeze('a', 1000n, 600n), freeze('b', 1000n, 400n), freeze('c', 1000n, 0n))).toEqual([
      'c 1000 whole open_cap',
      'b 600 open_cap',
      'a 400 open_cap',
    ]);
  });

  it('R2.4-1: caught above the debt goes, from the most harmful freeze first', () => {
    const { surplusFen } = budgetCuts(fenOf(1000n), [freeze('a', 900n, 900n), freeze('b', 500n, 500n)]);
    expect(surplusFen).toBe(400n);
    expect(told(1000n, freeze('a', 900n, 900n, { harm: 3 }), freeze('b', 500n, 500n))).toEqual(['a 400 surplus']);
    expect(told(1000n, freeze('a', 900n, 900n), freeze('b', 500n, 500n))).toEqual(['b 400 surplus']);
    expect(told(0n, freeze('a', 900n, 900n))).toEqual(['a 900 whole surplus']);
  });

  it('R2.3-2, R2.4-5: a whole account waits for all that comes until the debt is caught, then it is cut to what is owed', () => {
    const whole = { wholeAccount: true };
    const kept = (target: bigint, ...freezes: BudgetedFreeze[]) =>
      budgetCuts(fenOf(target), freezes).cuts.map(
        (cut) => `${cut.freezeId} ${cut.amountFen} ${cut.keepFen ?? 'ends'} ${cut.because}`,
      );
    expect(kept(1000n, freeze('a', 999n, 999n, whole))).toEqual([]);
    expect(kept(1000n, freeze('a', 1000n, 1000n, whole))).toEqual(['a 0 1000 open_cap']);
    expect(kept(1000n, freeze('a', 5000n, 5000n, whole))).toEqual(['a 4000 1000 surplus']);
    expect(kept(1000n, freeze('a', 0n, 0n, whole), freeze('b', 1000n, 1000n))).toEqual(['a 0 ends open_cap']);
    expect(kept(0n, freeze('a', 500n, 500n, whole))).toEqual(['a 500 ends surplus']);
    expect(told(1000n, freeze('a', 5000n, 5000n, { ...whole, partialRelease: false }))).toEqual([
      'a 4000 stays no_partial_release',
    ]);
  });

  it('R2.4-5: a rank others wait behind is kept longest', () => {
    expect(told(1000n, freeze('a', 900n, 900n), freeze('b', 500n, 500n, { hasJuniors: true, harm: 9 }))).toEqual([
      'a 400 surplus',
    ]);
  });

  it('R2.3-7: a cap that cannot be lowered stays, with the reason; the surplus is taken where it can be', () => {
    const whole = { partialRelease: false };
    expect(told(1000n, freeze('a', 900n, 900n), freeze('b', 500n, 500n, whole))).toEqual([
      'a 400 surplus',
      'b 400 stays no_partial_release',
    ]);
    expect(told(500n, freeze('a', 500n, 500n), freeze('b', 400n, 0n, whole))).toEqual(['b 400 whole open_cap']);
    expect(told(500n, freeze('a', 500n, 500n), freeze('b', 400n, 400n, whole))).toEqual(['b 400 whole surplus']);
  });

  it('R2.4-1: what is about to be deducted is not released, and a freeze under way waits', () => {
    expect(told(0n, freeze('a', 900n, 900n, { underDeductionFen: fenOf(600n) }))).toEqual(['a 300 surplus']);
    expect(told(0n, freeze('a', 900n, 900n, { underDeductionFen: fenOf(901n) }))).toEqual([]);
    expect(told(500n, freeze('a', 500n, 500n), freeze('b', 400n, 100n, { busy: true }))).toEqual([
      'a 100 surplus',
      'b 400 stays measure_under_way',
    ]);
  });

  it('R2.4-1, R2.4-5: cuts by a fen where a fen is too much, and lets the later freeze go first', () => {
    expect(told(999n, freeze('a', 500n, 500n), freeze('b', 500n, 500n))).toEqual(['b 1 surplus']);
    expect(told(999n, freeze('b', 500n, 500n), freeze('a', 500n, 500n))).toEqual(['b 1 surplus']);
    expect(told(1n, freeze('a', 1n, 1n), freeze('b', 1n, 0n))).toEqual(['b 1 whole open_cap']);
    expect(told(100n, freeze('a', 100n, 100n, { hasJuniors: true }), freeze('b', 50n, 50n))).toEqual(['b 50 whole surplus']);
    expect(told(100n, freeze('a', 50n, 50n), freeze('b', 100n, 100n, { hasJuniors: true }))).toEqual(['a 50 whole surplus']);
    expect(told(100n, freeze('a', 60n, 60n, { harm: 1 }), freeze('b', 60n, 60n, { harm: 2 }))).toEqual(['b 20 surplus']);
    expect(told(100n, freeze('a', 60n, 60n, { harm: 2 }), freeze('b', 60n, 60n, { harm: 1 }))).toEqual(['a 20 surplus']);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fen } from '../money.js';
import { excessRecords } from './excess-record.js';
import { type FreezeHappening, type Held, pastMoments } from './past-moments.js';

const fen = (amount: bigint) => amount as Fen;
const at = (second: number) => new Date(Date.UTC(2026, 10, 2, 1, 0, second)).toISOString();
const change = (freezeId: string, second: number, cap: bigint, caught: bigint, more: Partial<FreezeHappening> = {}) => ({
  ...{ freezeId, at: at(second), isActive: cap > 0n, capFen: fen(cap), caughtFen: fen(caught), deductedFen: fen(0n) },
  ...more,
});

describe('what a case held between two looks', () => {
  it('R2.4-1 R2.4-5: money caught too much and released before anybody looked stands on record, with its release', () => {
    const before = new Map([['a', { capFen: fen(100n), caughtFen: fen(100n) }]]);
    const happenings = [change('b', 10, 60n, 40n), change('b', 11, 0n, 0n, { releaseOrderId: 'order' })];
    const debt = { targetFen: fen(100n), owedFen: fen(100n), deductedFen: fen(0n) };
    expect(excessRecords(pastMoments(before, happenings, debt))).toEqual([
      { from: at(10), to: at(11), amountFen: 40n, cause: 'caught_more', releaseOrderId: 'order' },
    ]);
  });

  it('R2.4-5: a deduction takes as much from the debt, so that it makes no excess and hides none', () => {
    const before = new Map([['a', { capFen: fen(100n), caughtFen: fen(100n) }]]);
    const taken = change('a', 10, 40n, 40n, { deductedFen: fen(60n) });
    const debt = { targetFen: fen(100n), owedFen: fen(40n), deductedFen: fen(60n) };
    expect(excessRecords(pastMoments(before, [taken], debt))).toEqual([]);
    const more = [change('b', 9, 50n, 30n), taken];
    expect(excessRecords(pastMoments(before, more, debt))).toEqual([{ from: at(9), amountFen: 30n, cause: 'caught_more' }]);
  });

  it('R2.4-1: says that the debt fell where the caps never were too much', () => {
    const debt = { targetFen: fen(100n), owedFen: fen(70n), deductedFen: fen(0n) };
    const [moment] = pastMoments(new Map(), [change('a', 1, 100n, 90n)], debt);
    expect(moment).toMatchObject({ cause: 'target_fell', caughtFen: 90n, targetFen: 70n });
  });

  it('R2.4-1: one look at many changes leaves the records that a look after each would', () => {
    const one = fc.record({
      freezeId: fc.constantFrom('a', 'b', 'c'),
      cap: fc.bigInt({ min: 0n, max: 100n }),
      share: fc.integer({ min: 0, max: 100 }),
      deducted: fc.bigInt({ min: 0n, max: 20n }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), fc.bigInt({ min: 1n, max: 150n }), (changes, debt) => {
        const happenings = changes.map(({ freezeId, cap, share, deducted }, second) =>
          change(freezeId, second, cap, (cap * BigInt(share)) / 100n, { deductedFen: fen(deducted) }),
        );
        const total = changes.reduce((sum, { deducted }) => sum + deducted, 0n);
        const state = (done: bigint) => ({
          targetFen: fen(debt + total),
          owedFen: fen(debt + total - done),
          deductedFen: fen(done),
        });
        const held = new Map<string, Held>();
        let done = 0n;
        const single = happenings.flatMap((happening) => {
          done += happening.deductedFen;
          const moments = pastMoments(held, [happening], state(done));
          held.set(happening.freezeId, happening.isActive ? happening : { capFen: fen(0n), caughtFen: fen(0n) });
          return moments;
        });
        const together = pastMoments(new Map(), happenings, state(total));
        expect(together).toEqual(single);
        for (const moment of together.filter(({ caughtFen, targetFen }) => caughtFen > targetFen)) {
          const covers = ({ from, to }: { from: string; to?: string }) =>
            from <= moment.at && (to === undefined || moment.at <= to);
          expect(excessRecords(together).some((record) => covers(record))).toBe(true);
        }
      }),
    );
  });
});

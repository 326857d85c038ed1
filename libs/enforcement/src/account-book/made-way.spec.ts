import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fen, sumFen } from '../money.js';
import { allocate } from './allocation.js';
import { type FreezeOnAccount, promotedBy } from './made-way.js';

const fen = (amount: bigint) => amount as Fen;
const day = (index: number) => new Date(Date.UTC(2024, 0, 1 + index)).toISOString();

/** Freezes in order of service, with what an account of so much money gives each (R2.3). */
function account(money: bigint, caps: readonly bigint[]): FreezeOnAccount[] {
  return allocate(fen(money), caps.map(fen)).map(({ effectiveFen }, index) => ({
    ...{ freezeId: `f${index}`, court: `court ${index}`, caseNumber: `case ${index}`, servedAt: day(index) },
    ...{ capFen: fen(caps[index] ?? 0n), caughtFen: effectiveFen, wholeAccount: false },
  }));
}
const seen = (one: ReturnType<typeof promotedBy>) =>
  one.map(({ freezeId, fromRank, toRank, fromFen, toFen }) => [freezeId, fromRank, toRank, fromFen, toFen]);

describe('a freeze that gives way', () => {
  it('R2.2-3 lets the next one move up and take its money when it is released or expires', () => {
    const freezes = account(100n, [100n, 60n, 70n]);
    for (const by of ['released', 'expired'] as const) {
      const gave = { freezeId: 'f0', by, capFen: fen(0n), takenFen: fen(0n) };
      expect(seen(promotedBy(freezes, gave))).toEqual([
        ['f1', 2, 1, 0n, 60n],
        ['f2', 3, 2, 0n, 40n],
      ]);
    }
  });

  it('R2.2-4 gives the rest to the next one when it is reduced, and keeps its own rank', () => {
    const gave = { freezeId: 'f0', by: 'released', capFen: fen(70n), takenFen: fen(0n) } as const;
    expect(seen(promotedBy(account(100n, [100n, 60n]), gave))).toEqual([['f1', 2, 2, 0n, 30n]]);
  });

  it('R2.2-4 promotes in rank, not in money, when all of it was deducted', () => {
    const gave = { freezeId: 'f0', by: 'deducted', capFen: fen(0n), takenFen: fen(100n) } as const;
    expect(seen(promotedBy(account(100n, [100n, 60n]), gave))).toEqual([['f1', 2, 1, 0n, 0n]]);
  });

  it('R2.2-1 promotes nobody when the last one goes, or one that is not there', () => {
    const gave = { by: 'released', capFen: fen(0n), takenFen: fen(0n) } as const;
    expect(promotedBy(account(100n, [60n, 60n]), { ...gave, freezeId: 'f1' })).toEqual([]);
    expect(promotedBy(account(100n, [60n, 60n]), { ...gave, freezeId: 'f9' })).toEqual([]);
  });

  it('R2.2-3 R2.2-4 gives out no more than the money there is, to juniors alone, in whatever order the freezes are told', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 8n });
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 8n }),
        fc.array(amount, { minLength: 1, maxLength: 6 }),
        fc.nat(5),
        fc.constantFrom('released', 'expired', 'reduced', 'deducted'),
        (money, caps, pick, how) => {
          const freezes = account(money, caps);
          const index = pick % freezes.length;
          const one = freezes[index] as FreezeOnAccount;
          const capFen = fen(how === 'reduced' ? (one.capFen + 1n) / 2n : how === 'deducted' ? one.capFen - one.caughtFen : 0n);
          const by = how === 'reduced' ? 'released' : (how as 'released' | 'expired' | 'deducted');
          const takenFen = fen(how === 'deducted' ? one.caughtFen : 0n);
          const gave = { freezeId: one.freezeId, by, capFen, takenFen };
          const promoted = promotedBy(freezes, gave);
          expect(promotedBy([...freezes].reverse(), gave)).toEqual(promoted);
          for (const { freezeId, fromFen, toFen, fromRank } of promoted) {
            expect(fromRank).toBeGreaterThan(index + 1);
            const junior = freezes.find((other) => other.freezeId === freezeId);
            expect(toFen).toBeGreaterThanOrEqual(fromFen);
            expect(toFen).toBeLessThanOrEqual(junior?.capFen ?? 0n);
          }
          const gained = promoted.reduce((sum, { fromFen, toFen }) => sum + toFen - fromFen, 0n);
          expect(gained).toBeLessThanOrEqual(how === 'deducted' ? 0n : one.caughtFen);
          expect(sumFen(freezes.map(({ caughtFen }) => caughtFen))).toBeLessThanOrEqual(money);
        },
      ),
    );
  });

  it('R2.3-2: a whole account lets those behind it have what is above the amount it is cut to, and all when it is released', () => {
    const [first, second] = account(100n, [100n, 60n]);
    if (first === undefined || second === undefined) throw new Error('two freezes');
    const whole = [{ ...first, wholeAccount: true }, second];
    const released = (capFen: bigint) =>
      seen(promotedBy(whole, { freezeId: 'f0', by: 'released', capFen: fen(capFen), takenFen: fen(0n) }));
    expect(released(70n)).toEqual([['f1', 2, 2, 0n, 30n]]);
    expect(released(100n)).toEqual([]);
    expect(released(0n)).toEqual([['f1', 2, 1, 0n, 60n]]);
  });

  it('R2.3-2: a whole account that moves up takes all there is', () => {
    const [first, second] = account(100n, [70n, 10n]);
    if (first === undefined || second === undefined) throw new Error('two freezes');
    const behind = [first, { ...second, capFen: second.caughtFen, wholeAccount: true }];
    const gave = { freezeId: 'f0', by: 'released', capFen: fen(0n), takenFen: fen(0n) } as const;
    expect(seen(promotedBy(behind, gave))).toEqual([['f1', 2, 1, 10n, 80n]]);
  });
});

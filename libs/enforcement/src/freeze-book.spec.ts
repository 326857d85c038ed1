import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldFreeze, type FreezeEntry } from './freeze-book.js';
import { fenOf } from './money.js';

const amount = fc.bigInt({ min: 0n, max: 10_000n }).map(fenOf);
const entry = fc
  .record({
    kind: fc.constantFrom('reported' as const, 'renewed' as const, 'released' as const, 'deducted' as const),
    caughtFen: amount,
    amountFen: amount,
  })
  .map((part): FreezeEntry => ({ ...part, capFen: fenOf(0n), until: '2021-03-01' }));
const first = fc.record({ capFen: amount, share: fc.integer({ min: 0, max: 100 }) }).map(({ capFen, share }): FreezeEntry => ({
  kind: 'frozen',
  capFen,
  caughtFen: fenOf((capFen * BigInt(share)) / 100n),
  amountFen: capFen,
  until: '2021-03-01',
}));

describe('the fold of a freeze', () => {
  it('keeps what is caught within the cap, and cap + deducted within what was ordered (R2.3-6)', () => {
    fc.assert(
      fc.property(first, fc.array(entry, { maxLength: 12 }), (frozen, later) => {
        const position = foldFreeze([frozen, ...later]);
        return position.caughtFen <= position.capFen && position.capFen >= 0n && position.capFen <= frozen.capFen;
      }),
    );
  });

  it('ends by itself, without losing what it was (R2.1-4)', () => {
    const frozen: FreezeEntry = {
      kind: 'frozen',
      capFen: fenOf(100n),
      caughtFen: fenOf(40n),
      amountFen: fenOf(100n),
      until: '2021-03-01',
    };
    const expired: FreezeEntry = { ...frozen, kind: 'expired' };
    expect(foldFreeze([frozen, expired])).toEqual({
      state: 'expired',
      capFen: 100n,
      caughtFen: 0n,
      deductedFen: 0n,
      until: '2021-03-01',
    });
  });

  it('begins with the freeze', () => {
    expect(() => foldFreeze([])).toThrow('begins with');
  });
});

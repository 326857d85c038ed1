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
      endsAt: '2021-03-01T16:00:00.000Z',
      wholeAccount: false,
    });
  });

  it('begins with the freeze', () => {
    expect(() => foldFreeze([])).toThrow('begins with');
  });

  const line = (
    kind: FreezeEntry['kind'],
    figures: Partial<Record<'capFen' | 'caughtFen' | 'amountFen', bigint>>,
    until = '2021-03-01',
  ) => ({
    kind,
    capFen: fenOf(figures.capFen ?? 0n),
    caughtFen: fenOf(figures.caughtFen ?? 0n),
    amountFen: fenOf(figures.amountFen ?? 0n),
    until,
  });
  const begun = line('frozen', { capFen: 100n, caughtFen: 40n, amountFen: 100n });
  const after = (...entries: FreezeEntry[]) => {
    const { state, capFen, caughtFen, deductedFen, until } = foldFreeze([begun, ...entries]);
    return `${state} ${capFen} ${caughtFen} ${deductedFen} ${until}`;
  };

  it('R2.3-1: a report brings what later credits filled, never more than the cap', () => {
    expect(after(line('reported', { caughtFen: 70n }))).toBe('active 100 70 0 2021-03-01');
    expect(after(line('reported', { caughtFen: 700n }, '2021-04-01'))).toBe('active 100 100 0 2021-04-01');
  });

  it('R2.1-1, R2.1-4: a renewal keeps the cap, moves the end, and takes up again what we had reckoned ended too early', () => {
    const renewed = line('renewed', { caughtFen: 30n }, '2022-03-01');
    expect(after(renewed)).toBe('active 100 30 0 2022-03-01');
    expect(after(line('renewed', { caughtFen: 130n }, '2022-03-01'))).toBe('active 100 100 0 2022-03-01');
    expect(after(line('expired', {}), renewed)).toBe('active 100 30 0 2022-03-01');
    expect(after(line('released', { amountFen: 100n }), renewed)).toBe('released 0 0 0 2022-03-01');
  });

  it('R2.3-2: a whole account holds whatever is there, is exhausted by nothing, and cut to an amount it is a freeze of that amount', () => {
    const whole = { ...line('frozen', { capFen: 40n, caughtFen: 40n }), wholeAccount: true };
    const then = (...entries: FreezeEntry[]) => {
      const { state, capFen, caughtFen, deductedFen, wholeAccount } = foldFreeze([whole, ...entries]);
      return `${state} ${wholeAccount ? 'whole' : capFen} ${caughtFen} ${deductedFen}`;
    };
    expect(then(line('reported', { caughtFen: 70_000n }))).toBe('active whole 70000 0');
    expect(then(line('renewed', { caughtFen: 70n }, '2022-03-01'))).toBe('active whole 70 0');
    expect(then(line('deducted', { amountFen: 40n }))).toBe('active whole 0 40');
    expect(then(line('deducted', { amountFen: 40n }), line('reported', { caughtFen: 9n }))).toBe('active whole 9 40');
    const cut = line('released', { capFen: 30n, caughtFen: 30n, amountFen: 10n });
    expect(then(cut, line('reported', { caughtFen: 70n }))).toBe('active 30 30 0');
    expect(then(line('released', { amountFen: 40n }))).toBe('released whole 0 0');
  });

  it('R1.8-4, R2.1-4: ends at the minute that was told, else when its last day is over', () => {
    const told = { ...line('renewed', { caughtFen: 40n }, '2022-03-01'), endsAt: '2022-03-01T07:30:00.000Z' };
    expect(foldFreeze([begun, told]).endsAt).toBe('2022-03-01T07:30:00.000Z');
    expect(foldFreeze([begun]).endsAt).toBe('2021-03-01T16:00:00.000Z');
  });

  it('R2.3-6, R2.3-7: parts released or deducted lower the cap and keep the rest', () => {
    expect(after(line('released', { amountFen: 30n }))).toBe('active 70 40 0 2021-03-01');
    expect(after(line('released', { amountFen: 70n }))).toBe('active 30 30 0 2021-03-01');
    expect(after(line('released', { amountFen: 100n }))).toBe('released 0 0 0 2021-03-01');
    expect(after(line('deducted', { amountFen: 10n }))).toBe('active 90 30 10 2021-03-01');
    expect(after(line('deducted', { amountFen: 10n }), line('deducted', { amountFen: 5n }))).toBe('active 85 25 15 2021-03-01');
    expect(after(line('deducted', { amountFen: 100n }))).toBe('exhausted 0 0 100 2021-03-01');
    expect(after(line('deducted', { amountFen: 90n }))).toBe('active 10 0 90 2021-03-01');
  });
});

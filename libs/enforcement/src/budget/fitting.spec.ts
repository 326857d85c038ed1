import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fen, sumFen } from '../money.js';
import { fitting } from './fitting.js';

const fen = (...amounts: bigint[]) => amounts as Fen[];

describe('what fits into the room of a case', () => {
  it('R2.4-1 R2.4-5: is all amounts together, to the fen; where accounts fan out each by itself', () => {
    expect(fitting(fen(60n, 40n), 100n as Fen, false).beyond).toEqual([]);
    expect(fitting(fen(60n, 41n), 100n as Fen, false).beyond).toEqual([1]);
    expect(fitting(fen(100n, 100n), 100n as Fen, true).beyond).toEqual([]);
    expect(fitting(fen(100n, 101n), 100n as Fen, true).beyond).toEqual([1]);
    expect(fitting(fen(1n), -5n as Fen, false).beyond).toEqual([0]);
  });

  it('R2.4-1: what fits never exceeds the room, and what does not would exceed it', () => {
    const amounts = fc.array(
      fc.bigInt({ min: 1n, max: 1_000n }).map((amount) => amount as Fen),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(amounts, fc.bigInt({ min: -100n, max: 3_000n }), (all, room) => {
        const { beyond } = fitting(all, room as Fen, false);
        const kept = all.filter((_, index) => !beyond.includes(index));
        const taken = sumFen(kept);
        expect(kept.length === 0 || taken <= room).toBe(true);
        const before = (index: number) => sumFen(all.slice(0, index).filter((_, other) => !beyond.includes(other)));
        for (const index of beyond) expect(before(index) + (all[index] ?? 0n) > room).toBe(true);
      }),
    );
  });
});

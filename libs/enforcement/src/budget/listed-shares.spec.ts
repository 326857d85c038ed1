import { describe, expect, it } from '@jest/globals';
import { fenOf } from '../money.js';
import { sharesToFreeze } from './listed-shares.js';

const shares = (debt: bigint, close: bigint, fluctuationPercent = 20n) =>
  sharesToFreeze(fenOf(debt), fenOf(close), { fluctuationPercent });

describe('listed shares', () => {
  it('R2.4-3: debt and costs by the previous close, at most a fifth more', () => {
    expect(shares(1_000_000n, 1_000n)).toEqual({ shares: 1000n, most: 1200n });
    expect(shares(1_000_001n, 1_000n)).toEqual({ shares: 1001n, most: 1201n });
    expect(shares(1n, 1_000n, 0n)).toEqual({ shares: 1n, most: 1n });
  });

  it('R2.4-3: none for no debt, and none without a price', () => {
    expect(shares(0n, 1_000n)).toEqual({ shares: 0n, most: 0n });
    expect(() => shares(1n, 0n)).toThrow('previous close');
    expect(() => shares(1n, -1n)).toThrow('previous close');
    expect(shares(-1_000n, 1n)).toEqual({ shares: 0n, most: 0n });
    expect(shares(5n, 1n).shares).toBe(5n);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fenOf, formatYuan, parseYuan } from './money.js';

describe('money', () => {
  it('reads what it writes, for every amount', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
        (amount) => parseYuan(formatYuan(fenOf(amount))) === amount,
      ),
    );
  });

  it('writes nothing without a sign', () => {
    expect([0n, 1n, -1n, -100n].map((amount) => formatYuan(fenOf(amount)))).toEqual(['0.00', '0.01', '-0.01', '-1.00']);
  });

  it.each(['', '1.234', '01', '+1', '1e3', '1,000', ' 1', '1.', '.5', '١', '1'.repeat(17), 'NaN'])('refuses %j', (text) => {
    expect(parseYuan(text)).toBeUndefined();
  });

  it('reads one and two decimals', () => {
    expect(parseYuan('305000')).toBe(30_500_000n);
    expect(parseYuan('0.5')).toBe(50n);
    expect(parseYuan('-0.01')).toBe(-1n);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exactYuan, fraction, parseDecimal, parsePercent, plus, roundToFen, times } from './fraction.js';

describe('an exact number', () => {
  it('R4.1-2 is read from a decimal without passing through a float', () => {
    expect(parsePercent('0.0175')).toEqual({ numerator: 7n, denominator: 40_000n });
    expect(parseDecimal('-1.50')).toEqual({ numerator: -3n, denominator: 2n });
    expect(['', '1.', '.5', '1e3', '+1', '1,000', '01'].map(parseDecimal)).toEqual(Array(7).fill(undefined));
  });

  it('R4.3-2 is rounded half-up, below zero too', () => {
    const halves = [
      [5n, 2n, 3n],
      [-5n, 2n, -2n],
      [7n, 3n, 2n],
      [-7n, 3n, -2n],
      [-8n, 3n, -3n],
      [4n, 1n, 4n],
    ] as const;
    for (const [top, bottom, rounded] of halves) expect(roundToFen(fraction(top, bottom))).toBe(rounded);
  });

  it('is shown to a reader with six decimals and a mark where there are more', () => {
    expect(exactYuan(fraction(264_250n))).toBe('2642.50');
    expect(exactYuan(fraction(1n, 3n))).toBe('0.003333…');
    expect(exactYuan(fraction(12_345n, 1000n))).toBe('0.12345');
  });

  it('adds and multiplies exactly', () => {
    const any = fc.tuple(fc.bigInt(), fc.bigInt({ min: 1n, max: 10n ** 12n })).map(([top, bottom]) => fraction(top, bottom));
    fc.assert(
      fc.property(any, any, any, (one, two, three) => {
        expect(plus(one, two)).toEqual(plus(two, one));
        expect(times(plus(one, two), three)).toEqual(plus(times(one, three), times(two, three)));
      }),
    );
  });

  it('has no denominator of zero', () => {
    expect(() => fraction(1n, 0n)).toThrow(RangeError);
    expect(fraction(1n, -2n)).toEqual({ numerator: -1n, denominator: 2n });
  });
});

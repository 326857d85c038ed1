import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plusDays } from '../watch/legal-day.js';
import { daysIn, excludedDays, firstCounted } from './days.js';

describe('counting days', () => {
  it('R4.3-1 counts 151 or 152 from 2024-01-31 to 2024-06-30, by the convention', () => {
    const until = '2024-06-30';
    expect(daysIn({ from: firstCounted('2024-01-31', 'not_counted'), until })).toBe(151n);
    expect(daysIn({ from: firstCounted('2024-01-31', 'counted'), until })).toBe(152n);
  });

  it('knows 29 February and counts nothing where the end lies before the start', () => {
    expect(daysIn({ from: '2024-02-28', until: '2024-03-01' })).toBe(3n);
    expect(daysIn({ from: '2023-02-28', until: '2023-03-01' })).toBe(2n);
    expect(daysIn({ from: '2024-03-02', until: '2024-03-01' })).toBe(0n);
  });

  it('R4.1-5 takes a single day out once, though it is excluded twice', () => {
    const day = { from: '2024-01-05', until: '2024-01-05' };
    expect(excludedDays({ from: '2024-01-01', until: '2024-01-31' }, [day, day])).toBe(1n);
  });

  it('R4.1-5 takes each excluded day out once, however periods overlap', () => {
    const day = fc.integer({ min: 0, max: 60 });
    const period = fc
      .tuple(day, day)
      .map(([one, other]) => ({ from: plusDays('2024-01-01', one), until: plusDays('2024-01-01', other) }));
    fc.assert(
      fc.property(period, fc.array(period, { maxLength: 5 }), (counted, excluded) => {
        let expected = 0n;
        for (let at = counted.from; at <= counted.until; at = plusDays(at, 1)) {
          if (excluded.some(({ from, until }) => from <= at && at <= until)) expected += 1n;
        }
        expect(excludedDays(counted, excluded)).toBe(expected);
      }),
    );
  });
});

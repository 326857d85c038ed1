import { describe, expect, it } from '@jest/globals';
import { type Fen } from '../money.js';
import { convertFirst } from './foreign-currency.js';
import { parseDecimal, fraction } from './fraction.js';
import { type DebtTerms } from './terms.js';

const terms: DebtTerms = {
  currency: 'USD',
  items: [{ id: 'p', kind: 'principal', label: '本金', amount: 1_000_033n as Fen, performBy: '2024-01-31' }],
  ordinaryInterest: [],
  doubledPart: { waived: false },
  exclusions: [],
  costs: [],
  enforcementFeeFixed: false,
};
const parity = (on: string, rate: string) => ({ on, rate: parseDecimal(rate) ?? fraction(0n) });

describe('a debt in foreign money', () => {
  it('R4.1-6 is converted first, at the central parity of the day the doubled part starts from', () => {
    const converted = convertFirst(terms, [parity('2024-01-31', '7.1039'), parity('2024-06-30', '7.1268')]);
    // 10000.33 × 7.1039 = 71041.344287
    expect(converted).toMatchObject({
      terms: {
        currency: 'CNY',
        items: [{ amount: 7_104_134n, converted: { currency: 'USD', amount: 1_000_033n, on: '2024-01-31', rate: '7.1039' } }],
      },
    });
  });

  it('R4.1-6 is not converted at the parity of another day', () => {
    expect(convertFirst(terms, [parity('2024-02-01', '7.1039')])).toEqual({ missing: ['2024-01-31'] });
  });
});

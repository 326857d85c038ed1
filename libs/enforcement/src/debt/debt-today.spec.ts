import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fen } from '../money.js';
import { plusDays } from '../watch/legal-day.js';
import { type CaseLaw, caseStatement, type ClaimAccount } from './case-statement.js';
import { debtToday } from './debt-today.js';
import { fraction } from './fraction.js';
import { PAYMENT_MEANS, type Payment } from './terms.js';

const law: CaseLaw = {
  doubledPart: { ratePerDay: fraction(7n, 40_000n), ratePercent: '0.0175', appliesFrom: '2014-08-01', firstDay: 'not_counted' },
  orderOfPayment: ['enforcement_costs', 'costs_awarded', 'ordinary_interest', 'damages', 'principal', 'doubled_part'],
  enforcementFee: { bands: [{ above: 0n as Fen, base: 5_000n as Fen, rate: fraction(0n) }] },
};
const START = '2024-01-01';

function account(claimId: string, amount: bigint, payments: readonly Payment[] = []): ClaimAccount {
  const item = { id: 'p', kind: 'principal', label: '货款', amount: amount as Fen, performBy: START } as const;
  const none = { ordinaryInterest: [], exclusions: [], costs: [], enforcementFeeFixed: true };
  return { claimId, payments, terms: { currency: 'CNY', items: [item], doubledPart: { waived: false }, ...none } };
}
const paid = (on: string, amount: bigint, means: Payment['means']): Payment => ({ id: 'x', on, amount: amount as Fen, means });
const inFund = (on: string, amount: bigint): Payment => ({ ...paid(on, amount, 'deduction'), inFund: true });

describe('what is owed today', () => {
  it('R2.4-5 R4.1-2: never falls by itself, and grows by what it says', () => {
    const pay = fc.record({ on: fc.integer({ min: 0, max: 400 }), amount: fc.bigInt({ min: 1n, max: 10_000_000n }) });
    const property = fc.property(
      fc.bigInt({ min: 100n, max: 10_000_000_000n }),
      fc.array(pay, { maxLength: 5 }),
      fc.integer({ min: 0, max: 400 }),
      (principal, pays, day) => {
        const payments = pays.map(({ on, amount }, index) => ({
          ...paid(plusDays(START, on), amount, 'performance'),
          id: String(index),
        }));
        const known = payments.filter(({ on }) => on <= plusDays(START, day));
        const one = [account('a', principal, known)];
        const today = debtToday(plusDays(START, day), one, law);
        const tomorrow = debtToday(plusDays(START, day + 1), one, law);
        expect(tomorrow.owedFen - today.owedFen).toBe(today.perDayFen);
        expect(today.owedFen).toBe(caseStatement(plusDays(START, day), one, law).totals.owed);
        expect(tomorrow.targetFen >= today.targetFen && today.owedFen <= today.targetFen).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('R2.4-1: money that has left counts at once, though the bank dates it tomorrow', () => {
    const one = [account('a', 1_000_000n, [inFund('2024-01-03', 400_000n)])];
    expect(debtToday('2024-01-02', one, law).owedFen).toBe(600_175n);
  });

  it('R2.4-1: what deductions brought beyond one claim serves the other; a part paid to one creditor does not', () => {
    const both = (payment: Payment) => [account('a', 1_000_000n, [payment]), account('b', 1_000_000n)];
    expect(debtToday(START, both(inFund(START, 1_300_000n)), law).owedFen).toBe(700_000n);
    for (const means of PAYMENT_MEANS)
      expect(debtToday(START, both(paid(START, 1_300_000n, means)), law).owedFen).toBe(1_000_000n);
  });

  it('R4.1-2: a creditor may receive interest too, less what was paid elsewhere', () => {
    for (const means of PAYMENT_MEANS) {
      const one = [account('a', 1_000_000n, [paid('2024-01-02', 200_000n, means)])];
      expect(debtToday('2024-01-02', one, law).dueByClaim.get('a')).toBe(800_175n);
    }
  });

  it('R1.9-6: what lies in the fund is still to be paid out, also where it is dated tomorrow', () => {
    const one = [account('a', 1_000_000n, [inFund('2024-01-03', 200_000n)])];
    expect(debtToday('2024-01-02', one, law).dueByClaim.get('a')).toBe(1_000_175n);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fen, minFen, sumFen } from '../money.js';
import { plusDays } from '../watch/legal-day.js';
import { type CaseLaw, caseStatement } from './case-statement.js';
import { debtToday } from './debt-today.js';
import { accountsOf, type PaidOut, type SentMoney } from './deduction-shares.js';
import { fraction } from './fraction.js';
import { type DebtTerms, type Payment, PAYMENT_MEANS } from './terms.js';

const law: CaseLaw = {
  doubledPart: { ratePerDay: fraction(7n, 40_000n), ratePercent: '0.0175', appliesFrom: '2014-08-01', firstDay: 'not_counted' },
  orderOfPayment: ['enforcement_costs', 'costs_awarded', 'ordinary_interest', 'damages', 'principal', 'doubled_part'],
  enforcementFee: { bands: [{ above: 0n as Fen, base: 5_000n as Fen, rate: fraction(0n) }] },
};
const START = '2024-01-01';
const CLAIMS = ['a', 'b'] as const;
type ClaimId = (typeof CLAIMS)[number];

function termsOf(principal: Fen): DebtTerms {
  const item = { id: 'p', kind: 'principal', label: '货款', amount: principal, performBy: START } as const;
  const none = { ordinaryInterest: [], exclusions: [], costs: [], enforcementFeeFixed: true };
  return { currency: 'CNY', items: [item], doubledPart: { waived: false }, ...none };
}

/** A court that does whatever it is asked, as far as the figures of the day let it. */
class PayingCourt {
  private on = START;
  private readonly deductions: SentMoney[] = [];
  readonly paidOut: PaidOut[] = [];
  readonly parts: Record<ClaimId, Payment[]> = { a: [], b: [] };

  constructor(private readonly principals: Record<ClaimId, Fen>) {}

  get accounts() {
    const known = CLAIMS.map((id) => ({
      id,
      principal: this.principals[id],
      terms: termsOf(this.principals[id]),
      parts: this.parts[id],
    }));
    return accountsOf(known, this.deductions, this.paidOut);
  }

  get debt() {
    return debtToday(this.on, this.accounts, law);
  }

  get statement() {
    return caseStatement(this.on, this.accounts, law);
  }

  get fund(): Fen {
    return (sumFen(this.deductions.map(({ amount }) => amount)) - sumFen(this.paidOut.map(({ amount }) => amount))) as Fen;
  }

  received(claimId: ClaimId): Fen {
    const out = this.paidOut.filter((one) => one.claimId === claimId);
    return sumFen([...out, ...this.parts[claimId]].map(({ amount }) => amount));
  }

  wait(days: number): void {
    this.on = plusDays(this.on, days);
  }

  deduct(amount: Fen): void {
    const taken = minFen(amount, this.debt.owedFen);
    if (taken > 0n) this.deductions.push({ id: `d${this.deductions.length}`, on: this.on, amount: taken });
  }

  pay(claimId: ClaimId, amount: Fen): void {
    const paid = minFen(minFen(amount, this.fund), this.stillDue(claimId));
    if (paid > 0n) this.paidOut.push({ claimId, amount: paid });
  }

  notePart(claimId: ClaimId, amount: Fen, means: Payment['means']): void {
    const paid = minFen(amount, this.stillDue(claimId));
    if (paid > 0n) this.parts[claimId].push({ id: `p${this.parts[claimId].length}`, on: this.on, amount: paid, means });
  }

  private stillDue(claimId: ClaimId): Fen {
    const out = sumFen(this.paidOut.filter((one) => one.claimId === claimId).map(({ amount }) => amount));
    const due = this.debt.dueByClaim.get(claimId) ?? 0n;
    return (due > out ? due - out : 0n) as Fen;
  }
}

const fen = (min: bigint, max: bigint) => fc.bigInt({ min, max }).map((amount) => amount as Fen);
const claim = fc.constantFrom(...CLAIMS);
const act = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('deduct' as const), amount: fen(1n, 2_000_000n) }),
  fc.record({ kind: fc.constant('pay' as const), claim, amount: fen(1n, 2_000_000n) }),
  fc.record({ kind: fc.constant('part' as const), claim, amount: fen(1n, 700_000n), means: fc.constantFrom(...PAYMENT_MEANS) }),
);
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

function perform(court: PayingCourt, one: Act): void {
  if (one.kind === 'wait') court.wait(one.days);
  else if (one.kind === 'deduct') court.deduct(one.amount);
  else if (one.kind === 'pay') court.pay(one.claim, one.amount);
  else court.notePart(one.claim, one.amount, one.means);
}

describe('paying creditors', () => {
  it('R4.1-4 R1.9-6 R2.4-1: nobody receives more than is owed, parts and payments in any order, on any days', () => {
    const property = fc.property(fen(1n, 1_500_000n), fen(1n, 1_500_000n), fc.array(act, { maxLength: 25 }), (a, b, acts) => {
      const court = new PayingCourt({ a, b });
      for (const one of acts) {
        perform(court, one);
        for (const { claimId, lines } of court.statement.claims) {
          const gross = sumFen(lines.map((line) => line.gross));
          expect(court.received(claimId as ClaimId) <= gross).toBe(true);
        }
        expect(court.fund >= 0n).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('R4.1-4 R2.4-1: nobody goes short either: what is owed can be deducted and paid until nothing more is owed than lies in the fund', () => {
    const property = fc.property(fen(1n, 1_500_000n), fen(1n, 1_500_000n), fc.array(act, { maxLength: 15 }), (a, b, acts) => {
      const court = new PayingCourt({ a, b });
      for (const one of acts) perform(court, one);
      for (let round = 0; round < 5; round += 1) {
        court.deduct(court.debt.owedFen);
        for (const id of CLAIMS) court.pay(id, 10_000_000_000n as Fen);
      }
      expect(court.debt.owedFen).toBe(0n);
      // Creditors who had everything otherwise may leave money in the fund. Until a person says whose it is it stands with one claim, and
      // the interest it would have stopped of another, were it that one's, still stands in the statement.
      expect(court.statement.totals.owed <= court.fund).toBe(true);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('R1.9-6: is not paid interest of days after the money came, though the fund was shared meanwhile', () => {
    const court = new PayingCourt({ a: 1_000_000n as Fen, b: 1_000_000n as Fen });
    court.deduct(1_500_000n as Fen);
    court.wait(100);
    court.pay('a', 2_000_000n as Fen);
    expect(court.received('a')).toBe(1_000_000n);
  });
});

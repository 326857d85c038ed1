import { appendFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fen, sumFen } from '../money.js';
import { plusDays } from '../watch/legal-day.js';
import { fraction } from './fraction.js';
import { caseStatement, type CaseLaw, type CaseStatement } from './case-statement.js';
import { COMPONENTS, type Component, type DebtTerms, type Payment } from './terms.js';

/** Titles, agreements and payments drawn at random; `test:law` runs this file long. */
const numRuns = Number(process.env['LAW_RUNS'] ?? 200);
const runs = { numRuns, ...(process.env['LAW_SEED'] === undefined ? {} : { seed: Number(process.env['LAW_SEED']) }) };
const timeoutMs = Math.max(30_000, numRuns * 20);
const mix: Record<string, number> = {};
const count = (what: string) => (mix[what] = (mix[what] ?? 0) + 1);

const law: CaseLaw = {
  doubledPart: {
    ratePerDay: fraction(175n, 1_000_000n),
    ratePercent: '0.0175',
    appliesFrom: '2014-08-01',
    firstDay: 'not_counted',
  },
  orderOfPayment: COMPONENTS,
  enforcementFee: {
    bands: [
      { above: 0n as Fen, base: 5000n as Fen, rate: fraction(0n) },
      { above: 1_000_000n as Fen, base: 5000n as Fen, rate: fraction(15n, 1000n) },
    ],
  },
};

const day = fc.integer({ min: 0, max: 1500 }).map((days) => plusDays('2020-01-01', days));
const fen = (max: bigint) => fc.bigInt({ min: 1n, max }).map((amount) => amount as Fen);
const firstDay = fc.constantFrom('counted' as const, 'not_counted' as const);

const items = fc
  .array(
    fc.record({
      kind: fc.constantFrom('principal' as const, 'damages' as const, 'costs_awarded' as const, 'ordinary_interest' as const),
      amount: fen(50_000_000n),
      performBy: day,
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((drawn) => drawn.map((one, index) => ({ ...one, id: `i${index}`, label: `i${index}` })));

const terms: fc.Arbitrary<DebtTerms> = fc.record({
  currency: fc.constant('CNY'),
  items,
  ordinaryInterest: fc.array(
    fc.record({
      items: fc.constant(['i0', 'i1']),
      rate: fc.tuple(fc.bigInt({ min: 0n, max: 2400n }), fc.constant(9_973n)).map(([top, bottom]) => fraction(top, bottom)),
      ratePercent: fc.constant('?'),
      per: fc.constantFrom('day' as const, 'month' as const, 'year' as const),
      daysPerUnit: fc.constantFrom(30n, 360n, 365n),
      from: day,
      firstDay,
    }),
    { maxLength: 2 },
  ),
  doubledPart: fc.record({ waived: fc.boolean(), firstDay }),
  exclusions: fc.array(fc.record({ from: day, until: day, ground: fc.constant('retrial' as const) }), { maxLength: 3 }),
  costs: fc.array(fc.record({ id: fc.uuid(), label: fc.constant('评估费'), amount: fen(1_000_000n), on: day }), { maxLength: 2 }),
  enforcementFeeFixed: fc.boolean(),
  orderOfPayment: fc.shuffledSubarray<Component>([...COMPONENTS], { minLength: COMPONENTS.length }),
});

const payments: fc.Arbitrary<Payment[]> = fc.uniqueArray(
  // often on one day, so that what happens on a day has no order of its own
  fc.record({
    id: fc.uuid(),
    on: fc.oneof(day, fc.constantFrom('2021-01-01', '2022-01-01')),
    amount: fen(40_000_000n),
    means: fc.constant('deduction' as const),
  }),
  { selector: ({ id }) => id, maxLength: 8 },
);

const history = fc.record({ terms, payments, on: day });
const stated = (on: string, debt: DebtTerms, paid: readonly Payment[]) =>
  caseStatement(on, [{ claimId: 'c', terms: debt, payments: paid }], law);
const linesOf = ({ claims, fee }: CaseStatement) => [
  ...claims.flatMap(({ lines }) => lines),
  ...(fee === undefined ? [] : [fee]),
];
const interestGross = (statement: CaseStatement) =>
  sumFen(
    linesOf(statement)
      .filter(({ interest }) => interest !== undefined)
      .map(({ gross }) => gross),
  );

describe('any statement of account', () => {
  afterAll(() => {
    const file = process.env['LAW_MIX'];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ title: 'statements of account', numRuns, mix })}\n`);
  });

  it(
    'R4.3-2 sums up to its lines, and no line and no total is ever negative',
    () => {
      fc.assert(
        fc.property(history, ({ terms: debt, payments: paid, on }) => {
          const statement = stated(on, debt, paid);
          tally(statement, debt, paid);
          const { totals } = statement;
          const lines = linesOf(statement);
          expect(totals.owed).toBe(sumFen(lines.map(({ owed }) => owed)));
          expect(totals.gross).toBe(totals.paid + totals.owed);
          for (const { gross, paid: onLine, owed } of lines) {
            expect(owed).toBe(gross - onLine);
            expect([gross, onLine, owed].every((amount) => amount >= 0n)).toBe(true);
          }
          expect(totals.overpaid).toBeGreaterThanOrEqual(0n);
        }),
        runs,
      );
    },
    timeoutMs,
  );

  it(
    'R4.2-3 conserves money in every order of payment',
    () => {
      fc.assert(
        fc.property(history, ({ terms: debt, payments: paid, on }) => {
          const statement = stated(on, debt, paid);
          const received = sumFen(paid.filter((one) => one.on <= on).map(({ amount }) => amount));
          expect(statement.totals.paid + statement.totals.overpaid).toBe(received);
          for (const { payment, shares, left } of statement.claims.flatMap(({ payments: settled }) => settled)) {
            expect(sumFen(shares.map(({ amount }) => amount)) + left).toBe(payment.amount);
          }
        }),
        runs,
      );
    },
    timeoutMs,
  );

  it(
    'R4.1-4 is the same in whatever order payments were told',
    () => {
      fc.assert(
        fc.property(
          history.chain((drawn) =>
            fc.tuple(fc.constant(drawn), fc.shuffledSubarray(drawn.payments, { minLength: drawn.payments.length })),
          ),
          ([{ terms: debt, payments: paid, on }, told]) => {
            expect(stated(on, debt, told)).toEqual(stated(on, debt, paid));
          },
        ),
        runs,
      );
    },
    timeoutMs,
  );

  it(
    'R4.1-2 bears no less interest a day later',
    () => {
      fc.assert(
        fc.property(history, ({ terms: debt, payments: paid, on }) => {
          const before = interestGross(stated(on, debt, paid));
          expect(interestGross(stated(plusDays(on, 1), debt, paid))).toBeGreaterThanOrEqual(before);
        }),
        runs,
      );
    },
    timeoutMs,
  );

  it(
    'R4.1-4 owes no more for a payment made, at the end of any later day',
    () => {
      const without = fc.record({ terms, payments, on: day, amount: fen(1_000_000n), back: fc.integer({ min: 0, max: 900 }) });
      fc.assert(
        fc.property(without, ({ terms: debt, payments: paid, on, amount, back }) => {
          const one: Payment = { id: 'extra', on: plusDays(on, -back), amount, means: 'deduction' };
          const owed = (all: readonly Payment[]) => stated(on, debt, all).totals.owed;
          expect(owed([...paid, one])).toBeLessThanOrEqual(owed(paid));
        }),
        runs,
      );
    },
    timeoutMs,
  );
});

function tally(statement: CaseStatement, debt: DebtTerms, paid: readonly Payment[]): void {
  count('statements');
  const lines = linesOf(statement);
  if (paid.filter(({ on }) => on <= statement.on).length >= 3) count('with three payments or more');
  if (debt.items.length >= 3) count('with three sums or more');
  if (debt.ordinaryInterest.length > 0) count('with ordinary interest');
  if (lines.some(({ steps }) => steps.some(({ excludedDays }) => excludedDays > 0))) count('with excluded days');
  if (lines.some(({ steps }) => steps.length >= 3)) count('with three stretches of interest or more on a line');
  if (statement.totals.overpaid > 0n) count('overpaid');
  if (statement.totals.owed === 0n) count('paid in full');
}

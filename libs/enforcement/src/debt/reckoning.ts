import { ascending } from '../comparing.js';
import { type Fen, minFen } from '../money.js';
import { plusDays } from '../watch/legal-day.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { accrue } from './accrual.js';
import { plus, roundToFen } from './fraction.js';
import { type DebtLine, linesOf } from './lines.js';
import { type Component, type DebtLaw, type DebtTerms, type Payment } from './terms.js';

export interface PaymentShare {
  readonly line: string;
  readonly amount: Fen;
}

/** A payment and what it settled, in whole fen; `left` found nothing owed. */
export interface SettledPayment {
  readonly payment: Payment;
  readonly shares: readonly PaymentShare[];
  readonly left: Fen;
}

export interface Reckoning {
  readonly lines: readonly DebtLine[];
  readonly payments: readonly SettledPayment[];
  readonly order: readonly Component[];
}

/**
 * Reckons a debt to the end of the day `on`. Payments take effect on their own days (R4.1-4, R1.9-6) whenever they were told; those after
 * `on` are not there yet. Each is settled against the statement of its day in whole fen, while interest itself stays exact: what was paid
 * on a line is never more than the line rounds to, so that no rest is ever negative.
 */
export function reckon(terms: DebtTerms, payments: readonly Payment[], on: CalendarDate, law: DebtLaw): Reckoning {
  const lines = linesOf(terms, law).filter((line) => line.component !== 'enforcement_costs' || line.dueOn <= on);
  const order = terms.orderOfPayment ?? law.orderOfPayment;
  const byDay = Map.groupBy(payments.filter((payment) => payment.on <= on).toSorted(byDayThenId), (payment) => payment.on);
  const settled: SettledPayment[] = [];
  let next = [...lines.flatMap(({ interest }) => (interest === undefined ? [] : [interest.accrual.from]))].sort()[0] ?? on;
  for (const [day, paid] of byDay) {
    accrueAll(lines, next, day);
    next = plusDays(day, 1);
    for (const payment of paid) settled.push(settle(lines, order, payment));
  }
  accrueAll(lines, next, on);
  return { lines, payments: settled, order };
}

/** What is owed on a line: rounded half-up, less what was paid. */
export function owedOn(line: DebtLine): Fen {
  return (roundToFen(line.gross) - line.paid) as Fen;
}

function accrueAll(lines: readonly DebtLine[], from: CalendarDate, until: CalendarDate): void {
  const byId = new Map(lines.map((line) => [line.id, line]));
  for (const line of lines) {
    const bearing = line.interest === undefined ? undefined : byId.get(line.interest.on);
    if (line.interest === undefined || bearing === undefined) continue;
    const step = accrue(line.interest.accrual, owedOn(bearing), { from, until });
    if (step === undefined) continue;
    line.steps.push(step);
    line.gross = plus(line.gross, step.interest);
  }
}

/** R4.2-1 to R4.2-3: component by component, within one what is due first (Civil Code 560). */
function settle(lines: readonly DebtLine[], order: readonly Component[], payment: Payment): SettledPayment {
  let left = payment.amount;
  const shares: PaymentShare[] = [];
  for (const component of order) {
    // a cost fixed later is not there yet on the day of an earlier payment
    const open = lines.filter(
      (line) => line.component === component && (component !== 'enforcement_costs' || line.dueOn <= payment.on),
    );
    for (const line of open.toSorted((one, other) => one.dueOn.localeCompare(other.dueOn))) {
      const amount = minFen(left, owedOn(line));
      if (amount === 0n) continue;
      line.paid = (line.paid + amount) as Fen;
      left = (left - amount) as Fen;
      shares.push({ line: line.id, amount });
    }
  }
  return { payment, shares, left };
}

function byDayThenId(one: Payment, other: Payment): number {
  return ascending(one.on, other.on) || ascending(one.id, other.id);
}

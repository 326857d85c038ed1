import { type Fen, formatYuan, minFen, sumFen } from '../money.js';
import { plusDays } from '../watch/legal-day.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { type AccrualStep } from './accrual.js';
import { firstCounted, type FirstDay } from './days.js';
import { type FeeTable, feeOn } from './fees.js';
import { exactYuan, roundToFen } from './fraction.js';
import { type DebtLine, type LineInterest } from './lines.js';
import { owedOn, reckon, type SettledPayment } from './reckoning.js';
import { type Component, type DebtLaw, type DebtTerms, type Payment } from './terms.js';

/** One step of an interest line, to be checked with pencil and paper. */
export interface StatementStep {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
  readonly days: number;
  readonly excludedDays: number;
  readonly base: Fen;
  /** `100000.00 × 0.0175% × 151`, in yuan; the exact result is in `exact`, unrounded. */
  readonly formula: string;
  readonly exact: string;
}

export interface StatementLine {
  readonly id: string;
  readonly component: Component;
  readonly label: string;
  readonly rule: string;
  readonly article: string;
  readonly dueOn: CalendarDate;
  readonly interest?: {
    readonly ratePercent: string;
    readonly per: string;
    readonly daysPerUnit: number;
    readonly firstDay: FirstDay;
  };
  readonly steps: readonly StatementStep[];
  readonly gross: Fen;
  readonly paid: Fen;
  readonly owed: Fen;
  /** The enforcement fee before the court has fixed it: it is collected after enforcement (art. 20) and takes only what nothing else needs. */
  readonly isProjected: boolean;
}

/** Doubled interest of days under the rule before 2014-08-01, which this statement does not contain (R4.1-7). */
export interface NotReckoned {
  readonly line: string;
  readonly from: CalendarDate;
  readonly until: CalendarDate;
  readonly rule: 'R4.1-7';
  readonly article: string;
}

export interface Statement {
  readonly on: CalendarDate;
  readonly currency: string;
  readonly lines: readonly StatementLine[];
  readonly payments: readonly SettledPayment[];
  readonly orderOfPayment: readonly Component[];
  readonly notReckoned: readonly NotReckoned[];
  readonly totals: { readonly gross: Fen; readonly paid: Fen; readonly owed: Fen; readonly overpaid: Fen };
}

export interface StatementLaw extends DebtLaw {
  readonly enforcementFee: FeeTable;
}

/**
 * The statement of account of one title at the end of a day (R4.1, R4.2, R4.4). Lines are rounded half-up, each once (R4.3-2); the totals
 * are the sums of the lines as printed.
 */
export function statementOn(on: CalendarDate, terms: DebtTerms, payments: readonly Payment[], law: StatementLaw): Statement {
  const reckoning = reckon(terms, payments, on, law);
  const settled = reckoning.lines.map(lineOf);
  const left = sumFen(reckoning.payments.map((payment) => payment.left));
  const fee = feeLine(on, terms, settled, left, law.enforcementFee);
  const lines = fee === undefined ? settled : [...settled, fee];
  const total = (of: (line: StatementLine) => Fen) => sumFen(lines.map(of));
  return {
    on,
    currency: terms.currency,
    lines,
    payments: reckoning.payments,
    orderOfPayment: reckoning.order,
    notReckoned: underTheOldRule(reckoning.lines, terms, law, on),
    totals: {
      gross: total((line) => line.gross),
      paid: total((line) => line.paid),
      owed: total((line) => line.owed),
      overpaid: (left - (fee?.paid ?? 0n)) as Fen,
    },
  };
}

function lineOf(line: DebtLine): StatementLine {
  const { id, component, label, rule, article, dueOn, interest } = line;
  return {
    ...{ id, component, label, rule, article, dueOn },
    ...(interest === undefined ? {} : { interest: rateOf(interest) }),
    steps: interest === undefined ? [] : line.steps.map((step) => stepOf(step, interest)),
    gross: roundToFen(line.gross),
    paid: line.paid,
    owed: owedOn(line),
    isProjected: false,
  };
}

function rateOf({ ratePercent, per, daysPerUnit, firstDay }: LineInterest) {
  return { ratePercent, per, daysPerUnit: Number(daysPerUnit), firstDay };
}

function stepOf({ from, until, days, excluded, base, interest }: AccrualStep, rate: LineInterest): StatementStep {
  const perDay = rate.daysPerUnit === 1n ? '' : ` ÷ ${rate.daysPerUnit}`;
  return {
    from,
    until,
    days: Number(days),
    excludedDays: Number(excluded),
    base,
    formula: `${formatYuan(base)} × ${rate.ratePercent}%${perDay} × ${days}`,
    exact: exactYuan(interest),
  };
}

/** R4.4-2 to R4.4-6: on all that is to be enforced, until the court has fixed it as a cost. A debt in other money has no fee here. */
function feeLine(
  on: CalendarDate,
  terms: DebtTerms,
  lines: readonly StatementLine[],
  left: Fen,
  table: FeeTable,
): StatementLine | undefined {
  if (terms.currency !== 'CNY' || terms.enforcementFeeFixed) return undefined;
  const enforced = sumFen(lines.filter(({ component }) => component !== 'enforcement_costs').map(({ gross }) => gross));
  const gross = feeOn(enforced, table);
  const paid = minFen(left, gross);
  return {
    id: 'enforcement_fee',
    component: 'enforcement_costs',
    label: '执行申请费',
    rule: 'R4.4-2',
    article: '诉讼费用交纳办法 arts. 14, 20, 38',
    dueOn: on,
    steps: [],
    gross,
    paid,
    owed: (gross - paid) as Fen,
    isProjected: true,
  };
}

function underTheOldRule(lines: readonly DebtLine[], terms: DebtTerms, law: DebtLaw, on: CalendarDate): NotReckoned[] {
  const firstDay = terms.doubledPart.firstDay ?? law.doubledPart.firstDay;
  const newRule = law.doubledPart.appliesFrom;
  const lastOfOld = plusDays(newRule, -1);
  return lines.flatMap((line) => {
    const from = firstCounted(line.dueOn, firstDay);
    if (line.component !== 'doubled_part' || from >= newRule || from > on) return [];
    return [{ line: line.id, from, until: lastOfOld < on ? lastOfOld : on, rule: 'R4.1-7', article: '法释〔2014〕8号 art. 7' }];
  });
}

import { type Fen, formatYuan, sumFen } from '../money.js';
import { plusDays } from '../watch/legal-day.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { type AccrualStep } from './accrual.js';
import { firstCounted, type FirstDay } from './days.js';
import { type ReckonedFee } from './fees.js';
import { exactYuan, roundToFen } from './fraction.js';
import { type DebtLine, type LineInterest } from './lines.js';
import { owedOn, reckon, type SettledPayment } from './reckoning.js';
import { type Component, type Converted, type DebtLaw, type DebtTerms, type Exclusion, type Payment } from './terms.js';

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
  /** Where a table of fees gave the amount. */
  readonly fee?: ReckonedFee | undefined;
  readonly converted?: Converted | undefined;
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

export interface Totals {
  readonly gross: Fen;
  readonly paid: Fen;
  readonly owed: Fen;
  /** What found nothing owed. */
  readonly overpaid: Fen;
}

export interface Statement {
  readonly on: CalendarDate;
  readonly currency: string;
  readonly lines: readonly StatementLine[];
  readonly payments: readonly SettledPayment[];
  readonly orderOfPayment: readonly Component[];
  readonly notReckoned: readonly NotReckoned[];
  /** Days on which the doubled part did not run (R4.1-5). */
  readonly exclusions: readonly Exclusion[];
  readonly totals: Totals;
}

/**
 * The statement of account of one claim at the end of a day (R4.1, R4.2). Lines are rounded half-up, each once (R4.3-2); the totals
 * are the sums of the lines as printed.
 */
export function statementOn(on: CalendarDate, terms: DebtTerms, payments: readonly Payment[], law: DebtLaw): Statement {
  const reckoning = reckon(terms, payments, on, law);
  const lines = reckoning.lines.map(lineOf);
  return {
    on,
    currency: terms.currency,
    lines,
    payments: reckoning.payments,
    orderOfPayment: reckoning.order,
    notReckoned: underTheOldRule(reckoning.lines, terms, law, on),
    exclusions: terms.exclusions,
    totals: { ...totalsOf(lines), overpaid: sumFen(reckoning.payments.map(({ left }) => left)) },
  };
}

/** Sums of lines as they are printed. */
export function totalsOf(lines: readonly StatementLine[]) {
  const total = (of: (line: StatementLine) => Fen) => sumFen(lines.map(of));
  return { gross: total((line) => line.gross), paid: total((line) => line.paid), owed: total((line) => line.owed) };
}

function lineOf(line: DebtLine): StatementLine {
  const { id, component, label, rule, article, dueOn, interest, fee, converted } = line;
  return {
    ...{ id, component, label, rule, article, dueOn },
    ...(interest === undefined ? {} : { interest: rateOf(interest) }),
    ...(fee === undefined ? {} : { fee }),
    ...(converted === undefined ? {} : { converted }),
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

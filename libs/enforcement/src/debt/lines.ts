import { type Fen } from '../money.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { type AccrualRule, type AccrualStep } from './accrual.js';
import { firstCounted, type FirstDay, later } from './days.js';
import { type ReckonedFee } from './fees.js';
import { fraction, type Fraction } from './fraction.js';
import { type Component, type Converted, type DebtLaw, type DebtTerms, type MoneyItem, type OrdinaryInterest } from './terms.js';

/** A line of the debt while it is reckoned: what it is for, what it came to so far and what was paid on it. */
export interface DebtLine {
  readonly id: string;
  readonly component: Component;
  readonly label: string;
  readonly rule: string;
  readonly article: string;
  /** The day the money is owed from: within a component the earliest is paid first. */
  readonly dueOn: CalendarDate;
  readonly interest?: LineInterest | undefined;
  readonly fee?: ReckonedFee | undefined;
  readonly converted?: Converted | undefined;
  gross: Fraction;
  paid: Fen;
  readonly steps: AccrualStep[];
}

export interface LineInterest {
  /** The line whose unpaid rest bears this interest. */
  readonly on: string;
  readonly accrual: AccrualRule;
  readonly ratePercent: string;
  readonly per: 'day' | 'month' | 'year';
  readonly daysPerUnit: bigint;
  readonly firstDay: FirstDay;
}

const CPL_264 = 'CPL 2023 art. 264; 法释〔2014〕8号';

/** Every line a debt has: sums of the judgment, interest on them, costs. */
export function linesOf(terms: DebtTerms, law: DebtLaw): DebtLine[] {
  return [
    ...terms.costs.map((cost) =>
      line(cost.id, 'enforcement_costs', cost.label, 'R4.2-1', 'CPL Interp. art. 508', cost.on, cost.amount),
    ),
    ...terms.items.map(itemLine),
    ...terms.ordinaryInterest.flatMap((interest, index) => ordinaryLines(terms, interest, index)),
    ...(terms.doubledPart.waived ? [] : terms.items.flatMap((item) => doubledLine(terms, law, item))),
  ];
}

const RULE_OF_ITEM = { principal: 'R4.1-2', damages: 'R4.1-2', costs_awarded: 'R4.1-2', ordinary_interest: 'R4.1-1' } as const;

function itemLine({ id, kind, label, performBy, amount, fee, converted }: MoneyItem): DebtLine {
  if (converted !== undefined)
    return { ...line(id, kind, label, 'R4.1-6', '法释〔2014〕8号 art. 5', performBy, amount), converted };
  if (fee === undefined) return line(id, kind, label, RULE_OF_ITEM[kind], '法释〔2014〕8号 art. 1', performBy, amount);
  return { ...line(id, kind, label, 'R4.4', '诉讼费用交纳办法 arts. 14, 38', performBy, amount), fee };
}

function line(
  id: string,
  component: Component,
  label: string,
  rule: string,
  article: string,
  dueOn: CalendarDate,
  amount: bigint,
  interest?: LineInterest,
): DebtLine {
  return { id, component, label, rule, article, dueOn, interest, gross: fraction(amount), paid: 0n as Fen, steps: [] };
}

/** R4.1-1: as the judgment says; where it gives none, none is due. */
function ordinaryLines(terms: DebtTerms, interest: OrdinaryInterest, index: number): DebtLine[] {
  const { rate, daysPerUnit, firstDay, from, until, ratePercent, per } = interest;
  const accrual = {
    from: firstCounted(from, firstDay),
    until,
    ratePerDay: fraction(rate.numerator, rate.denominator * daysPerUnit),
    excluded: [],
  };
  return terms.items
    .filter((item) => interest.items.includes(item.id))
    .map((item) =>
      line(`${item.id}:ordinary:${index}`, 'ordinary_interest', item.label, 'R4.1-1', '法释〔2014〕8号 art. 1(2)', from, 0n, {
        on: item.id,
        accrual,
        ratePercent,
        per,
        daysPerUnit,
        firstDay,
      }),
    );
}

/** R4.1-2 to R4.1-5: on the unpaid money of the judgment without its ordinary interest, from the end of the period for performance. */
function doubledLine(terms: DebtTerms, law: DebtLaw, item: MoneyItem): DebtLine[] {
  if (item.kind === 'ordinary_interest') return [];
  const firstDay = terms.doubledPart.firstDay ?? law.doubledPart.firstDay;
  const accrual = {
    from: later(firstCounted(item.performBy, firstDay), law.doubledPart.appliesFrom),
    ratePerDay: law.doubledPart.ratePerDay,
    excluded: terms.exclusions,
  };
  const interest = {
    on: item.id,
    accrual,
    ratePercent: law.doubledPart.ratePercent,
    per: 'day',
    daysPerUnit: 1n,
    firstDay,
  } as const;
  return [line(`${item.id}:doubled`, 'doubled_part', item.label, 'R4.1-2', `${CPL_264} art. 1(3)`, item.performBy, 0n, interest)];
}

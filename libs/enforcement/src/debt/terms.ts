import { type Fen } from '../money.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { type ReckonedFee } from './fees.js';
import { type FirstDay, type Period } from './days.js';
import { type Fraction } from './fraction.js';

/** What money of a debt is for; a payment fills them in an order (R4.2). */
export const COMPONENTS = [
  'enforcement_costs',
  'costs_awarded',
  'ordinary_interest',
  'damages',
  'principal',
  'doubled_part',
] as const;
export type Component = (typeof COMPONENTS)[number];

/** One sum of money the judgment orders to be paid. An instalment is an item of its own (R4.1-3). */
export interface MoneyItem {
  readonly id: string;
  /** `ordinary_interest` is interest the judgment itself gives as a sum: owed, but never a base of the doubled part (R4.1-2). */
  readonly kind: 'principal' | 'damages' | 'costs_awarded' | 'ordinary_interest';
  readonly label: string;
  readonly amount: Fen;
  /** The last day of the period for performance; where none was set, the day the judgment took effect (R4.1-3). */
  readonly performBy: CalendarDate;
  /** Where a table of fees gave the amount (R4.4). */
  readonly fee?: ReckonedFee | undefined;
  /** Where it was ordered in foreign money and converted first (R4.1-6). */
  readonly converted?: Converted | undefined;
}

export interface Converted {
  readonly currency: string;
  /** In hundredths of that currency. */
  readonly amount: Fen;
  /** The day of the central parity. */
  readonly on: CalendarDate;
  /** Yuan for one unit, as a plain decimal. */
  readonly rate: string;
}

/** Ordinary interest, as the judgment says and not otherwise (R4.1-1). Runs on what is unpaid of the items it names. */
export interface OrdinaryInterest {
  readonly items: readonly string[];
  readonly rate: Fraction;
  /** As it is written, for the statement: `4.35`. */
  readonly ratePercent: string;
  readonly per: 'day' | 'month' | 'year';
  /** Into how many days the unit is divided: 1 for a day, 30 for a month, 360 or 365 for a year. */
  readonly daysPerUnit: bigint;
  readonly from: CalendarDate;
  /** Left out where it runs until performance. */
  readonly until?: CalendarDate | undefined;
  readonly firstDay: FirstDay;
}

/** Only these stop the doubled part (R4.1-5); a settlement, an ordinary stay or dormancy does not. */
export const EXCLUSION_GROUNDS = ['review_not_asked_by_debtor', 'retrial'] as const;
export interface Exclusion extends Period {
  readonly ground: (typeof EXCLUSION_GROUNDS)[number];
}

/** How a part was paid; it decides which day counts (R4.1-4). */
export const PAYMENT_MEANS = ['performance', 'deduction', 'income_withdrawal', 'auction', 'set_off', 'other'] as const;
export interface Payment {
  readonly id: string;
  /** Performance, transfer or withdrawal; the ruling's effect at an auction or set-off; else the end of realisation (R4.1-4, R1.9-6). */
  readonly on: CalendarDate;
  readonly amount: Fen;
  readonly means: (typeof PAYMENT_MEANS)[number];
  /** A deduction of ours: the money is in the court's fund and still to be paid out. Any other part has reached the creditor, whatever its means. */
  readonly inFund?: true;
}

/** A cost of enforcement the court has fixed: its fee or what realisation took. */
export interface EnforcementCost {
  readonly id: string;
  readonly label: string;
  readonly amount: Fen;
  readonly on: CalendarDate;
}

/** What one title orders, and what was agreed and paid since: all a statement is reckoned from. */
export interface DebtTerms {
  readonly currency: string;
  readonly items: readonly MoneyItem[];
  readonly ordinaryInterest: readonly OrdinaryInterest[];
  readonly doubledPart: { readonly waived: boolean; readonly firstDay?: FirstDay | undefined };
  readonly exclusions: readonly Exclusion[];
  readonly costs: readonly EnforcementCost[];
  /** The court has fixed its fee, which then is one of `costs`; before, the statement projects it (art. 20: collected after enforcement). */
  readonly enforcementFeeFixed: boolean;
  /** Where the parties agreed on another order than the law's (R4.2-2). */
  readonly orderOfPayment?: readonly Component[] | undefined;
}

/** The figures of the law this is reckoned by, read from config/law. */
export interface DebtLaw {
  readonly doubledPart: {
    readonly ratePerDay: Fraction;
    readonly ratePercent: string;
    /** Days before this one are under the earlier rule, which is not reckoned here (R4.1-7). */
    readonly appliesFrom: CalendarDate;
    readonly firstDay: FirstDay;
  };
  readonly orderOfPayment: readonly Component[];
}

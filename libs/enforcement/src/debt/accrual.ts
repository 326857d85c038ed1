import { type Fen } from '../money.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { daysIn, earlier, excludedDays, later, type Period } from './days.js';
import { fraction, type Fraction, times } from './fraction.js';

/** A stretch of days over which base and rate stay the same: a step of a line, with everything needed to check it by hand. */
export interface AccrualStep extends Period {
  readonly base: Fen;
  /** Days counted: all of the stretch less `excluded`. */
  readonly days: bigint;
  readonly excluded: bigint;
  readonly interest: Fraction;
}

export interface AccrualRule {
  /** The first and, where there is one, the last day that counts. */
  readonly from: CalendarDate;
  readonly until?: CalendarDate | undefined;
  readonly ratePerDay: Fraction;
  readonly excluded: readonly Period[];
}

/** What a base bears from `from` to `until`, both included, as far as the rule runs on those days; undefined where it does not. */
export function accrue(rule: AccrualRule, base: Fen, { from, until }: Period): AccrualStep | undefined {
  const stretch = { from: later(from, rule.from), until: rule.until === undefined ? until : earlier(until, rule.until) };
  const all = daysIn(stretch);
  if (all === 0n || base === 0n) return undefined;
  const excluded = excludedDays(stretch, rule.excluded);
  const days = all - excluded;
  return { ...stretch, base, days, excluded, interest: times(fraction(base * days), rule.ratePerDay) };
}

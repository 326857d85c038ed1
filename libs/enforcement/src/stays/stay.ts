import { type Measure } from '../measure.js';
import { type CalendarDate, plusMonths } from '../watch/half-year-slots.js';
import { plusDays } from '../watch/legal-day.js';

/** What stops the disposal of a debtor's property while freezes stay (R7.2). */
export const STAY_KINDS = [
  'act_objection',
  'third_party_objection',
  'suspension',
  'stay_on_security',
  'settlement',
  'bankruptcy_accepted',
  'bankruptcy_referral',
  'retrial',
  'death_or_dissolution',
  'criminal_freeze_first',
] as const;
export type StayKind = (typeof STAY_KINDS)[number];

/** Renewing and releasing are never barred: a freeze under a stay must be kept up (R7.2-3) and may have to go (R7.2-6). */
export const BARRABLE = ['freeze', 'seal', 'deduct', 'pay'] as const satisfies readonly Measure[];
export type Barrable = (typeof BARRABLE)[number];

/** A row of config/law/stays.yaml. */
export interface StayRule {
  readonly kind: StayKind;
  readonly rule: string;
  readonly zh: string;
  readonly bars: readonly Barrable[];
  /** Longest a stay of this kind may be ordered for. */
  readonly maxMonths?: number | undefined;
  /** It goes on for so many days after the decision that ends it was served. */
  readonly afterServiceDays?: number | undefined;
  readonly authority: string;
}

export interface Stay {
  readonly from: CalendarDate;
  /** Last day it was ordered for; it ends by an act all the same. */
  readonly until?: CalendarDate | undefined;
}

export interface StayProblem {
  readonly field: 'from' | 'until' | 'servedOn';
  readonly code: string;
  readonly message: string;
}

/** Why a stay cannot begin as written; undefined where it can. */
export function strangeStay({ from, until }: Stay, law: StayRule, today: CalendarDate): StayProblem | undefined {
  const source = `(${law.rule}, ${law.authority})`;
  if (from > today) return { field: 'from', code: 'date.future', message: `A stay begins today or before ${source}.` };
  if (until === undefined) {
    if (law.maxMonths === undefined) return undefined;
    return { field: 'until', code: 'stay.no_end', message: `Say until when: at most ${law.maxMonths} months ${source}.` };
  }
  if (until < from)
    return { field: 'until', code: 'stay.end_before_start', message: `Let the stay end after it begins ${source}.` };
  const latest = law.maxMonths === undefined ? undefined : plusMonths(from, law.maxMonths);
  if (latest === undefined || until <= latest) return undefined;
  return { field: 'until', code: 'stay.too_long', message: `At most ${law.maxMonths} months: until ${latest} ${source}.` };
}

/** Why a stay cannot end yet: a decision was not served, or the time to sue after its service runs (R7.2-2). */
export function strangeEnd(
  { from }: Pick<Stay, 'from'>,
  servedOn: CalendarDate | undefined,
  law: StayRule,
  today: CalendarDate,
): StayProblem | undefined {
  if (servedOn !== undefined && (servedOn > today || servedOn < from))
    return { field: 'servedOn', code: 'date.outside', message: `Write a day between ${from} and today (${law.rule}).` };
  if (law.afterServiceDays === undefined) return undefined;
  const source = `(${law.rule}, ${law.authority})`;
  if (servedOn === undefined)
    return {
      field: 'servedOn',
      code: 'required',
      message: `Say when the decision was served: the stay goes on for ${law.afterServiceDays} days after it ${source}.`,
    };
  const last = plusDays(servedOn, law.afterServiceDays);
  if (today > last) return undefined;
  return { field: 'servedOn', code: 'stay.still_runs', message: `The stay goes on through ${last} ${source}.` };
}

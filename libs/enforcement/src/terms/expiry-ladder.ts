import { type CalendarDate } from '../watch/half-year-slots.js';
import { plusDays } from '../watch/legal-day.js';

export type IsWorkingDay = (day: CalendarDate) => boolean;

/** config/law/terms.yaml: how long before the end who is told. */
export interface LadderRule {
  /** Days before the last day of the term, each with whom to tell; the last ones are alarms. */
  readonly rungs: readonly Rung[];
  /** The renewal order must be at the institution by this many working days before the end. */
  readonly renewByWorkingDays: number;
  /** Renewals are first proposed so many days before the end. */
  readonly windowOpensDays: number;
}

export interface Rung {
  /** Before the last day; 0 is the last day itself, below zero it has passed. */
  readonly days: number;
  readonly tell: readonly ('clerk' | 'judge' | 'approver' | 'operator')[];
  /** ERROR in the log: somebody must act now. */
  readonly alarm: boolean;
}

export interface DueRung extends Rung {
  readonly dueOn: CalendarDate;
}

/** The day itself, or the last working day before it: a warning on a holiday is read by nobody. Never later. */
export function workingDayUpTo(day: CalendarDate, isWorkingDay: IsWorkingDay): CalendarDate {
  for (let back = 0; back <= LONGEST_HOLIDAY; back += 1) {
    const candidate = plusDays(day, -back);
    if (isWorkingDay(candidate)) return candidate;
  }
  return day;
}

// no series of days off has been longer than eleven; a calendar that says otherwise is wrong and must not stop a warning
const LONGEST_HOLIDAY = 31;

export interface RenewalWindow {
  readonly opensOn: CalendarDate;
  /** Last working day on which the renewal still leaves the institution its time. */
  readonly lastDay: CalendarDate;
}

/** The end itself is never rolled; the work before it is put on working days, make-up days included (R2.1, expiry arithmetic; R2.1-5). */
export function renewalWindow(until: CalendarDate, rule: LadderRule, isWorkingDay: IsWorkingDay): RenewalWindow {
  let lastDay = plusDays(until, -1);
  for (let left = rule.renewByWorkingDays; left > 0; left -= 1) {
    lastDay = workingDayUpTo(lastDay, isWorkingDay);
    if (left > 1) lastDay = plusDays(lastDay, -1);
  }
  const opens = workingDayUpTo(plusDays(until, -rule.windowOpensDays), isWorkingDay);
  return { opensOn: opens < lastDay ? opens : lastDay, lastDay };
}

/**
 * The rungs whose day has come for a term or time limit ending on `until`, the earliest first. What is told after the end never comes before it. After a standstill several come at once; the caller keeps
 * each once per term. A renewed freeze has a new end and begins a new ladder.
 */
export function dueRungs(
  until: CalendarDate,
  today: CalendarDate,
  rule: Pick<LadderRule, 'rungs'>,
  isWorkingDay: IsWorkingDay,
): readonly DueRung[] {
  return [...rule.rungs]
    .sort((a, b) => b.days - a.days)
    .map((rung) => {
      const day = plusDays(until, -rung.days);
      return { ...rung, dueOn: rung.days < 0 ? day : workingDayUpTo(day, isWorkingDay) };
    })
    .filter(({ dueOn }) => dueOn <= today);
}

export type RenewalState = 'none' | 'awaiting_approval' | 'on_the_way' | 'confirmed';

export interface LadderStep {
  readonly tell: Rung['tell'];
  readonly alarm: boolean;
}

/**
 * Whom a rung reaches. An acknowledgement quiets a warning, never an alarm: near the end only a renewal the institution has confirmed does,
 * and one under way without confirmation is an alarm as well. What the rung before left unacknowledged is told one step higher too.
 */
export function stepOf(
  rung: Rung,
  before: { readonly tell: Rung['tell']; readonly acknowledged: boolean } | undefined,
  renewal: RenewalState,
): LadderStep | undefined {
  if (renewal === 'confirmed') return undefined;
  if (renewal === 'on_the_way' && !rung.alarm) return undefined;
  const passedOver = before !== undefined && !before.acknowledged ? before.tell.flatMap((role) => higher[role]) : [];
  return { tell: [...new Set([...rung.tell, ...passedOver])], alarm: rung.alarm };
}

const higher = { clerk: ['judge'], judge: ['approver'], approver: ['approver'], operator: ['operator'] } as const;

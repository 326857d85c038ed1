import { type CalendarDate } from '../watch/half-year-slots.js';
import { plusDays } from '../watch/legal-day.js';

// the longest run of days off in the statutory calendar is far below this: a calendar that never works is a mistake, not a holiday
const LONGEST_REST = 60;

/**
 * By when the court answers a bank's objection in writing: within 15 days (法释〔2013〕20号 art. 6, R1.3-3). A procedural period: the first
 * day is not counted, and an end on a day off moves to the next working day (CPL 2023 art. 85).
 */
export function answerDueOn(receivedOn: CalendarDate, days: number, isWorkingDay: (day: CalendarDate) => boolean): CalendarDate {
  let due = plusDays(receivedOn, days);
  for (let rested = 0; rested < LONGEST_REST; rested += 1) {
    if (isWorkingDay(due)) return due;
    due = plusDays(due, 1);
  }
  throw new RangeError('The calendar knows no working day within two months.');
}

export const OBJECTION_STATES = ['open', 'withdrawn', 'upheld', 'rejected'] as const;
export type ObjectionState = (typeof OBJECTION_STATES)[number];

/** While an objection is examined, nothing is frozen on the account or transferred from it (R1.3-3, R1.3-4); upheld, it stays so. */
export function bars(state: ObjectionState): boolean {
  return state === 'open' || state === 'upheld';
}

/** What becomes of an objection; an answer is given once. */
export function objectionAfter(state: ObjectionState, act: 'withdraw' | 'uphold' | 'reject'): ObjectionState | undefined {
  if (state !== 'open') return undefined;
  return ({ withdraw: 'withdrawn', uphold: 'upheld', reject: 'rejected' } as const)[act];
}

import { type Rung } from '../terms/expiry-ladder.js';
import { type CalendarDate } from '../watch/half-year-slots.js';

/** What a court has to do by a day: answer a bank's objection (R1.3-3); end a stay by an act when its last day has come (R7.2). */
export const TIME_LIMITS = ['objection_answer', 'stay_end'] as const;
export type TimeLimitKind = (typeof TIME_LIMITS)[number];

/** A row of config/law/time-limits.yaml. */
export interface TimeLimitRule {
  readonly kind: TimeLimitKind;
  readonly rule: string;
  readonly zh: string;
  readonly authority: string;
  /** Where the law gives the days and not an order of the court. */
  readonly days?: number | undefined;
  readonly rungs: readonly Rung[];
}

/** How a time limit stands on a day. Whatever was acknowledged, one that has passed stays passed until the act itself. */
export function standingOf(lastDay: CalendarDate, today: CalendarDate): 'running' | 'last_day' | 'passed' {
  if (today > lastDay) return 'passed';
  return today === lastDay ? 'last_day' : 'running';
}

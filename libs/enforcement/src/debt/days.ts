import { plusDays } from '../watch/legal-day.js';
import { type CalendarDate } from '../watch/half-year-slots.js';

const DAY_MS = 86_400_000;

/**
 * Whether the day interest starts from is itself counted. The text of 法释〔2014〕8号 settles neither (R4.3-1), so that every statement
 * names the convention it used. The last day, that of performance, always counts.
 */
export type FirstDay = 'counted' | 'not_counted';

/** Days that do not count, both ends included. */
export interface Period {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

export function firstCounted(start: CalendarDate, firstDay: FirstDay): CalendarDate {
  return firstDay === 'counted' ? start : plusDays(start, 1);
}

/** How many days from `from` to `until`, both ends included; 0 where `until` lies before. */
export function daysIn({ from, until }: Period): bigint {
  if (until < from) return 0n;
  return BigInt((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS + 1);
}

/** The days of a period that fall into any of `excluded`; overlapping ones are taken out once. */
export function excludedDays(period: Period, excluded: readonly Period[]): bigint {
  let days = 0n;
  let reached = period.from;
  for (const { from, until } of [...excluded].sort((one, other) => one.from.localeCompare(other.from))) {
    const overlap = { from: later(from, reached), until: earlier(until, period.until) };
    days += daysIn(overlap);
    if (overlap.until >= overlap.from) reached = plusDays(overlap.until, 1);
  }
  return days;
}

export function later(one: CalendarDate, other: CalendarDate): CalendarDate {
  return one > other ? one : other;
}

export function earlier(one: CalendarDate, other: CalendarDate): CalendarDate {
  return one < other ? one : other;
}

/** A day of the calendar as `YYYY-MM-DD`; no time, no zone. */
export type CalendarDate = string;

/** 373号 art. 9(2), R5.2-2: for five years after dormant closing the network is asked once every six months. */
const SLOTS = 10;
const MONTHS_PER_SLOT = 6;

export interface HalfYearSlot {
  /** 1 to 10. */
  readonly slot: number;
  readonly dueOn: CalendarDate;
}

/** The ten days by which a dormant case is to be inquired again. Counted from the day of closing each time, so that a short month shifts only itself. */
export function halfYearSlots(dormantOn: CalendarDate): readonly HalfYearSlot[] {
  return Array.from({ length: SLOTS }, (_, index) => ({
    slot: index + 1,
    dueOn: plusMonths(dormantOn, (index + 1) * MONTHS_PER_SLOT),
  }));
}

/** The same day `months` later, or the last day of that month where it has no such day: 31 August + 6 = 28 or 29 February. */
export function plusMonths(date: CalendarDate, months: number): CalendarDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const counted = year * 12 + (month - 1) + months;
  const [newYear, newMonth] = [Math.floor(counted / 12), (counted % 12) + 1];
  const lastDay = new Date(Date.UTC(newYear, newMonth, 0)).getUTCDate();
  return [
    String(newYear).padStart(4, '0'),
    String(newMonth).padStart(2, '0'),
    String(Math.min(day, lastDay)).padStart(2, '0'),
  ].join('-');
}

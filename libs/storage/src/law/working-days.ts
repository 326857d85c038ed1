import chineseDays from 'chinese-days';

/**
 * Whether the courts work on this day: the statutory calendar with its days off and make-up days, as the library keeps it year by year. Of a year
 * whose calendar is not published yet it knows the weekdays alone; a warning then comes on a day that may turn out to be off, never later.
 */
export function isWorkingDay(day: string): boolean {
  return chineseDays.isWorkday(day);
}

// Node finds no named export in this CommonJS module.
import chineseDays from 'chinese-days';

/** The statutory calendar with its make-up days; where the State Council has not yet said, Monday to Friday. */
export function isWorkingDay(day: string): boolean {
  return chineseDays.isWorkday(day);
}

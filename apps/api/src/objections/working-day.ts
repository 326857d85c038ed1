import { isWorkday } from 'chinese-days';

/** The statutory calendar with its make-up days; where the State Council has not yet said, Monday to Friday. */
export function isWorkingDay(day: string): boolean {
  return isWorkday(day);
}

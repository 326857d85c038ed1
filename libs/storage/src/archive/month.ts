/** A calendar month, `2019-11`, in UTC as the partitions and ids have it. Months compare as texts do. */
export type Month = string & { readonly __month: true };

const FORM = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Undefined where it is no month. */
export function monthOf(text: string): Month | undefined {
  return FORM.test(text) ? (text as Month) : undefined;
}

/** The month so many years before the one `at` lies in. */
export function monthYearsBefore(at: Date, years: number): Month {
  const year = String(at.getUTCFullYear() - years).padStart(4, '0');
  return `${year}-${String(at.getUTCMonth() + 1).padStart(2, '0')}` as Month;
}

export function firstDay(month: Month): string {
  return `${month}-01`;
}

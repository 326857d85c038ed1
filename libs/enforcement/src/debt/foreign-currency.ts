import { type CalendarDate } from '../watch/half-year-slots.js';
import { decimalText, fraction, type Fraction, roundToFen, times } from './fraction.js';
import { type DebtTerms } from './terms.js';

/** The central parity of one unit of the currency in yuan on a day, and where it was published. */
export interface CentralParity {
  readonly on: CalendarDate;
  readonly rate: Fraction;
}

/**
 * R4.1-6, 法释〔2014〕8号 art. 5: a debt in foreign money bears the same rate in its own currency; on the creditor's request for RMB each
 * sum is converted first, at the central parity of the day its doubled part starts from. Names the days whose parity is missing.
 */
export function convertFirst(
  terms: DebtTerms,
  parities: readonly CentralParity[],
): { readonly terms: DebtTerms } | { readonly missing: readonly CalendarDate[] } {
  const onDay = new Map(parities.map(({ on, rate }) => [on, rate]));
  const missing = [...new Set(terms.items.map(({ performBy }) => performBy))].filter((day) => !onDay.has(day));
  if (missing.length > 0) return { missing };
  const items = terms.items.map((item) => {
    const rate = onDay.get(item.performBy);
    if (rate === undefined) return item;
    const converted = { currency: terms.currency, amount: item.amount, on: item.performBy, rate: decimalText(rate) };
    return { ...item, amount: roundToFen(times(fraction(item.amount), rate)), converted };
  });
  return { terms: { ...terms, currency: 'CNY', items } };
}

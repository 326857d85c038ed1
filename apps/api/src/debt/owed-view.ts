import { z } from 'zod';
import { formatYuan } from '#enforcement/money.js';
import { type DebtOfCase } from '#storage/debt/debt-of-case.js';
import { date, yuan } from '../openapi/fields.js';

/** The ceiling of a case as the judge sees it (R2.4-1): it grows, so that it is told with the day it was reckoned for. */
export const owedView = z.strictObject({
  on: date.meta({ description: 'The day it was reckoned for, by the court’s calendar' }),
  withInterest: z.boolean().meta({ description: 'False where nobody has entered the terms of a claim: no interest is guessed' }),
  target: yuan,
  owed: yuan,
  perDay: yuan.meta({ description: 'How much more is owed tomorrow, if nothing is paid' }),
});

export function viewOfOwed(on: string, { hasTerms, targetFen, owedFen, perDayFen }: DebtOfCase): z.input<typeof owedView> {
  return {
    on,
    withInterest: hasTerms,
    target: formatYuan(targetFen),
    owed: formatYuan(owedFen),
    perDay: formatYuan(perDayFen),
  };
}

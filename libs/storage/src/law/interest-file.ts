import { z } from 'zod';
import { COMPONENTS, type DebtLaw } from '#enforcement/debt/terms.js';
import { percent } from './figures.js';

/** config/law/interest.yaml (R4.1, R4.2). */
export const interestFile = z
  .strictObject({
    doubledPart: z.strictObject({
      ratePercentPerDay: percent,
      appliesFrom: z.iso.date(),
      firstDay: z.enum(['counted', 'not_counted']),
    }),
    orderOfPayment: z
      .array(z.enum(COMPONENTS))
      .refine(
        (order) => new Set(order).size === COMPONENTS.length && order.length === COMPONENTS.length,
        `Name each of these once: ${COMPONENTS.join(', ')}.`,
      ),
  })
  .transform(({ doubledPart: { ratePercentPerDay, ...doubled }, orderOfPayment }): DebtLaw => ({
    doubledPart: { ...doubled, ratePerDay: ratePercentPerDay.rate, ratePercent: ratePercentPerDay.written },
    orderOfPayment,
  }));

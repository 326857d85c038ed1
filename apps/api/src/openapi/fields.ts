import { z } from 'zod';
import { type CheckResult } from '#enforcement/identity/checked.js';
import { MEASURES, PRIORITIES } from '#enforcement/measure.js';
import { ORDER_STATES } from '#enforcement/order-states.js';
import { amount, date, fail, measureAmount, text } from '#storage/written-fields.js';

export { amount, date, fail, measureAmount, text };

/** Fields that occur all over the contract. Input fields transform to inside values; output fields are plain. */
export const id = z.uuid({ error: 'Write an id as the system gave it, a UUID.' });
// PostgreSQL takes offsets below sixteen hours; no place on earth has more than fourteen.
export const instant = z.iso
  .datetime({ offset: true, error: 'Write the time as RFC 3339, such as 2026-03-01T09:00:00+08:00.' })
  .regex(/^(19|2[01]).*(Z|[+-](0\d|1[0-4]):[0-5]\d)$/, 'Write a time between 1900 and 2199, with an offset of at most 14 hours.');
export const reason = text(1_000).meta({ description: 'Why; kept in the audit trail.' });
export const measure = z.enum(MEASURES);
export const priority = z.enum(PRIORITIES);
export const orderState = z.enum(ORDER_STATES);

/** Yuan text going out. */
export const yuan = z.string().meta({ description: 'Yuan with two decimals', examples: ['305000.00'] });

/** An identifier that carries its own check; the value becomes its canonical spelling. */
export function checked<T extends string>(check: (raw: string) => CheckResult<T>, example: string) {
  return z
    .string()
    .meta({ examples: [example] })
    .transform((written, context) => {
      const result = check(written);
      return result.ok ? result.value : fail(context, result.problem.code, result.problem.message);
    });
}

export function page<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() });
}

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50).meta({ description: 'How many at most' }),
  cursor: id.optional().meta({ description: 'The `next` of the page before' }),
};

export const idParams = z.strictObject({ id });

export const flag = z
  .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive', error: 'Write true or false.' })
  .meta({ enum: ['true', 'false'] });

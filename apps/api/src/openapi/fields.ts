import { z } from 'zod';
import { type CheckResult } from '#enforcement/identity/checked.js';
import { parseYuan } from '#enforcement/money.js';
import { MEASURES, PRIORITIES } from '#enforcement/measure.js';
import { ORDER_STATES } from '#enforcement/order-states.js';

/** Fields that occur all over the contract. Input fields transform to inside values; output fields are plain. */
export const id = z.uuid({ error: 'Write an id as the system gave it, a UUID.' });
export const date = z.iso
  .date({ error: 'Write the date as YYYY-MM-DD, a day that exists.' })
  .regex(/^(19|2[01])/, 'Write a day between 1900 and 2199.');
// PostgreSQL takes offsets below sixteen hours; no place on earth has more than fourteen.
export const instant = z.iso
  .datetime({ offset: true, error: 'Write the time as RFC 3339, such as 2026-03-01T09:00:00+08:00.' })
  .regex(/^(19|2[01]).*(Z|[+-](0\d|1[0-4]):[0-5]\d)$/, 'Write a time between 1900 and 2199, with an offset of at most 14 hours.');
// Control characters survive in no bank's core system. Spelled so that every reader of the OpenAPI document knows the pattern.
const noControls = new RegExp(String.raw`^[^\u0000-\u001f\u007f-\u009f]*$`);
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Write something here.')
    .max(max, `Write at most ${max} characters.`)
    .regex(noControls, 'Leave out control characters and line breaks.')
    .refine((written) => written.isWellFormed(), 'Leave out halves of characters.');
export const reason = text(1_000).meta({ description: 'Why; kept in the audit trail.' });
export const measure = z.enum(MEASURES);
export const priority = z.enum(PRIORITIES);
export const orderState = z.enum(ORDER_STATES);

/** Yuan text going out. */
export const yuan = z.string().meta({ description: 'Yuan with two decimals', examples: ['305000.00'] });

/** Yuan text coming in, more than nothing. */
export const amount = z
  .string({ error: 'Write the amount as text in yuan, such as "305000.00".' })
  .meta({ description: 'Yuan with at most two decimals, more than zero', examples: ['305000.00'] })
  .transform((written, context) => {
    const fen = parseYuan(written);
    if (fen === undefined) {
      return fail(context, 'amount.form', 'Write the amount in yuan with at most two decimals, such as "305000.00".');
    }
    return fen > 0n ? fen : fail(context, 'amount.not_positive', 'Write an amount above zero.');
  });

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

/** Adds a problem with a code of ours. */
export function fail(context: z.RefinementCtx<unknown>, code: string, message: string): never {
  context.addIssue({ code: 'custom', params: { code }, message });
  return z.NEVER;
}

export function page<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() });
}

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50).meta({ description: 'How many at most' }),
  cursor: id.optional().meta({ description: 'The `next` of the page before' }),
};

export const idParams = z.strictObject({ id });

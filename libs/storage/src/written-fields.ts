import { z } from 'zod';
import { type Citation, cited } from '#enforcement/cited-rules.js';
import { parseYuan } from '#enforcement/money.js';

/** Fields a person writes at the border that are kept in a JSON column as they were written, and read back by the same schema. */
export const date = z.iso
  .date({ error: 'Write the date as YYYY-MM-DD, a day that exists.' })
  .regex(/^(19|2[01])/, 'Write a day between 1900 and 2199.');

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

/** Yuan text coming in, more than nothing. */
export const amount = amountCiting();
/** What a measure takes or holds: some part of what the debtor has to perform, never less than nothing (R1.1-1). */
export const measureAmount = amountCiting(cited('R1.1-1'));

function amountCiting(citation?: Citation) {
  return z
    .string({ error: 'Write the amount as text in yuan, such as "305000.00".' })
    .meta({ description: 'Yuan with at most two decimals, more than zero', examples: ['305000.00'] })
    .transform((written, context) => {
      const fen = parseYuan(written);
      if (fen === undefined) {
        const message = 'Write the amount in yuan with at most two decimals, such as "305000.00".';
        return fail(context, 'amount.form', message, citation);
      }
      return fen > 0n ? fen : fail(context, 'amount.not_positive', 'Write an amount above zero.', citation);
    });
}

/** Adds a problem with a code of ours. */
export function fail(context: z.RefinementCtx<unknown>, code: string, message: string, citation?: Citation): never {
  context.addIssue({ code: 'custom', params: { code, ...citation }, message });
  return z.NEVER;
}

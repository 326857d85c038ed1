import { z } from 'zod';
import { type Fen, fenOf, formatYuan, parseYuan } from '#enforcement/money.js';

/** Notation both published protocols share: yuan strings with two decimals outside, fen inside. */
export const money = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})\.\d{2}$/, 'two decimals')
  .transform((text) => String(parseYuan(text)));
export const instant = z.iso.datetime({ offset: true });
export const date = z.iso.date();
export const text = z.string().min(1).max(500);
export const id = z.uuid();
export const count = z.string().regex(/^(0|[1-9]\d{0,14})$/, 'a whole number');

/** Whom an institution names as holding an account or owning a thing. */
export const holders = z
  .array(
    z.object({
      name: text,
      idNumber: z
        .string()
        .regex(/^[0-9A-Za-z-]{5,40}$/)
        .optional(),
    }),
  )
  .max(50);

export function yuan(fen: string): string {
  return formatYuan(fenOf(fen));
}

export function addFen(one: string, other: string): string {
  return String((fenOf(one) + fenOf(other)) as Fen);
}

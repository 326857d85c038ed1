import { z } from 'zod';
import { type Fen, fenOf, formatYuan, parseYuan } from '#enforcement/money.js';
import { endOfTerm } from '#enforcement/terms/term-end.js';

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

const DAY_MS = 86_400_000;

/** The end to the minute falls on the last day of the term (R1.8-4). */
export function endsOnLastDay({ until, endsAt }: { readonly until: string; readonly endsAt?: string | undefined }): boolean {
  if (endsAt === undefined) return true;
  const left = endOfTerm(until).getTime() - Date.parse(endsAt);
  return left >= 0 && left < DAY_MS;
}

/** A whole account has neither cap nor anything uncaught; every other freeze has both, and they add up (R1.8-5..7, R2.3-2). */
export function extentFits(figures: {
  readonly caught: string;
  readonly wholeAccount?: true | undefined;
  readonly cap?: string | undefined;
  readonly uncaught?: string | undefined;
}): boolean {
  const { caught, wholeAccount, cap, uncaught } = figures;
  if (wholeAccount === true) return cap === undefined && uncaught === undefined;
  return cap !== undefined && uncaught !== undefined && cap === addFen(caught, uncaught);
}

export function yuan(fen: string): string {
  return formatYuan(fenOf(fen));
}

export function addFen(one: string, other: string): string {
  return String((fenOf(one) + fenOf(other)) as Fen);
}

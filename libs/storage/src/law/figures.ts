import { z } from 'zod';
import { parsePercent } from '#enforcement/debt/fraction.js';
import { parseYuan } from '#enforcement/money.js';

/** Yuan in a file of the law, zero included. */
export const yuanInFile = z.string().transform((written, context) => {
  const fen = parseYuan(written);
  if (fen !== undefined && fen >= 0n) return fen;
  context.addIssue({ code: 'custom', message: "Write yuan in quotes with at most two decimals, such as '5000.00'." });
  return z.NEVER;
});

/** A rate in per cent, kept as it is written and as the exact number it means. */
export const percent = z.string().transform((written, context) => {
  const rate = parsePercent(written);
  if (rate !== undefined && rate.numerator >= 0n) return { written, rate };
  context.addIssue({ code: 'custom', message: "Write a rate in per cent in quotes, such as '0.0175'." });
  return z.NEVER;
});

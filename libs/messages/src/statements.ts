import { z } from 'zod';
import { fenText, instant, institutionCode } from './fields.js';

/** Sent by adapters, read by control, key = institution: lines of a case-fund account's statement, ascending by cursor. */
export const statementLine = z.strictObject({
  lineId: z.string().min(1),
  cursor: z.string().min(1),
  amountFen: fenText,
  direction: z.enum(['credit', 'debit']),
  bookedAt: instant,
  /** Our deduct or pay request, where the bank knows it. */
  reference: z.string().optional(),
  bankSerial: z.string().optional(),
  balanceAfterFen: fenText,
});

export const statementsMessage = z.strictObject({
  type: z.literal('statements'),
  version: z.literal(1),
  institution: institutionCode,
  fundAccount: z.string(),
  lines: z.array(statementLine).min(1),
});
export type StatementsMessage = z.infer<typeof statementsMessage>;

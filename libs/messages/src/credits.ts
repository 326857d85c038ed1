import { z } from 'zod';
import { fenText, instant, institutionCode } from './fields.js';

/** Sent by adapters (after the notice is stored), read by the watcher, key = institution: money that arrived on watched subjects' accounts. */
export const creditItem = z.strictObject({
  creditId: z.string().min(1),
  account: z.string(),
  subject: z.strictObject({ idType: z.string(), idNumber: z.string() }),
  amountFen: fenText,
  currency: z.string(),
  bookedAt: instant,
  balanceAfterFen: fenText,
  availableFen: fenText,
});

export const creditsMessage = z.strictObject({
  type: z.literal('credits'),
  version: z.literal(1),
  institution: institutionCode,
  noticeId: z.string().min(1),
  items: z.array(creditItem).min(1),
});
export type CreditsMessage = z.infer<typeof creditsMessage>;

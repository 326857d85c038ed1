import { z } from 'zod';
import { instant, uuid } from './fields.js';

/** Sent by control's relay, read by other systems, key = case. Built by an explicit mapping: nothing about a debtor leaves by accident. */
export const eventMessage = z.strictObject({
  type: z.literal('event'),
  version: z.literal(1),
  eventId: z.string(),
  kind: z.string(),
  caseId: uuid,
  orderId: uuid.optional(),
  at: instant,
  legalAt: instant,
});
export type EventMessage = z.infer<typeof eventMessage>;

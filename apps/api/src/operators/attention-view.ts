import { z } from 'zod';
import { REQUEST_STATES } from '#enforcement/request-states.js';
import { type AttentionRow } from '#storage/attention/attention-rows.js';
import { id, instant, measure } from '../openapi/fields.js';

export const attentionView = z.strictObject({
  requestId: id,
  caseId: id,
  orderId: id,
  institution: z.string(),
  measure,
  state: z.enum(REQUEST_STATES),
  attempt: z.int(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  since: instant.optional(),
  lastCause: z.string().optional(),
  nextCheckAt: instant.optional(),
  rounds: z.int(),
});

export const attentionDetail = attentionView.extend({
  answers: z.array(
    z.strictObject({
      attempt: z.int(),
      kind: z.enum(['final', 'acknowledged']),
      receivedAt: instant,
      content: z.record(z.string(), z.unknown()).meta({ description: 'As the institution said it; money in fen' }),
    }),
  ),
  deliveries: z.array(z.strictObject({ attempt: z.int(), reached: z.enum(['no', 'maybe']), cause: z.string(), at: instant })),
});

export function viewOfAttention(row: AttentionRow): z.input<typeof attentionView> {
  return {
    requestId: row.id,
    caseId: row.case_id,
    orderId: row.order_id,
    institution: row.institution,
    measure: row.measure,
    state: row.state,
    attempt: row.attempt,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.detail === null ? {} : { detail: row.detail }),
    ...(row.since === null ? {} : { since: row.since.toISOString() }),
    ...(row.last_cause === null ? {} : { lastCause: row.last_cause }),
    ...(row.check_at === null ? {} : { nextCheckAt: row.check_at.toISOString() }),
    rounds: row.rounds,
  };
}

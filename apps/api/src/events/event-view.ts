import { z } from 'zod';
import { type EventRow } from '#storage/cases/case-trail.js';
import { id, instant } from '../openapi/fields.js';

export const eventView = z.strictObject({
  id: z.string(),
  kind: z.string(),
  caseId: id,
  orderId: id.optional(),
  subjectId: z.string().optional(),
  actor: z.string(),
  at: instant,
  legalAt: instant,
  data: z.record(z.string(), z.unknown()),
});

export function viewOfEvent(row: EventRow): z.input<typeof eventView> {
  return {
    id: String(row.id),
    kind: row.kind,
    caseId: row.case_id,
    ...(row.order_id === null ? {} : { orderId: row.order_id }),
    ...(row.subject_id === null ? {} : { subjectId: row.subject_id }),
    actor: row.actor,
    at: row.at.toISOString(),
    legalAt: row.legal_at.toISOString(),
    data: row.data,
  };
}

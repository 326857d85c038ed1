import { type Measure, type Priority } from '#enforcement/measure.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { newId } from '../new-id.js';
import { insertRequests } from './insert-requests.js';
import { type OrderTarget } from './order-target.js';

export type OrderCause = 'judge' | 'bulk' | 'statutory' | 'finding' | 'withdrawal' | 'budget';

export interface LegalBasis {
  readonly rulingNumber?: string | undefined;
  readonly noticeNumber: string;
  readonly documentIds: readonly string[];
  readonly officers: readonly { readonly name: string; readonly workCard: string; readonly dutyCard: string }[];
}

export interface NewOrder {
  readonly caseId: string;
  readonly partyId: string | null;
  readonly measure: Measure;
  readonly priority: Priority;
  readonly cause: OrderCause;
  readonly legalBasis: LegalBasis;
  readonly targets: readonly OrderTarget[];
  readonly answerBy: Date;
  readonly linkedOrderId?: string | undefined;
  readonly needsApproval: boolean;
  /** Each account may be frozen for all that is owed (R2.4-5). */
  readonly isFanOut?: boolean | undefined;
  /** Why, where an order needs more than its legal basis; kept in the audit trail. */
  readonly reason?: string | undefined;
}

/**
 * Places an order: it waits for a second person, or runs at once. The caller holds the case and has checked every target against it,
 * in this transaction.
 */
export async function placeOrder(tx: Queryable, order: NewOrder, actor: Actor, at: Moment): Promise<string> {
  const id = newId<string>();
  const state = order.needsApproval ? 'awaiting_approval' : 'running';
  await tx.query(
    `insert into enforcement_order (id, case_id, party_id, measure, priority, state, legal_basis, targets, cause, linked_order_id, answer_by,
       placed_by, placed_at, placed_legal_at, is_fan_out)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      id,
      order.caseId,
      order.partyId,
      order.measure,
      order.priority,
      state,
      JSON.stringify(order.legalBasis),
      JSON.stringify(order.targets),
      order.cause,
      order.linkedOrderId ?? null,
      order.answerBy,
      actor.id,
      at.machine,
      at.legal,
      order.isFanOut ?? false,
    ],
  );
  if (!order.needsApproval) await insertRequests(tx, [{ ...order, id }], at);
  const data = { measure: order.measure, priority: order.priority, cause: order.cause, targets: order.targets.length, state };
  await appendEvents(tx, [{ kind: 'order.placed', caseId: order.caseId, orderId: id, actor: actor.id, data }], at);
  await appendAudit(
    tx,
    {
      actor,
      act: 'place_order',
      caseId: order.caseId,
      subject: { kind: 'order', id },
      ...(order.reason === undefined ? {} : { reason: order.reason }),
      facts: { ...data, noticeNumber: order.legalBasis.noticeNumber, documentIds: order.legalBasis.documentIds },
    },
    at,
  );
  return id;
}

import { orderAfter } from '#enforcement/order-states.js';
import { ChakongError } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { insertRequests } from './insert-requests.js';
import { type LockedOrder, lockOrder } from './lock-order.js';
import { readTargets } from './order-target.js';

/** Looks once more, under the lock of the case, whether the case still allows what the order asks for; throws where it does not. */
export type CheckAgain = (order: LockedOrder) => Promise<void>;

/** The second person's yes: the order runs, its requests are made. Never the one who placed it. */
export async function approveOrder(
  tx: Queryable,
  id: string,
  reason: string | undefined,
  checkAgain: CheckAgain,
  actor: Actor,
  at: Moment,
): Promise<void> {
  const order = await lockOrder(tx, id);
  const state = order.state === 'awaiting_approval' ? orderAfter(order.state, 'approve') : undefined;
  if (state === undefined)
    throw new ChakongError('illegal_transition', `This order is ${order.state}; there is nothing to approve.`);
  refuseOwnOrder(order.placed_by, actor);
  await checkAgain(order);
  await tx.query('update enforcement_order set state = $2, approved_by = $3, approved_at = $4 where id = $1', [
    id,
    state,
    actor.id,
    at.machine,
  ]);
  const answerBy = answerByAfterApproval(order.answer_by, at);
  await insertRequests(
    tx,
    [{ id, caseId: order.case_id, priority: order.priority, answerBy, targets: readTargets(order.targets) }],
    at,
  );
  await appendEvents(tx, [{ kind: 'order.approved', caseId: order.case_id, orderId: id, actor: actor.id, data: { state } }], at);
  await appendAudit(
    tx,
    {
      actor,
      act: 'approve_order',
      caseId: order.case_id,
      subject: { kind: 'order', id },
      ...(reason === undefined ? {} : { reason }),
    },
    at,
  );
}

const DAY_MS = 86_400_000;

/** The institutions' time starts with the approval, however long that took. */
export function answerByAfterApproval(answerBy: Date, at: Moment): Date {
  return answerBy > at.machine ? answerBy : new Date(at.machine.getTime() + DAY_MS);
}

/** The second person's no. */
export async function rejectOrder(tx: Queryable, id: string, reason: string, actor: Actor, at: Moment): Promise<void> {
  const order = await lockOrder(tx, id);
  const state = orderAfter(order.state, 'reject');
  if (state === undefined)
    throw new ChakongError('illegal_transition', `This order is ${order.state}; there is nothing to reject.`);
  refuseOwnOrder(order.placed_by, actor);
  await tx.query('update enforcement_order set state = $2, closed_at = $3 where id = $1', [id, state, at.machine]);
  await appendEvents(tx, [{ kind: 'order.rejected', caseId: order.case_id, orderId: id, actor: actor.id, data: { state } }], at);
  await appendAudit(tx, { actor, act: 'reject_order', caseId: order.case_id, subject: { kind: 'order', id }, reason }, at);
}

export function refuseOwnOrder(placedBy: string, actor: Actor): void {
  if (placedBy !== actor.id) return;
  throw new ChakongError('forbidden', 'An order is approved or rejected by another person than the one who placed it.');
}

import { hasEffect } from '#enforcement/measure.js';
import { orderAfter, orderStateFrom } from '#enforcement/order-states.js';
import { ChakongError } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { dissolveBlocksOf } from '../queue/blocks.js';
import { lockOrder, type LockedOrder } from './lock-order.js';
import { type OrderTarget } from './order-target.js';
import { type placeOrder } from './place-order.js';

export interface ReleaseWays {
  /** Whether an institution takes releases online. */
  readonly canRelease: (institution: string) => boolean;
  /** How the release is placed: with a ruling and a notice of its own (R1.2-3). */
  readonly place: typeof placeOrder;
}

export interface Withdrawn {
  /** Requests that never went out. */
  readonly withdrawn: number;
  /** The order that releases what had gone out already, where there is something to release. */
  readonly releaseOrderId: string | undefined;
  /** Institutions that hold a freeze of ours on the way and cannot release online: the notice goes on paper. */
  readonly releaseOnPaper: readonly string[];
}

/**
 * Withdraws an order: what is queued never goes out; a freeze or seal that is on its way gets a release that waits for its outcome on the account's
 * line. It gets papers of its own.
 */
export async function withdrawQueued(
  tx: Queryable,
  id: string,
  reason: string,
  { canRelease, place }: ReleaseWays,
  actor: Actor,
  at: Moment,
): Promise<Withdrawn> {
  const order = await lockOrder(tx, id);
  if (orderAfter(order.state, 'withdraw') === undefined) {
    throw new ChakongError('illegal_transition', `This order is ${order.state}; there is nothing to withdraw.`);
  }
  const withdrawn = await withdrawRequests(tx, id, at);
  const onTheWay = order.measure === 'freeze' || order.measure === 'seal' ? await freezesOnTheWay(tx, id) : [];
  const releasable = onTheWay.filter(({ institution }) => canRelease(institution));
  const releaseOrderId = releasable.length === 0 ? undefined : await placeRelease(tx, order, releasable, place, actor, at);
  const releaseOnPaper = onTheWay.map(({ institution }) => institution).filter((one) => !canRelease(one));
  const state = await settleState(tx, order, at);
  const data = { state, withdrawn, ...(releaseOrderId === undefined ? {} : { releaseOrderId }) };
  await appendEvents(tx, [{ kind: 'order.withdrawn', caseId: order.case_id, orderId: id, actor: actor.id, data }], at);
  await appendAudit(
    tx,
    {
      actor,
      act: 'withdraw_order',
      caseId: order.case_id,
      subject: { kind: 'order', id },
      reason,
      facts: { ...data, releaseOnPaper, underWay: hasEffect(order.measure) ? onTheWay.length : undefined },
    },
    at,
  );
  return { withdrawn, releaseOrderId, releaseOnPaper };
}

// by the requests of the order: the queue has no index of orders, which every claim would pay for
const OF_ORDER = `request_id = any(array(select r.id from request r where r.order_id = $1 and r.state = 'open'))`;

async function withdrawRequests(tx: Queryable, orderId: string, at: Moment): Promise<number> {
  await dissolveBlocksOf(tx, 'order_id', orderId);
  const { rowCount } = await tx.query(
    `with gone as (delete from queue where ${OF_ORDER} and state = 'queued' returning request_id)
     update request r set state = 'withdrawn', final_at = $2 from gone where r.id = gone.request_id`,
    [orderId, at.machine],
  );
  // what is with its institution now and comes back unsent does not go out again
  await tx.query(`update queue set withdrawn = true where ${OF_ORDER}`, [orderId]);
  await tx.query(
    `update payment p set state = 'refused' from request r where r.id = p.request_id and p.order_id = $1 and r.state = 'withdrawn'`,
    [orderId],
  );
  return rowCount ?? 0;
}

interface OnTheWay {
  readonly id: string;
  readonly institution: string;
  /** A seal names its asset, and is released by that name as by an account. */
  readonly task: { readonly account?: string; readonly assetId?: string };
}

async function freezesOnTheWay(tx: Queryable, orderId: string): Promise<OnTheWay[]> {
  const { rows } = await tx.query<OnTheWay>(
    `select r.id, r.institution, r.task from request r where r.order_id = $1 and r.state = 'open' order by r.id`,
    [orderId],
  );
  return rows;
}

async function placeRelease(
  tx: Queryable,
  order: LockedOrder,
  freezes: readonly OnTheWay[],
  place: typeof placeOrder,
  actor: Actor,
  at: Moment,
): Promise<string> {
  const targets: OrderTarget[] = freezes.map(({ id, institution, task }) => ({
    institution,
    task: { measure: 'release', freezeRequestId: id, account: task.account ?? task.assetId },
  }));
  return place(
    tx,
    {
      caseId: order.case_id,
      partyId: order.party_id,
      measure: 'release',
      priority: order.priority,
      cause: 'withdrawal',
      legalBasis: order.legal_basis,
      targets,
      answerBy: new Date(Math.max(order.answer_by.getTime(), at.machine.getTime() + 86_400_000)),
      linkedOrderId: order.id,
      needsApproval: false,
    },
    actor,
    at,
  );
}

async function settleState(tx: Queryable, order: LockedOrder, at: Moment): Promise<string> {
  const { rows } = await tx.query<{ total: number; open: number; expired: number; withdrawn: number }>(
    `select count(*)::int as total,
       count(*) filter (where state = 'open' or exists (
         select from deduction d where d.request_id = request.id and d.received_fen < d.amount_fen))::int as open,
       count(*) filter (where state = 'expired')::int as expired, count(*) filter (where state = 'withdrawn')::int as withdrawn
     from request where order_id = $1`,
    [order.id],
  );
  const counts = rows[0] ?? { total: 0, open: 0, expired: 0, withdrawn: 0 };
  const state = counts.total === 0 ? 'withdrawn' : orderStateFrom(counts);
  const isOver = counts.open === 0;
  await tx.query('update enforcement_order set state = $2, closed_at = case when $3 then $4::timestamptz end where id = $1', [
    order.id,
    state,
    isOver,
    at.machine,
  ]);
  return state;
}

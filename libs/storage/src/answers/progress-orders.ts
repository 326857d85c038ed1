import { orderStateFrom, type OrderState } from '#enforcement/order-states.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';

interface Counted {
  id: string;
  case_id: string;
  state: OrderState;
  measure: string;
  total: number;
  open: number;
  expired: number;
  withdrawn: number;
  awaiting_funds: number;
}

/**
 * Brings orders to the state their requests give them. A deduction is complete only when the fund account's statement has shown the
 * money (R1.9-5): until then it counts as open. The caller holds the cases.
 */
export async function progressOrders(tx: Queryable, orderIds: Iterable<string>, actor: string, at: Moment): Promise<void> {
  const ids = [...new Set(orderIds)];
  if (ids.length === 0) return;
  const { rows } = await tx.query<Counted>(
    `select o.id, o.case_id, o.state, o.measure, count(r.id)::int as total,
       count(r.id) filter (where r.state = 'open')::int as open,
       count(r.id) filter (where r.state = 'expired')::int as expired,
       count(r.id) filter (where r.state = 'withdrawn')::int as withdrawn,
       (select count(*) from deduction d where d.order_id = o.id and d.received_fen < d.amount_fen)::int as awaiting_funds
     from enforcement_order o join request r on r.order_id = o.id
     where o.id = any($1::uuid[]) and o.state in ('running', 'partly_answered', 'complete_with_silence', 'withdrawn')
       -- partly answered it stays while one is open, whatever the others have become: most answers, and nothing to count
       and (o.state <> 'partly_answered' or not exists (select from request r where r.order_id = o.id and r.state = 'open'))
     group by o.id`,
    [ids],
  );
  const moved = rows
    .map((row) => ({
      ...row,
      next: orderStateFrom({
        total: row.total,
        open: row.open + row.awaiting_funds,
        expired: row.expired,
        withdrawn: row.withdrawn,
      }),
    }))
    .filter((row) => row.next !== row.state && !(row.next === 'running' && row.state === 'partly_answered'));
  if (moved.length === 0) return;
  await tx.query(
    `update enforcement_order o set state = t.state, closed_at = case when t.closed then $4::timestamptz end
     from unnest($1::uuid[], $2::text[], $3::boolean[]) as t(id, state, closed) where o.id = t.id`,
    [moved.map((row) => row.id), moved.map((row) => row.next), moved.map((row) => isOver(row.next)), at.machine],
  );
  await appendEvents(
    tx,
    moved.map((row) => ({
      kind: isOver(row.next) ? 'order.complete' : 'order.progressed',
      caseId: row.case_id,
      orderId: row.id,
      actor,
      data: { state: row.next, measure: row.measure, total: row.total, open: row.open },
    })),
    at,
  );
}

function isOver(state: OrderState): boolean {
  return state === 'complete' || state === 'complete_with_silence' || state === 'withdrawn';
}

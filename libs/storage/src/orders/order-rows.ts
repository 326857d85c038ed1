import { type Measure, type Priority } from '#enforcement/measure.js';
import { type OrderState } from '#enforcement/order-states.js';
import { type Queryable } from '../database.js';
import { IN_QUEUE } from '../queue/blocks.js';
import { type LegalBasis, type OrderCause } from './place-order.js';

export interface OrderRow {
  readonly id: string;
  readonly case_id: string;
  readonly party_id: string | null;
  readonly measure: Measure;
  readonly priority: Priority;
  readonly state: OrderState;
  readonly cause: OrderCause;
  readonly legal_basis: LegalBasis;
  readonly linked_order_id: string | null;
  readonly set_id: string | null;
  readonly answer_by: Date;
  readonly placed_by: string;
  readonly placed_at: Date;
  readonly placed_legal_at: Date;
  readonly approved_by: string | null;
  readonly approved_at: Date | null;
  readonly closed_at: Date | null;
}

export interface OrderFilter {
  readonly caseId?: string | undefined;
  readonly state?: OrderState | undefined;
  readonly measure?: Measure | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const COLUMNS = `id, case_id, party_id, measure, priority, state, cause, legal_basis, linked_order_id, set_id, answer_by, placed_by, placed_at,
  placed_legal_at, approved_by, approved_at, closed_at`;

export async function findOrder(tx: Queryable, id: string): Promise<OrderRow | undefined> {
  const { rows } = await tx.query<OrderRow>(`select ${COLUMNS} from enforcement_order where id = $1`, [id]);
  return rows[0];
}

/** Newest first; one more than `limit` where there are more. */
export async function listOrders(tx: Queryable, filter: OrderFilter): Promise<OrderRow[]> {
  const { rows } = await tx.query<OrderRow>(
    `select ${COLUMNS} from enforcement_order
     where ($1::uuid is null or case_id = $1) and ($2::text is null or state = $2) and ($3::text is null or measure = $3)
       and ($4::uuid is null or id < $4)
     order by id desc limit $5`,
    [filter.caseId ?? null, filter.state ?? null, filter.measure ?? null, filter.cursor ?? null, filter.limit + 1],
  );
  return rows;
}

export interface OrderCounts {
  readonly total: number;
  readonly open: number;
  readonly executed: number;
  readonly executedInPart: number;
  readonly refused: number;
  readonly notApplicable: number;
  readonly withdrawn: number;
  readonly expired: number;
  readonly found: number;
  readonly nothing: number;
  readonly silent: number;
  readonly needsAttention: number;
}

const NO_REQUESTS: OrderCounts = {
  total: 0,
  open: 0,
  executed: 0,
  executedInPart: 0,
  refused: 0,
  notApplicable: 0,
  withdrawn: 0,
  expired: 0,
  found: 0,
  nothing: 0,
  silent: 0,
  needsAttention: 0,
};

/**
 * A request is silent when its last word was no word (and nothing was acknowledged), when its answer-by passed without one, or when it has
 * to wait because its institution answers nobody: it may wait like that for days without ever being asked.
 */
export const IS_SILENT = `(r.state = 'expired' or (r.state = 'open' and q.state in ('queued', 'dispatched', 'unconfirmed')
  and (q.last_cause is not null or q.state = 'unconfirmed' or (q.state = 'queued' and exists (
    select from institution_flow away where away.institution = r.institution and away.breaker <> 'closed')))))`;

/** How the requests of orders stand; an order without requests counts zero. */
export async function countRequests(tx: Queryable, orderIds: readonly string[]): Promise<(orderId: string) => OrderCounts> {
  const { rows } = await tx.query<OrderCounts & { order_id: string }>(
    `select r.order_id, count(*)::int as total,
       count(*) filter (where r.state = 'open')::int as open,
       count(*) filter (where r.state = 'executed')::int as executed,
       count(*) filter (where r.state = 'executed_in_part')::int as "executedInPart",
       count(*) filter (where r.state = 'refused')::int as refused,
       count(*) filter (where r.state = 'not_applicable')::int as "notApplicable",
       count(*) filter (where r.state = 'withdrawn')::int as withdrawn,
       count(*) filter (where r.state = 'expired')::int as expired,
       count(*) filter (where r.outcome = 'found')::int as found,
       count(*) filter (where r.outcome = 'nothing')::int as nothing,
       count(*) filter (where ${IS_SILENT})::int as silent,
       count(*) filter (where a.id is not null or q.state = 'needs_attention')::int as "needsAttention"
     from request r ${IN_QUEUE}
     left join attention a on a.request_id = r.id and a.closed_at is null
     where r.order_id = any($1::uuid[]) group by r.order_id`,
    [orderIds],
  );
  const counts = new Map(rows.map(({ order_id, ...row }) => [order_id, row]));
  return (orderId) => counts.get(orderId) ?? NO_REQUESTS;
}

/** What deductions of orders have sent to the fund account and what its statement has shown. */
export async function fundsOf(
  tx: Queryable,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, { sent: bigint; received: bigint }>> {
  const { rows } = await tx.query<{ order_id: string; sent: bigint; received: bigint }>(
    `select order_id, sum(amount_fen)::bigint as sent, sum(received_fen)::bigint as received
     from deduction where order_id = any($1::uuid[]) group by order_id`,
    [orderIds],
  );
  return new Map(rows.map((row) => [row.order_id, { sent: row.sent, received: row.received }]));
}

import { type Measure } from '#enforcement/measure.js';
import { type RequestState } from '#enforcement/request-states.js';
import { type Queryable } from '../database.js';
import { IN_QUEUE } from '../queue/blocks.js';
import { IS_SILENT } from './order-rows.js';

export interface RequestRow {
  readonly id: string;
  readonly order_id: string;
  readonly case_id: string;
  readonly institution: string;
  readonly measure: Measure;
  readonly state: RequestState;
  readonly outcome: 'found' | 'nothing' | null;
  readonly silent: boolean;
  readonly attempt: number;
  readonly last_cause: string | null;
  readonly stayed: boolean;
  /** An earlier measure on the same account is not final yet. */
  readonly behind: boolean;
  readonly created_at: Date;
  readonly final_at: Date | null;
  readonly content: unknown;
  readonly received_at: Date | null;
}

/** Which order a request belongs to. */
export async function orderOfRequest(tx: Queryable, requestId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ order_id: string }>('select order_id from request where id = $1', [requestId]);
  return rows[0]?.order_id;
}

/** The requests of an order, each with where it stands and its final answer; one more than `limit` where there are more. */
export async function listRequests(
  tx: Queryable,
  orderId: string,
  cursor: string | undefined,
  limit: number,
): Promise<RequestRow[]> {
  const { rows } = await tx.query<RequestRow>(
    `select r.id, r.order_id, r.case_id, r.institution, r.measure, r.outcome, r.created_at, r.final_at,
       case when att.id is not null then 'needs_attention' when r.state = 'open' then coalesce(q.state, 'queued') else r.state end as state,
       ${IS_SILENT} as silent, coalesce(q.attempt, last.attempt, 0) as attempt, q.last_cause, coalesce(q.stayed, false) as stayed,
       coalesce(q.state = 'queued' and q.account_key is not null
         and exists (select 1 from queue e where e.account_key = q.account_key and e.seq < q.seq), false) as behind,
       last.content, last.received_at
     from request r
     ${IN_QUEUE}
     left join attention att on att.request_id = r.id and att.closed_at is null
     left join lateral (
       select a.content, a.received_at, a.attempt from every_answer a
       where a.request_id = r.id and a.kind = 'final'
       order by (a.digest is not distinct from r.answer_digest) desc, a.received_at limit 1) last on true
     where r.order_id = $1 and ($2::uuid is null or r.id > $2)
     order by r.id limit $3`,
    [orderId, cursor ?? null, limit + 1],
  );
  return rows;
}

import { type Measure } from '#enforcement/measure.js';
import { type RequestState } from '#enforcement/request-states.js';
import { type Queryable } from '../database.js';
import { IN_QUEUE } from '../queue/blocks.js';

export interface AttentionRow {
  readonly id: string;
  readonly case_id: string;
  readonly order_id: string;
  readonly institution: string;
  readonly measure: Measure;
  readonly state: RequestState;
  readonly attempt: number;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly since: Date | null;
  readonly last_cause: string | null;
  readonly check_at: Date | null;
  readonly rounds: number;
}

const SELECT = `select r.id, r.case_id, r.order_id, r.institution, r.measure,
    case when a.id is not null then 'needs_attention' else coalesce(q.state, r.state) end as state,
    coalesce(q.attempt, 0) as attempt, a.reason, a.detail, coalesce(a.opened_at, q.dispatched_at) as since,
    q.last_cause, q.check_at, coalesce(q.rounds, 0) as rounds
  from request r ${IN_QUEUE} left join attention a on a.request_id = r.id and a.closed_at is null`;

/** Requests that need a person; one more than `limit` where there are more. */
export async function listAttention(tx: Queryable, cursor: string | undefined, limit: number): Promise<AttentionRow[]> {
  const { rows } = await tx.query<AttentionRow>(
    `${SELECT} where r.id in (
       select request_id from attention where closed_at is null and ($1::uuid is null or request_id > $1)
       union select request_id from queue where state = 'needs_attention' and ($1::uuid is null or request_id > $1)
       order by 1 limit $2)
     order by r.id`,
    [cursor ?? null, limit + 1],
  );
  return rows;
}

/** Measures of which nobody knows yet whether they took effect; control goes on asking. */
export async function listUnconfirmed(tx: Queryable, cursor: string | undefined, limit: number): Promise<AttentionRow[]> {
  const { rows } = await tx.query<AttentionRow>(
    `${SELECT} where r.id in (
       select request_id from queue where state = 'unconfirmed' and ($1::uuid is null or request_id > $1) order by request_id limit $2)
     order by r.id`,
    [cursor ?? null, limit + 1],
  );
  return rows;
}

export async function findAttention(tx: Queryable, requestId: string): Promise<AttentionRow | undefined> {
  const { rows } = await tx.query<AttentionRow>(`${SELECT} where r.id = $1`, [requestId]);
  return rows[0];
}

export interface AnswerRow {
  readonly attempt: number;
  readonly kind: 'final' | 'acknowledged';
  readonly content: Record<string, unknown>;
  readonly received_at: Date;
}

/** Everything an institution ever said to a request, contradictions included. */
export async function answersOf(tx: Queryable, requestId: string): Promise<AnswerRow[]> {
  const { rows } = await tx.query<AnswerRow>(
    'select attempt, kind, content, received_at from every_answer where request_id = $1 order by received_at, digest',
    [requestId],
  );
  return rows;
}

export interface DeliveryRow {
  readonly attempt: number;
  readonly reached: 'no' | 'maybe';
  readonly cause: string;
  readonly at: Date;
}

/** Every silence: what was sent and got no answer. */
export async function deliveriesOf(tx: Queryable, requestId: string): Promise<DeliveryRow[]> {
  const { rows } = await tx.query<DeliveryRow>(
    'select attempt, reached, cause, at from delivery where request_id = $1 order by at, attempt',
    [requestId],
  );
  return rows;
}

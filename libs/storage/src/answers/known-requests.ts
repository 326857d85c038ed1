import { type Measure } from '#enforcement/measure.js';
import { type RequestState } from '#enforcement/request-states.js';
import { asMachine } from '#platform/clocks.js';
import { type Queryable } from '../database.js';
import { type KnownRequest } from './fold-answers.js';

export interface LockedRequest extends KnownRequest {
  readonly caseId: string;
  readonly orderId: string;
  readonly institution: string;
  readonly task: Record<string, unknown>;
  /** A person withdrew it while it was with its institution. */
  readonly withdrawn: boolean;
}

interface Row {
  id: string;
  case_id: string;
  order_id: string;
  institution: string;
  measure: Measure;
  task: Record<string, unknown>;
  state: RequestState;
  answer_digest: string | null;
  live: boolean;
  withdrawn: boolean;
  heard: string[];
  attempt: number | null;
  tries: number | null;
  rounds: number | null;
  not_after: Date | null;
}

/** Locks the queue rows of the requests and reads what is known of each. The caller holds their cases. */
export async function lockRequests(tx: Queryable, requestIds: readonly string[]): Promise<Map<string, LockedRequest>> {
  await tx.query('select 1 from queue where request_id = any($1::uuid[]) order by request_id for update', [requestIds]);
  const { rows } = await tx.query<Row>(
    `select r.id, r.case_id, r.order_id, r.institution, r.measure, r.task, r.answer_digest,
       case when a.request_id is not null then 'needs_attention' else coalesce(q.state, r.state) end as state,
       q.request_id is not null as live, coalesce(q.withdrawn, false) as withdrawn,
       case when r.state = 'open' then '{}' else array(
         select digest from answer where request_id = r.id and kind = 'final') end as heard,
       q.attempt, q.tries, q.rounds, q.not_after
     from unnest($1::uuid[]) as asked(id)
     join request r on r.id = asked.id
     left join queue q on q.request_id = r.id
     left join attention a on a.request_id = r.id and a.closed_at is null`,
    [requestIds],
  );
  return new Map(rows.map((row) => [row.id, locked(row)]));
}

function locked(row: Row): LockedRequest {
  return {
    requestId: row.id,
    caseId: row.case_id,
    orderId: row.order_id,
    institution: row.institution,
    measure: row.measure,
    task: row.task,
    state: row.state,
    live: row.live,
    withdrawn: row.withdrawn,
    heard: new Set(row.heard),
    attempt: row.attempt ?? 0,
    tries: row.tries ?? 0,
    rounds: row.rounds ?? 0,
    notAfter: row.not_after === null ? undefined : asMachine(row.not_after),
    answerDigest: row.answer_digest ?? undefined,
  };
}

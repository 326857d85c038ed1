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

/** What the queue says of a request that is live. */
interface QueueRow {
  request_id: string;
  state: RequestState;
  withdrawn: boolean;
  attempt: number;
  tries: number;
  rounds: number;
  not_after: number | null;
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
  needs_attention: boolean;
  heard: string[];
}

/** Locks the queue rows of the requests and reads what is known of each. The caller holds their cases. */
export async function lockRequests(tx: Queryable, requestIds: readonly string[]): Promise<Map<string, LockedRequest>> {
  const { rows: live } = await tx.query<QueueRow>(
    `select request_id, state, withdrawn, attempt, tries, rounds, (extract(epoch from not_after) * 1000)::float8 as not_after
     from queue where request_id = any($1::uuid[]) order by request_id for update`,
    [requestIds],
  );
  const { rows } = await tx.query<Row>(
    `select r.id, r.case_id, r.order_id, r.institution, r.measure, r.task, r.answer_digest, r.state, a.request_id is not null as needs_attention,
       case when r.state = 'open' then '{}' else array(
         select digest from answer where request_id = r.id and kind = 'final') end as heard
     from unnest($1::uuid[]) as asked(id)
     join request r on r.id = asked.id
     left join attention a on a.request_id = r.id and a.closed_at is null`,
    [requestIds],
  );
  const queued = new Map(live.map((row) => [row.request_id, row]));
  return new Map(rows.map((row) => [row.id, locked(row, queued.get(row.id))]));
}

function locked(row: Row, inQueue: QueueRow | undefined): LockedRequest {
  return {
    requestId: row.id,
    caseId: row.case_id,
    orderId: row.order_id,
    institution: row.institution,
    measure: row.measure,
    task: row.task,
    state: row.needs_attention ? 'needs_attention' : (inQueue?.state ?? row.state),
    live: inQueue !== undefined,
    withdrawn: inQueue?.withdrawn ?? false,
    heard: new Set(row.heard),
    attempt: inQueue?.attempt ?? 0,
    tries: inQueue?.tries ?? 0,
    rounds: inQueue?.rounds ?? 0,
    notAfter: typeof inQueue?.not_after === 'number' ? asMachine(new Date(inQueue.not_after)) : undefined,
    answerDigest: row.answer_digest ?? undefined,
  };
}

import { type Measure } from '#enforcement/measure.js';
import { type RequestState } from '#enforcement/request-states.js';
import { asMachine, type MachineTime } from '#platform/clocks.js';
import { type Queryable } from '../database.js';
import { type KnownRequest } from './fold-answers.js';
import { contentDigest, type FinalContent } from './outcome-content.js';

export interface LockedRequest extends KnownRequest {
  readonly caseId: string;
  readonly orderId: string;
  readonly institution: string;
  readonly task: Record<string, unknown>;
  /** A person withdrew it while it was with its institution. */
  readonly withdrawn: boolean;
  /** It waits or is on its way in a block, with so many that are still open. */
  readonly block: { readonly id: string; readonly open: number } | undefined;
  readonly isUrgent: boolean;
  readonly dispatchedAt: MachineTime | undefined;
}

/** What the queue says of a request that is live. */
interface QueueRow {
  request_id: string;
  is_block: boolean;
  open: number;
  state: RequestState;
  withdrawn: boolean;
  attempt: number;
  tries: number;
  rounds: number;
  not_after: number | null;
  urgent: boolean;
  dispatched_at: number | null;
}

interface Row {
  id: string;
  case_id: string;
  order_id: string;
  block_id: string | null;
  institution: string;
  measure: Measure;
  task: Record<string, unknown>;
  state: RequestState | 'open';
  answer_digest: string | null;
  /** What it was settled by, where that stands in its own row. */
  answer: FinalContent | null;
  needs_attention: boolean;
  heard: string[];
}

/** Reads what is known of each request and locks what stands for it in the queue. The caller holds their cases. */
export async function lockRequests(tx: Queryable, requestIds: readonly string[]): Promise<Map<string, LockedRequest>> {
  const { rows } = await tx.query<Row>(
    `select r.id, r.case_id, r.order_id, r.block_id, r.institution, r.measure, r.task, r.answer_digest, r.answer, r.state, a.request_id is not null as needs_attention,
       case when r.state = 'open' and a.request_id is null then '{}' else array(
         select digest from answer where request_id = r.id and kind = 'final') end as heard
     from unnest($1::uuid[]) as asked(id)
     join request r on r.id = asked.id
     left join attention a on a.request_id = r.id and a.closed_at is null`,
    [requestIds],
  );
  const open = rows.filter(({ state }) => state === 'open');
  const live = await lockRows(tx, new Set(open.map(({ id, block_id }) => block_id ?? id)));
  // whose block was dissolved has a row of its own
  const apart = open.filter(({ block_id }) => block_id !== null && !live.has(block_id)).map(({ id }) => id);
  const alone = apart.length === 0 ? live : await lockRows(tx, new Set(apart));
  return new Map(rows.map((row) => [row.id, locked(row, live.get(row.block_id ?? row.id) ?? alone.get(row.id))]));
}

/** One after the other, by id. */
async function lockRows(tx: Queryable, ids: ReadonlySet<string>): Promise<Map<string, QueueRow>> {
  if (ids.size === 0) return new Map();
  const { rows } = await tx.query<QueueRow>(
    `select request_id, inquiries is not null as is_block, open, state, withdrawn, attempt, tries, rounds,
       (extract(epoch from not_after) * 1000)::float8 as not_after, urgent,
       (extract(epoch from dispatched_at) * 1000)::float8 as dispatched_at
     from queue where request_id = any($1::uuid[]) order by request_id for update`,
    [[...ids]],
  );
  return new Map(rows.map((row) => [row.request_id, row]));
}

function locked(row: Row, inQueue: QueueRow | undefined): LockedRequest {
  return {
    requestId: row.id,
    caseId: row.case_id,
    orderId: row.order_id,
    institution: row.institution,
    measure: row.measure,
    task: row.task,
    state: row.needs_attention ? 'needs_attention' : (inQueue?.state ?? (row.state === 'open' ? 'queued' : row.state)),
    live: inQueue !== undefined,
    withdrawn: inQueue?.withdrawn ?? false,
    block: inQueue?.is_block === true ? { id: inQueue.request_id, open: inQueue.open } : undefined,
    heard: new Set(row.heard),
    attempt: inQueue?.attempt ?? 0,
    tries: inQueue?.tries ?? 0,
    rounds: inQueue?.rounds ?? 0,
    notAfter: instantOf(inQueue?.not_after),
    isUrgent: inQueue?.urgent ?? false,
    dispatchedAt: instantOf(inQueue?.dispatched_at),
    answerDigest: row.answer === null ? (row.answer_digest ?? undefined) : contentDigest(row.answer),
  };
}

function instantOf(epochMs: number | null | undefined): MachineTime | undefined {
  return typeof epochMs === 'number' ? asMachine(new Date(epochMs)) : undefined;
}

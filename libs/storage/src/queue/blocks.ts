import { type Queryable } from '../database.js';
import { type LockedRequest } from '../answers/known-requests.js';

const MOST = 100;
/** So many blocks fill a window at least: what stays empty of it for want of a whole one is little. */
const PER_WINDOW = 8;
/** Dissolved by one statement. */
const AT_ONCE = 500;

/** SQL: the row of the queue that stands for the request `r`, alone or in a block, as `q`; none when the request is final. */
export const IN_QUEUE = `left join lateral (
       select * from queue live where r.state = 'open' and live.request_id = any(array[r.id, r.block_id])) q on true`;

/** How many inquiries to each institution may share a row; one where its window is narrow, shut, or not known yet. */
export async function blockSizes(tx: Queryable, institutions: Iterable<string>): Promise<(institution: string) => number> {
  const { rows } = await tx.query<{ institution: string; window_size: number }>(
    'select institution, window_size from institution_flow where institution = any($1::text[])',
    [[...institutions]],
  );
  const windows = new Map(rows.map((row) => [row.institution, row.window_size]));
  return (institution) => Math.max(1, Math.min(MOST, Math.floor((windows.get(institution) ?? 0) / PER_WINDOW)));
}

/** Gives a request, or each of an order, a row of its own. The caller holds the case. */
export async function dissolveBlocksOf(tx: Queryable, of: 'id' | 'order_id', id: string): Promise<void> {
  const { rows } = await tx.query<{ block_id: string }>(
    `select distinct block_id from request where ${of} = $1 and state = 'open' and block_id is not null`,
    [id],
  );
  await dissolveBlocks(
    tx,
    rows.map((row) => row.block_id),
  );
}

/** Every request gets a row of its own. */
export async function dissolveAllBlocks(tx: Queryable): Promise<void> {
  const { rows } = await tx.query<{ request_id: string }>('select request_id from queue where inquiries is not null');
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    await dissolveBlocks(
      tx,
      rows.slice(at, at + AT_ONCE).map((row) => row.request_id),
    );
  }
}

/**
 * Gives each open request of the blocks a row of its own, in the block's turn and under its lease. Answers which of the ids were blocks; ids of
 * requests are left alone. `skip locked`: who holds others up by waiting leaves what somebody else holds.
 */
export async function dissolveBlocks(
  tx: Queryable,
  ids: readonly string[],
  locked: '' | 'skip locked' = '',
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await tx.query<{ request_id: string }>(
    `select request_id from queue where request_id = any($1::uuid[]) and inquiries is not null order by request_id for update ${locked}`,
    [ids],
  );
  const blocks = rows.map((row) => row.request_id);
  if (blocks.length === 0) return new Set();
  // a statement of its own: it sees what the last holder of a block had answered
  await tx.query(
    `with block as (delete from queue where request_id = any($1::uuid[]) returning *)
     insert into queue (request_id, seq, order_id, case_id, institution, measure, due_at, answer_by, state, attempt, not_after, lease_until, dispatched_at)
       overriding system value
     select r.id, b.seq, r.order_id, r.case_id, b.institution, b.measure, b.due_at, b.answer_by, b.state, b.attempt, b.not_after, b.lease_until,
       b.dispatched_at
     from block b cross join lateral unnest(b.inquiries) as one(id) join request r on r.id = one.id
     where r.state = 'open'`,
    [blocks],
  );
  return new Set(blocks);
}

/** Takes requests that became final out of the queue. The caller holds their rows. */
export async function leaveQueue(tx: Queryable, requests: readonly LockedRequest[]): Promise<void> {
  const leaving = [...Map.groupBy(requests, ({ requestId, block }) => block?.id ?? requestId)].map(([id, members]) => ({
    id,
    answered: members.length,
    left: (members[0]?.block?.open ?? 1) - members.length,
  }));
  const over = leaving.filter(({ left }) => left <= 0).map(({ id }) => id);
  const shrunk = leaving.filter(({ left }) => left > 0);
  await tx.query(
    `with gone as (delete from queue where request_id = any($1::uuid[]))
     update queue q set open = q.open - t.answered from unnest($2::uuid[], $3::int[]) as t(request_id, answered)
     where q.request_id = t.request_id`,
    [over, shrunk.map(({ id }) => id), shrunk.map(({ answered }) => answered)],
  );
}

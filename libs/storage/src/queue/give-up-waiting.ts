import { nextState, type RequestEvent } from '#enforcement/request-states.js';
import { type Database } from '../database.js';
import { lockCases, type Moment } from '../events.js';
import { type LockedRequest, lockRequests } from '../answers/known-requests.js';
import { progressOrders } from '../answers/progress-orders.js';
import { dissolveBlocks, leaveQueue } from './blocks.js';

/**
 * Ends queued requests nobody waits for any longer: `withdrawn` where a person said so, else final `expired`, shown as silence, never as
 * "nothing found". The inquiries of a block get rows of their own first, and their turn the next time.
 */
export async function giveUpWaiting(database: Database, requestIds: readonly string[], at: Moment): Promise<number> {
  if (requestIds.length === 0) return 0;
  await database.transaction((tx) => dissolveBlocks(tx, requestIds));
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<{ case_id: string }>('select distinct case_id from request where id = any($1::uuid[])', [
      requestIds,
    ]);
    await lockCases(
      tx,
      rows.map((row) => row.case_id),
    );
    const known = await lockRequests(tx, requestIds);
    const over = [...known.values()]
      .filter(({ state }) => state === 'queued')
      .map((request) => ({ request, state: nextState('queued', endOf(request), request.measure) }));
    const ids = over.map(({ request }) => request.requestId);
    await tx.query(
      `update request r set state = t.state, final_at = $3 from unnest($1::uuid[], $2::text[]) as t(id, state) where r.id = t.id`,
      [ids, over.map(({ state }) => state), at.machine],
    );
    // what was never paid stays in the fund, free to be paid
    await tx.query(`update payment set state = 'refused' where request_id = any($1::uuid[])`, [ids]);
    await leaveQueue(
      tx,
      over.map(({ request }) => request),
    );
    await progressOrders(
      tx,
      over.map(({ request }) => request.orderId),
      'control',
      at,
    );
    return ids.length;
  });
}

function endOf({ withdrawn }: LockedRequest): RequestEvent {
  return { kind: withdrawn ? 'withdrawn' : 'answer_by_passed' };
}

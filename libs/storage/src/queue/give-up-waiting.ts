import { nextState } from '#enforcement/request-states.js';
import { type Database } from '../database.js';
import { lockCases, type Moment } from '../events.js';
import { lockRequests } from '../answers/known-requests.js';
import { progressOrders } from '../answers/progress-orders.js';

/** Ends queued requests whose answer-by has passed: final `expired`, shown as silence, never as "nothing found". */
export async function expireRequests(database: Database, requestIds: readonly string[], at: Moment): Promise<number> {
  if (requestIds.length === 0) return 0;
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<{ case_id: string }>('select distinct case_id from request where id = any($1::uuid[])', [
      requestIds,
    ]);
    await lockCases(
      tx,
      rows.map((row) => row.case_id),
    );
    const known = await lockRequests(tx, [...requestIds].sort());
    const over = [...known.values()].filter(
      ({ state, measure }) => state === 'queued' && nextState(state, { kind: 'answer_by_passed' }, measure) === 'expired',
    );
    const ids = over.map(({ requestId }) => requestId);
    await tx.query(`update request set state = 'expired', final_at = $2 where id = any($1::uuid[])`, [ids, at.machine]);
    await tx.query('delete from queue where request_id = any($1::uuid[])', [ids]);
    await progressOrders(
      tx,
      over.map(({ orderId }) => orderId),
      'control',
      at,
    );
    return ids.length;
  });
}

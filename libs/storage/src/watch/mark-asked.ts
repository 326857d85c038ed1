import { type SlotPlan } from '#enforcement/watch/slot-plan.js';
import { appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';
import { WATCHER } from './watcher-actor.js';

/**
 * Notes that the inquiry orders of a slot are placed. Slots missed before it become late and share these orders: their completion is the
 * day on which something was known again. Repeating it, or doing it for a watch that ended meanwhile, changes nothing and returns false.
 */
export async function markAsked(
  tx: Queryable,
  watch: { readonly watchId: string; readonly caseId: string },
  plan: SlotPlan,
  orderIds: readonly string[],
  at: Moment,
): Promise<boolean> {
  await lockCases(tx, [watch.caseId]);
  const { rowCount } = await tx.query(
    `update watch_slot s set order_ids = $4::uuid[], state = case when s.slot = any($3::int[]) then 'late' else 'asked' end
     from watch w
     where s.watch_id = $1 and w.id = s.watch_id and w.state = 'watching' and s.state = 'waiting' and (s.slot = $2 or s.slot = any($3::int[]))`,
    [watch.watchId, plan.ask, plan.late, orderIds],
  );
  if (rowCount === 0) return false;
  const facts = { slot: plan.ask, late: plan.late, orders: orderIds };
  await appendAudit(
    tx,
    { actor: WATCHER, act: 'ask_watch_slot', caseId: watch.caseId, subject: { kind: 'watch', id: watch.watchId }, facts },
    at,
  );
  await appendEvents(
    tx,
    [{ kind: 'watch.asked', caseId: watch.caseId, subjectId: watch.watchId, actor: WATCHER.id, data: facts }],
    at,
  );
  return true;
}

import { type WatchRule } from '#enforcement/watch/finding-level.js';
import { legalDay } from '#enforcement/watch/legal-day.js';
import { stateOfAnsweredSlot } from '#enforcement/watch/slot-plan.js';
import { asLegal } from '#platform/clocks.js';
import { appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';
import { type PartySighted, raiseFindings } from './raise-findings.js';
import { sightedByOrders } from './sighted-by-orders.js';
import { WATCHER } from './watcher-actor.js';

export interface AnsweredSlot {
  readonly watchId: string;
  readonly caseId: string;
  readonly slot: number;
}

// A request alone does not count: every institution answered, or its failure stands in the order (expired, shown as silent).
const COMPLETE = `cardinality(s.order_ids) > 0 and not exists (
  select 1 from enforcement_order o where o.id = any(s.order_ids) and o.state not in ('complete', 'complete_with_silence'))`;

/** Slots whose inquiry is complete and not recorded yet, oldest first. `except` leaves out watches put off after a failure. */
export async function answeredSlots(database: Queryable, except: readonly string[], limit: number): Promise<AnsweredSlot[]> {
  const { rows } = await database.query<{ watch_id: string; case_id: string; slot: number }>(
    `select s.watch_id, w.case_id, s.slot from watch_slot s join watch w on w.id = s.watch_id and w.state = 'watching'
     where (s.state = 'asked' or (s.state = 'late' and s.answered_on is null)) and ${COMPLETE}
       and s.watch_id <> all($1::uuid[])
     order by s.due_on, s.watch_id, s.slot limit $2`,
    [except, limit],
  );
  return rows.map((row) => ({ watchId: row.watch_id, caseId: row.case_id, slot: row.slot }));
}

/**
 * Records the answer of a slot: the day it was complete, what the institutions said in counts, and a finding where it is worth one.
 * Returns false when it was recorded already or the watch ended.
 */
export async function recordSlotAnswer(
  tx: Queryable,
  { watchId, caseId, slot }: AnsweredSlot,
  rule: WatchRule,
  at: Moment,
): Promise<boolean> {
  await lockCases(tx, [caseId]);
  const { rows } = await tx.query<{ due_on: string; order_ids: string[]; complete_at: Date | null }>(
    `select s.due_on, s.order_ids, (select max(e.legal_at) from event e
       where e.case_id = w.case_id and e.kind = 'order.complete' and e.order_id = any(s.order_ids)) as complete_at
     from watch_slot s join watch w on w.id = s.watch_id and w.state = 'watching'
     where s.watch_id = $1 and s.slot = $2 and s.answered_on is null and ${COMPLETE}`,
    [watchId, slot],
  );
  const found = rows[0];
  if (found === undefined) return false;
  // the day the inquiry was complete, not the day a restarted watcher saw it
  const answeredOn = legalDay(found.complete_at === null ? at.legal : asLegal(found.complete_at));
  const state = stateOfAnsweredSlot(found.due_on, answeredOn);
  await tx.query('update watch_slot set state = $3, answered_on = $4 where watch_id = $1 and slot = $2', [
    watchId,
    slot,
    state,
    answeredOn,
  ]);
  const facts = { slot, state, answeredOn, ...(await outcomeCounts(tx, found.order_ids)) };
  const subject = { kind: 'watch', id: watchId };
  await appendAudit(tx, { actor: WATCHER, act: 'record_slot_answer', caseId, subject, facts }, at);
  await appendEvents(tx, [{ kind: 'watch.answered', caseId, subjectId: watchId, actor: WATCHER.id, data: facts }], at);
  const parties = (await sightedByOrders(tx, caseId, found.order_ids)).map((party): PartySighted => ({
    caseId,
    kind: 'inquiry',
    ...party,
  }));
  await raiseFindings(tx, parties, rule, at);
  return true;
}

async function outcomeCounts(tx: Queryable, orderIds: readonly string[]): Promise<Record<string, number>> {
  const { rows } = await tx.query<{ shown: string; requests: number }>(
    `select coalesce(outcome, state) as shown, count(*)::int as requests from request where order_id = any($1::uuid[]) group by 1`,
    [orderIds],
  );
  return Object.fromEntries(rows.map((row) => [row.shown === 'expired' ? 'silent' : row.shown, row.requests]));
}

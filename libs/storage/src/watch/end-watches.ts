import { appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';
import { WATCHER } from './watcher-actor.js';

/**
 * The duty to ask lapses after five years (R5.2, the case itself does not): watches past their last day end once their last slot is
 * settled one way or the other. Returns how many ended.
 */
export async function endWatches(tx: Queryable, today: string, limit: number, at: Moment): Promise<number> {
  const over = `state = 'watching' and until < $1 and not exists (
    select 1 from watch_slot s where s.watch_id = watch.id
      and (s.state in ('waiting', 'asked') or (s.state = 'late' and s.answered_on is null)))`;
  const { rows } = await tx.query<{ id: string; case_id: string }>(
    `select id, case_id from watch where ${over} order by id limit $2`,
    [today, limit],
  );
  await lockCases(
    tx,
    rows.map((row) => row.case_id),
  );
  const { rows: ended } = await tx.query<{ id: string; case_id: string }>(
    `update watch set state = 'ended', ended_reason = 'five_years_over' where id = any($2::uuid[]) and ${over} returning id, case_id`,
    [today, rows.map((row) => row.id)],
  );
  for (const { id, case_id } of ended) {
    const subject = { kind: 'watch', id };
    await appendAudit(tx, { actor: WATCHER, act: 'end_watch', caseId: case_id, subject, reason: 'five_years_over' }, at);
  }
  await appendEvents(
    tx,
    ended.map(({ id, case_id }) => ({ kind: 'watch.ended', caseId: case_id, subjectId: id, actor: WATCHER.id })),
    at,
  );
  return ended.length;
}

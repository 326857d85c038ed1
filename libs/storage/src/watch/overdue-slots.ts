import { appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { lockCases, type Moment } from '../events.js';
import { WATCHER } from './watcher-actor.js';

/**
 * Asked in time, but not every institution answered by the last day: late for good, however the inquiry ends (a request alone does not
 * count, R5.2). Returns how many. Call it after recording answers, so that what was complete in time is not called late.
 */
export async function markOverdue(tx: Queryable, today: string, limit: number, at: Moment): Promise<number> {
  const { rows: overdue } = await tx.query<{ watch_id: string; slot: number; case_id: string }>(
    `select s.watch_id, s.slot, w.case_id from watch_slot s join watch w on w.id = s.watch_id
     where s.state = 'asked' and s.due_on < $1 and w.state = 'watching' order by s.due_on, s.watch_id limit $2`,
    [today, limit],
  );
  await lockCases(
    tx,
    overdue.map((row) => row.case_id),
  );
  let marked = 0;
  for (const { watch_id, slot, case_id } of overdue) {
    const { rowCount } = await tx.query(
      `update watch_slot set state = 'late' where watch_id = $1 and slot = $2 and state = 'asked'`,
      [watch_id, slot],
    );
    if (rowCount === 0) continue;
    marked += 1;
    const subject = { kind: 'watch', id: watch_id };
    await appendAudit(tx, { actor: WATCHER, act: 'watch_slot_late', caseId: case_id, subject, facts: { slot } }, at);
  }
  return marked;
}

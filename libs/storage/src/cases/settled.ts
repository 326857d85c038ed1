import { type Queryable } from '../database.js';
import { firstDay, type Month } from './month.js';

/**
 * A case (as `c`) nothing of which can still move: closed for good, nothing on its way, nothing frozen, nothing open to decide, no money between two
 * accounts. Its freezes may go on under another case (R2.1-7), which then needs its requests.
 */
const IS_OVER = `c.state = 'closed'
  and not exists (select from queue q where q.case_id = c.id)
  and not exists (select from enforcement_order o where o.case_id = c.id
    and o.state in ('draft', 'awaiting_approval', 'running', 'partly_answered', 'suspended'))
  and not exists (select from account_freeze f where f.case_id = c.id and f.state = 'active')
  and not exists (select from enforcement_order o join account_freeze f on f.order_id = o.id where o.case_id = c.id and f.state = 'active')
  and not exists (select from account_freeze f join way_made w on w.freeze_id = f.id where f.case_id = c.id)
  and not exists (select from attention a where a.case_id = c.id and a.closed_at is null)
  and not exists (select from objection j where j.case_id = c.id and j.state = 'open')
  and not exists (select from case_stay s where s.case_id = c.id and s.ended_on is null)
  and not exists (select from finding f where f.case_id = c.id and f.state = 'open')
  and not exists (select from watch w where w.case_id = c.id and w.state = 'watching')
  and not exists (select from identity_doubt d where d.case_id = c.id and d.closed_at is null)
  and not exists (select from bankruptcy_petition b where b.case_id = c.id and b.refused_on is null)
  and not exists (select from deduction d where d.case_id = c.id and d.received_fen < d.amount_fen)
  and not exists (select from payment p where p.case_id = c.id and p.state = 'ordered')
  and not exists (select from budget_due b where b.case_id = c.id)
  and not exists (select from budget_excess b where b.case_id = c.id and b.to_at is null)
  and not exists (select from top_up_proposal p where p.case_id = c.id and p.state = 'open')
  and not exists (select from case_conversion v join enforcement_case next on next.id = v.enforcement_case_id
    where v.preservation_case_id = c.id and (v.due or next.state <> 'closed'))`;

/** Cases that were closed before `before` and are over. */
export async function casesOver(tx: Queryable, before: Month): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select c.id from enforcement_case c where c.closed_on < $1 and ${IS_OVER} order by c.id`,
    [firstDay(before)],
  );
  return rows.map(({ id }) => id);
}

/** Holds those of the cases that are still over: whoever writes to one of them waits. */
export async function holdCasesOver(tx: Queryable, caseIds: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select c.id from enforcement_case c where c.id = any($1::uuid[]) and ${IS_OVER} order by c.id for no key update of c`,
    [caseIds],
  );
  return rows.map(({ id }) => id);
}

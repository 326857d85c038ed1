import { type Queryable } from '../database.js';
import { lockCases } from '../events.js';
import { firstDay, type Month } from '../archive/month.js';

/** What of a case (as `c`) can still move, by name. A freeze of it may go on under another case (R2.1-7), which then needs its requests. */
const UNSETTLED = {
  request: `select from request r where r.case_id = c.id and r.state = 'open'`,
  order: `select from enforcement_order o where o.case_id = c.id
    and o.state in ('draft', 'awaiting_approval', 'running', 'partly_answered', 'suspended')`,
  freeze: `select from account_freeze f where f.case_id = c.id and f.state = 'active'`,
  freeze_elsewhere: `select from enforcement_order o join account_freeze f on f.order_id = o.id where o.case_id = c.id and f.state = 'active'`,
  promotion: `select from account_freeze f join way_made w on w.freeze_id = f.id where f.case_id = c.id`,
  attention: `select from attention a where a.case_id = c.id and a.closed_at is null`,
  objection: `select from objection j where j.case_id = c.id and j.state = 'open'`,
  stay: `select from case_stay s where s.case_id = c.id and s.ended_on is null`,
  finding: `select from finding f where f.case_id = c.id and f.state = 'open'`,
  watch: `select from watch w where w.case_id = c.id and w.state = 'watching'`,
  identity_doubt: `select from identity_doubt d where d.case_id = c.id and d.closed_at is null`,
  petition: `select from bankruptcy_petition b where b.case_id = c.id and b.refused_on is null`,
  deduction: `select from deduction d where d.case_id = c.id and d.received_fen < d.amount_fen`,
  payment: `select from payment p where p.case_id = c.id and p.state = 'ordered'`,
  budget: `select from budget_due b where b.case_id = c.id`,
  excess: `select from budget_excess b where b.case_id = c.id and b.to_at is null`,
  top_up: `select from top_up_proposal p where p.case_id = c.id and p.state = 'open'`,
  conversion: `select from case_conversion v join enforcement_case next on next.id = v.enforcement_case_id
    where v.preservation_case_id = c.id and (v.due or next.state <> 'closed')`,
} as const;
export type Unsettled = keyof typeof UNSETTLED;

const IS_OVER = [`c.state = 'closed'`, ...Object.values(UNSETTLED).map((sql) => `not exists (${sql})`)].join('\n  and ');

/** What keeps a case from being over, whatever its state. The caller holds it. */
export async function unsettledIn(tx: Queryable, caseId: string): Promise<Unsettled[]> {
  const named = Object.entries(UNSETTLED).map(([name, sql]) => `('${name}', exists (${sql}))`);
  const { rows } = await tx.query<{ name: Unsettled }>(
    `select n.name from enforcement_case c cross join lateral (values ${named.join(', ')}) n(name, is_there) where c.id = $1 and n.is_there`,
    [caseId],
  );
  return rows.map(({ name }) => name);
}

/** Cases that were closed before `before` and are over. */
export async function casesOver(tx: Queryable, before: Month): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select c.id from enforcement_case c where c.closed_on < $1 and ${IS_OVER} order by c.id`,
    [firstDay(before)],
  );
  return rows.map(({ id }) => id);
}

/** Holds the cases, so that whoever writes to one of them waits, and says which are still over. */
export async function holdCasesOver(tx: Queryable, caseIds: readonly string[]): Promise<string[]> {
  await lockCases(tx, caseIds);
  // a statement of its own: it sees what the last holder of a case wrote
  const { rows } = await tx.query<{ id: string }>(
    `select c.id from enforcement_case c where c.id = any($1::uuid[]) and ${IS_OVER} order by c.id`,
    [caseIds],
  );
  return rows.map(({ id }) => id);
}

import { type Queryable } from '../database.js';

/**
 * SQL: whether a stay covers what is asked. One of a debtor covers that debtor's property and the fund, which belongs to no single debtor any more; one
 * of an account covers that account, and the fund where money was deducted from it. `of` names case_id, measure, account_key and party_id as SQL.
 */
export function covers(
  stay: string,
  of: { readonly caseId: string; readonly measure: string; readonly accountKey: string; readonly partyId: string },
): string {
  const paid = `exists (select from deduction d join account_freeze f on f.id = d.freeze_id where d.case_id = ${of.caseId} and f.account_key = ${stay}.account_key)`;
  return `case when ${stay}.account_key is not null then ${stay}.account_key = ${of.accountKey} or (${of.measure} = 'pay' and ${paid})
      else ${stay}.party_id is null or ${of.measure} = 'pay' or ${stay}.party_id = ${of.partyId} end`;
}

/**
 * SQL: whether a queued request waits. An account under a bank's objection takes no freeze and no deduction until the court has answered
 * (R1.3-3, R1.3-4); what a stay bars waits until the stay ends (R7.2). `row` names case_id, order_id, measure and account_key.
 */
export function isHeldBack(row: string): string {
  const partyId = `(select o.party_id from enforcement_order o where o.id = ${row}.order_id)`;
  const of = { caseId: `${row}.case_id`, measure: `${row}.measure`, accountKey: `${row}.account_key`, partyId };
  return `(${row}.measure in ('freeze', 'deduct') and exists (select from objection b where b.account_key = ${row}.account_key
      and b.case_id = ${row}.case_id and b.state in ('open', 'upheld'))
    or exists (select from case_stay s where s.case_id = ${row}.case_id and s.ended_on is null and ${row}.measure = any(s.bars)
      and ${covers('s', of)}))`;
}

export interface HeldBack {
  /** Requests that wait. */
  readonly stayed: number;
  /** Barred as well, but with their institutions already: they are not called back and come home. */
  readonly underWay: number;
}

/**
 * Looks at everything of a case that is on its road: what is barred waits, what no longer is goes on. Also what is with its institution, so
 * that it is not sent again when it proves undone. The caller holds the case.
 */
export async function alignStays(tx: Queryable, caseId: string): Promise<HeldBack> {
  const { rows } = await tx.query<{ was: boolean; stayed: boolean; state: string }>(
    `update queue q set stayed = t.held from (
       select q.request_id, q.stayed as was, ${isHeldBack('q')} as held from queue q where q.case_id = $1 and q.measure in ('freeze', 'seal', 'deduct', 'pay')
     ) t where q.request_id = t.request_id and (t.held or t.was) returning t.was, q.stayed, q.state`,
    [caseId],
  );
  if (rows.some(({ was, stayed }) => was && !stayed)) await tx.query(`select pg_notify('queue', '')`);
  const held = rows.filter(({ stayed }) => stayed);
  const waiting = held.filter(({ state }) => state === 'queued').length;
  return { stayed: waiting, underWay: held.length - waiting };
}

import { type Queryable } from '../database.js';

/** Whether two cases have a creditor, and a debtor, in common, by number (R7.1-2). */
export async function sharedParties(tx: Queryable, one: string, other: string): Promise<{ creditor: boolean; debtor: boolean }> {
  const { rows } = await tx.query<{ role: string }>(
    `select distinct a.role from party a join party b on b.role = a.role and b.id_type = a.id_type and b.id_numbers && a.id_numbers
     where a.case_id = $1 and b.case_id = $2`,
    [one, other],
  );
  const roles = new Set(rows.map(({ role }) => role));
  return { creditor: roles.has('creditor'), debtor: roles.has('debtor') };
}

import { type Queryable } from '../database.js';

/** The budget of this case is to be looked at: its freezes, or what is owed, changed. The caller holds the case. */
export function wantBudget(tx: Queryable, caseId: string): Promise<void> {
  return wantBudgets(tx, [caseId]);
}

export async function wantBudgets(tx: Queryable, caseIds: readonly string[]): Promise<void> {
  const ids = [...new Set(caseIds)];
  await tx.query('insert into budget_due (case_id) select unnest($1::uuid[]) on conflict do nothing', [ids]);
}

/** Takes the case off the list; false where another replica has. The caller holds the case. */
export async function takeBudget(tx: Queryable, caseId: string): Promise<boolean> {
  const { rowCount } = await tx.query('delete from budget_due where case_id = $1', [caseId]);
  return (rowCount ?? 0) > 0;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Locks cases of the list nobody else is at, in the order of their ids, behind `after` where one is given. Nobody waits: an answer that is being
 * recorded will want another look anyhow.
 */
export async function lockDueBudgets(tx: Queryable, after: string | undefined, most: number): Promise<string[]> {
  const { rows } = await tx.query<{ case_id: string }>(
    `select b.case_id from budget_due b join enforcement_case c on c.id = b.case_id where b.case_id > $1
     order by b.case_id limit $2 for no key update of c skip locked`,
    [after ?? NOBODY, most],
  );
  return rows.map((row) => row.case_id);
}

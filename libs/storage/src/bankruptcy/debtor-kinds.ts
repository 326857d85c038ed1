import { type Queryable } from '../database.js';

export async function debtorKinds(tx: Queryable, caseId: string): Promise<ReadonlyMap<string, 'person' | 'organisation'>> {
  const { rows } = await tx.query<{ id: string; kind: 'person' | 'organisation' }>(
    `select id, kind from party where case_id = $1 and role = 'debtor' order by id`,
    [caseId],
  );
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}

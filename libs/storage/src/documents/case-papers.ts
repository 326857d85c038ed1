import { type Queryable } from '../database.js';

/** What the papers of every order of a case say of it. */
export interface CasePapers {
  readonly court: string;
  readonly caseNumber: string;
  readonly cause: string;
  readonly judge: string;
  readonly title: string;
  readonly creditors: readonly string[];
  /** The debtor an order is about, or the first of the case. */
  readonly debtor: { readonly name: string; readonly idType: string; readonly idNumber: string } | undefined;
}

interface Row extends Omit<CasePapers, 'debtor'> {
  readonly debtor: CasePapers['debtor'] | null;
}

export async function casePapers(tx: Queryable, caseId: string, partyId: string | null): Promise<CasePapers> {
  const { rows } = await tx.query<Row>(
    `select c.court_name as court, coalesce(c.resumed_number, c.case_number) as "caseNumber", c.cause, judge.name as judge,
       coalesce((select string_agg(title, '、' order by title) from (select distinct title from claim where case_id = c.id) t), '') as title,
       array(select name from party where case_id = c.id and role = 'creditor' order by id) as creditors,
       (select jsonb_build_object('name', p.name, 'idType', p.id_type, 'idNumber', p.id_number) from party p
        where p.case_id = c.id and p.role = 'debtor' and ($2::uuid is null or p.id = $2) order by p.id limit 1) as debtor
     from enforcement_case c join person judge on judge.id = c.judge_id where c.id = $1`,
    [caseId, partyId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`There is no case ${caseId}.`);
  return { ...row, debtor: row.debtor ?? undefined };
}

import { type Queryable } from '../database.js';

export interface OrderPaper {
  readonly id: string;
  readonly kind: 'ruling' | 'notice' | 'officer_card';
  readonly number: string | null;
  readonly name: string;
  readonly institution: string | null;
  readonly sha256: string;
  readonly sm3: string;
}

export interface KeptPaper {
  readonly orderId: string;
  readonly documentId: string;
  /** Where only that one may read it. */
  readonly institution: string | undefined;
  /** Made with the order: the content of a request never changes, so what is made later stays in the file. */
  readonly goesAlong: boolean;
}

/** Keeps a filed document as a paper of an order. */
export async function keepOrderPaper(tx: Queryable, paper: KeptPaper): Promise<void> {
  await tx.query('insert into order_paper (order_id, document_id, institution, goes_along) values ($1, $2, $3, $4)', [
    paper.orderId,
    paper.documentId,
    paper.institution ?? null,
    paper.goesAlong,
  ]);
}

/** The number of a case, and every number a paper of it bears. */
export async function numbersTaken(tx: Queryable, caseId: string): Promise<{ caseNumber: string; taken: Set<string> }> {
  const { rows } = await tx.query<{ case_number: string; taken: (string | null)[] }>(
    `select coalesce(c.resumed_number, c.case_number) as case_number,
       array(select d.number from document d where d.case_id = c.id
             union select o.legal_basis ->> 'rulingNumber' from enforcement_order o where o.case_id = c.id
             union select o.legal_basis ->> 'noticeNumber' from enforcement_order o where o.case_id = c.id) as taken
     from enforcement_case c where c.id = $1`,
    [caseId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`There is no case ${caseId}.`);
  return { caseNumber: row.case_number, taken: new Set(row.taken.filter((number) => number !== null)) };
}

/** The papers made for an order: what goes to all first, then the notices. */
export async function papersOfOrder(tx: Queryable, orderId: string): Promise<OrderPaper[]> {
  const { rows } = await tx.query<OrderPaper>(
    `select d.id, d.kind, d.number, d.name, p.institution, d.sha256, d.sm3
     from order_paper p join document d on d.id = p.document_id
     where p.order_id = $1 order by p.institution nulls first, d.id`,
    [orderId],
  );
  return rows;
}

/** Which kinds of document a case has on file. */
export async function documentKinds(tx: Queryable, caseId: string): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ kind: string }>('select distinct kind from document where case_id = $1', [caseId]);
  return new Set(rows.map(({ kind }) => kind));
}

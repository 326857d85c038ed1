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

/** Keeps a filed document as a paper of an order; `institution` where only that one may read it. */
export async function keepOrderPaper(
  tx: Queryable,
  orderId: string,
  documentId: string,
  institution: string | undefined,
): Promise<void> {
  await tx.query('insert into order_paper (order_id, document_id, institution) values ($1, $2, $3)', [
    orderId,
    documentId,
    institution ?? null,
  ]);
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

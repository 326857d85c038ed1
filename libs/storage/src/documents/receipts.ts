import { type Queryable } from '../database.js';

/** A final answer of an institution as evidence: kept as it was said, never changed (R1.2-5). */
export interface Receipt {
  readonly request_id: string;
  readonly institution: string;
  readonly content: { readonly outcome: string; readonly receipt?: { readonly number: string; readonly issuedAt: string } };
  readonly received_at: Date;
  /** Which of several answers the request was settled by; others contradict it and stay. */
  readonly settled: boolean;
}

const RECEIPTS = `select a.request_id, r.institution, a.content, a.received_at, a.digest is not distinct from r.answer_digest as settled
  from every_answer a join request r on r.id = a.request_id where a.kind = 'final'`;

export async function receiptsOfOrder(tx: Queryable, orderId: string): Promise<Receipt[]> {
  const { rows } = await tx.query<Receipt>(
    `${RECEIPTS} and r.order_id = $1 order by a.received_at, a.request_id, a.digest limit 500`,
    [orderId],
  );
  return rows;
}

/** The answer a request was settled by. */
export async function receiptOf(tx: Queryable, requestId: string): Promise<Receipt | undefined> {
  const { rows } = await tx.query<Receipt>(
    `${RECEIPTS} and a.request_id = $1 order by (a.digest is not distinct from r.answer_digest) desc, a.received_at limit 1`,
    [requestId],
  );
  return rows[0];
}

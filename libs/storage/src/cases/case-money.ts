import { type Queryable } from '../database.js';

export interface FreezeRowOfCase {
  readonly id: string;
  readonly order_id: string;
  readonly party_id: string;
  readonly institution: string;
  readonly kind: 'account' | 'asset';
  readonly account: string;
  readonly state: 'active' | 'released' | 'expired' | 'exhausted';
  readonly cap_fen: bigint;
  readonly caught_fen: bigint;
  readonly deducted_fen: bigint;
  readonly from_date: string;
  readonly until_date: string;
  readonly ends_at: Date;
  readonly whole_account: boolean;
  readonly reported_at: Date;
  readonly source: 'reported' | 'computed';
}

/** The freeze book of a case; `source` says whether the newest figures were told by the bank or reckoned by us. */
export async function freezesOfCase(tx: Queryable, caseId: string): Promise<FreezeRowOfCase[]> {
  const { rows } = await tx.query<FreezeRowOfCase>(
    `select f.id, f.order_id, f.party_id, f.institution, f.kind, f.account, f.state, f.cap_fen, f.caught_fen, f.deducted_fen, f.from_date,
       f.until_date, f.ends_at, f.whole_account, f.reported_at,
       coalesce((select e.source from freeze_event e where e.freeze_id = f.id and e.kind <> 'reparented'
         order by e.id desc limit 1), 'reported') as source
     from account_freeze f where f.case_id = $1 order by f.id`,
    [caseId],
  );
  return rows;
}

export interface DeductionRow {
  readonly case_id: string;
  readonly request_id: string;
  readonly order_id: string;
  readonly freeze_id: string;
  readonly amount_fen: bigint;
  readonly sent_at: Date;
  readonly bank_serial: string | null;
  readonly received_fen: bigint;
  readonly received_at: Date | null;
}

export async function deductionsOf(tx: Queryable, caseIds: readonly string[]): Promise<DeductionRow[]> {
  const { rows } = await tx.query<DeductionRow>(
    `select case_id, request_id, order_id, freeze_id, amount_fen, sent_at, bank_serial, received_fen, received_at
     from deduction where case_id = any($1::uuid[]) order by request_id`,
    [caseIds],
  );
  return rows;
}

export interface FundLineRow {
  readonly institution: string;
  readonly line_id: string;
  readonly direction: 'credit' | 'debit';
  readonly amount_fen: bigint;
  readonly booked_at: Date;
  readonly matched_request_id: string | null;
}

export async function fundLinesOfCase(tx: Queryable, caseId: string): Promise<FundLineRow[]> {
  const { rows } = await tx.query<FundLineRow>(
    `select institution, line_id, direction, amount_fen, booked_at, matched_request_id
     from fund_line where case_id = $1 order by booked_at, line_id`,
    [caseId],
  );
  return rows;
}

export interface PaymentRow {
  readonly case_id: string;
  readonly request_id: string;
  readonly order_id: string;
  readonly claim_id: string;
  readonly creditor_id: string;
  readonly amount_fen: bigint;
  readonly state: 'ordered' | 'paid' | 'refused';
  readonly paid_at: Date | null;
  readonly bank_serial: string | null;
}

export async function paymentsOf(tx: Queryable, caseIds: readonly string[]): Promise<PaymentRow[]> {
  const { rows } = await tx.query<PaymentRow>(
    `select p.case_id, p.request_id, p.order_id, p.claim_id, c.creditor_id, p.amount_fen, p.state, p.paid_at, p.bank_serial
     from payment p join claim c on c.id = p.claim_id where p.case_id = any($1::uuid[]) order by p.request_id`,
    [caseIds],
  );
  return rows;
}

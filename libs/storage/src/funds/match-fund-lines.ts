import { progressOrders } from '../answers/progress-orders.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';

/** Joins unmatched statement lines to the given deductions and payments, whichever came first. The caller holds their cases. */
export async function matchFundLines(tx: Queryable, requestIds: readonly string[], actor: string, at: Moment): Promise<void> {
  if (requestIds.length === 0) return;
  await matchDeductions(tx, requestIds, actor, at);
  await tx.query(
    `update fund_line l set matched_request_id = p.request_id, case_id = p.case_id from payment p
     where l.matched_request_id is null and l.direction = 'debit' and p.request_id = any($1::uuid[]) and l.reference = p.request_id::text`,
    [requestIds],
  );
  await matchReturned(tx, requestIds, actor, at);
}

interface Credited {
  request_id: string;
  case_id: string;
  order_id: string;
  amount_fen: bigint;
}

/**
 * By our reference; where the banks on the way did not pass it on, by the deduction's serial, on the account it was sent to, when amount and
 * serial fit one deduction only. A deduction fully shown completes its order (R1.9-5).
 */
async function matchDeductions(tx: Queryable, requestIds: readonly string[], actor: string, at: Moment): Promise<void> {
  const { rows } = await tx.query<Credited>(
    `with matched as (
       update fund_line l set matched_request_id = d.request_id, case_id = d.case_id
       from deduction d join request r on r.id = d.request_id
       where l.matched_request_id is null and l.direction = 'credit' and d.request_id = any($1::uuid[])
         and (l.reference = d.request_id::text
           or (l.bank_serial = d.bank_serial and l.amount_fen = d.amount_fen and d.received_fen = 0
             and l.fund_account = r.task -> 'payee' ->> 'account'
             and (l.reference is null or l.reference !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
             and not exists (select from deduction other where other.bank_serial = d.bank_serial and other.amount_fen = d.amount_fen
               and other.received_fen = 0 and other.request_id <> d.request_id)))
       returning d.request_id, l.amount_fen, l.booked_at, l.line_id
     ), received as (
       select request_id, sum(amount_fen) as amount_fen, max(booked_at) as booked_at, max(line_id) as line_id from matched group by request_id
     )
     update deduction d set received_fen = d.received_fen + r.amount_fen, received_at = r.booked_at, line_id = r.line_id
     from received r where d.request_id = r.request_id
     returning d.request_id, d.case_id, d.order_id, r.amount_fen::bigint as amount_fen`,
    [requestIds],
  );
  await tell(tx, 'fund.received', rows, actor, at);
  await progressOrders(
    tx,
    rows.map((row) => row.order_id),
    actor,
    at,
  );
}

/** A payment the payee's bank sent back is a line `in` with the payment's id: the claim has not been paid, the money is in the fund again. */
async function matchReturned(tx: Queryable, requestIds: readonly string[], actor: string, at: Moment): Promise<void> {
  const { rows } = await tx.query<Credited & { claim_id: string }>(
    `with back as (
       update fund_line l set matched_request_id = p.request_id, case_id = p.case_id from payment p
       where l.matched_request_id is null and l.direction = 'credit' and p.request_id = any($1::uuid[]) and p.state = 'paid'
         and l.reference = p.request_id::text and l.amount_fen = p.amount_fen
       returning p.request_id
     )
     update payment p set state = 'refused' from back where p.request_id = back.request_id
     returning p.request_id, p.case_id, p.order_id, p.claim_id, p.amount_fen`,
    [requestIds],
  );
  await tx.query(
    `update claim c set paid_fen = c.paid_fen - back.amount_fen
     from (select claim_id, sum(amount_fen) as amount_fen from unnest($1::uuid[], $2::bigint[]) as t(claim_id, amount_fen) group by 1) back
     where c.id = back.claim_id`,
    [rows.map((row) => row.claim_id), rows.map((row) => row.amount_fen)],
  );
  await tell(tx, 'fund.returned', rows, actor, at);
}

function tell(
  tx: Queryable,
  kind: 'fund.received' | 'fund.returned',
  rows: readonly Credited[],
  actor: string,
  at: Moment,
): Promise<void> {
  return appendEvents(
    tx,
    rows.map((row) => ({
      kind,
      caseId: row.case_id,
      orderId: row.order_id,
      subjectId: row.request_id,
      actor,
      data: { amountFen: String(row.amount_fen) },
    })),
    at,
  );
}

import { progressOrders } from '../answers/progress-orders.js';
import { type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';

export interface StatementLine {
  readonly lineId: string;
  readonly amountFen: string;
  readonly direction: 'credit' | 'debit';
  readonly bookedAt: string;
  readonly reference?: string | undefined;
  readonly bankSerial?: string | undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Keeps lines of a case-fund account's statement and matches them to deductions and payments. Repeating it changes nothing. */
export async function recordStatement(
  tx: Queryable,
  institution: string,
  fundAccount: string,
  lines: readonly StatementLine[],
  at: Moment,
): Promise<void> {
  const references = lines.flatMap(({ reference }) => (reference !== undefined && UUID.test(reference) ? [reference] : []));
  const { rows: cases } = await tx.query<{ case_id: string }>('select distinct case_id from request where id = any($1::uuid[])', [
    references,
  ]);
  await lockCases(
    tx,
    cases.map((row) => row.case_id),
  );
  await tx.query(
    `insert into fund_line (institution, line_id, fund_account, direction, amount_fen, booked_at, reference, received_at)
     select $1, line_id, $2, direction, amount_fen, booked_at, reference, $8
     from unnest($3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[]) as t(line_id, direction, amount_fen, booked_at, reference)
     on conflict do nothing`,
    [
      institution,
      fundAccount,
      lines.map((line) => line.lineId),
      lines.map((line) => line.direction),
      lines.map((line) => line.amountFen),
      lines.map((line) => line.bookedAt),
      lines.map((line) => line.reference ?? null),
      at.machine,
    ],
  );
  await matchFundLines(tx, references, 'control', at);
}

/** Joins unmatched statement lines to the given deduct and pay requests by our reference; a deduction fully shown completes its order. */
export async function matchFundLines(tx: Queryable, requestIds: readonly string[], actor: string, at: Moment): Promise<void> {
  if (requestIds.length === 0) return;
  const { rows: credited } = await tx.query<{ request_id: string; case_id: string; order_id: string; amount_fen: bigint }>(
    `with matched as (
       update fund_line l set matched_request_id = d.request_id, case_id = d.case_id
       from deduction d
       where l.matched_request_id is null and l.direction = 'credit' and d.request_id = any($1::uuid[]) and l.reference = d.request_id::text
       returning d.request_id, l.amount_fen, l.booked_at, l.line_id
     ), received as (
       select request_id, sum(amount_fen) as amount_fen, max(booked_at) as booked_at, max(line_id) as line_id from matched group by request_id
     )
     update deduction d set received_fen = d.received_fen + r.amount_fen, received_at = r.booked_at, line_id = r.line_id
     from received r where d.request_id = r.request_id
     returning d.request_id, d.case_id, d.order_id, r.amount_fen::bigint as amount_fen`,
    [requestIds],
  );
  await tx.query(
    `update fund_line l set matched_request_id = p.request_id, case_id = p.case_id from payment p
     where l.matched_request_id is null and l.direction = 'debit' and p.request_id = any($1::uuid[]) and l.reference = p.request_id::text`,
    [requestIds],
  );
  await appendEvents(
    tx,
    credited.map((row) => ({
      kind: 'fund.received',
      caseId: row.case_id,
      orderId: row.order_id,
      subjectId: row.request_id,
      actor,
      data: { amountFen: String(row.amount_fen) },
    })),
    at,
  );
  await progressOrders(
    tx,
    credited.map((row) => row.order_id),
    actor,
    at,
  );
}

import { type Queryable } from '../database.js';
import { lockCases, type Moment } from '../events.js';
import { matchFundLines } from './match-fund-lines.js';

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
  const { rows } = await tx.query<{ id: string; case_id: string }>(
    `select id, case_id from request where id = any($1::uuid[])
     union select request_id, case_id from deduction where bank_serial = any($2::text[]) and received_fen < amount_fen`,
    [
      lines.flatMap(({ reference }) => (reference !== undefined && UUID.test(reference) ? [reference] : [])),
      lines.flatMap(({ bankSerial }) => bankSerial ?? []),
    ],
  );
  await lockCases(
    tx,
    rows.map((row) => row.case_id),
  );
  await tx.query(
    `insert into fund_line (institution, line_id, fund_account, direction, amount_fen, booked_at, reference, bank_serial, received_at)
     select $1, line_id, $2, direction, amount_fen, booked_at, reference, bank_serial, $9
     from unnest($3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[], $8::text[])
       as t(line_id, direction, amount_fen, booked_at, reference, bank_serial)
     where amount_fen > 0
     on conflict do nothing`,
    [
      institution,
      fundAccount,
      lines.map((line) => line.lineId),
      lines.map((line) => line.direction),
      lines.map((line) => line.amountFen),
      lines.map((line) => line.bookedAt),
      lines.map((line) => line.reference ?? null),
      lines.map((line) => line.bankSerial ?? null),
      at.machine,
    ],
  );
  await matchFundLines(
    tx,
    rows.map((row) => row.id),
    'control',
    at,
  );
}

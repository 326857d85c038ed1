import { type Fen, fenOf, minFen, ZERO } from '#enforcement/money.js';
import { endOfTerm } from '#enforcement/terms/term-end.js';
import { wantBudgets } from '../budget/budget-due.js';
import { type Queryable } from '../database.js';
import { noteWayMade } from './way-made.js';

export interface FreezeRow {
  readonly id: string;
  readonly caseId: string;
  readonly institution: string;
  readonly state: 'active' | 'released' | 'expired' | 'exhausted';
  readonly capFen: Fen;
  readonly caughtFen: Fen;
  readonly deductedFen: Fen;
  readonly until: string;
  /** To the minute, where the bank told it (R1.8-4). */
  readonly toldEnd: Date | null;
  /** It has no cap: `capFen` is what it holds (R2.3-2). */
  readonly wholeAccount: boolean;
  readonly reportedAt: Date;
}

/** When a freeze ends by itself: the instant the bank told, else when the last day is over. */
export function endOf({ until, toldEnd }: Pick<FreezeRow, 'until' | 'toldEnd'>): Date {
  return toldEnd ?? endOfTerm(until);
}

/** A term as an institution told it. */
export function termTold({
  until,
  endsAt,
}: {
  readonly until: string;
  readonly endsAt?: string | undefined;
}): Pick<FreezeRow, 'until' | 'toldEnd'> {
  return { until, toldEnd: endsAt === undefined ? null : new Date(endsAt) };
}

/** What a bank says is held, as the book has it: a cap limits it, a whole account has none. */
export function holdingOf({ wholeAccount, capFen }: FreezeRow, caughtFen: Fen): Pick<FreezeRow, 'capFen' | 'caughtFen'> {
  return wholeAccount ? { capFen: caughtFen, caughtFen } : { capFen, caughtFen: minFen(caughtFen, capFen) };
}

interface Row {
  id: string;
  case_id: string;
  institution: string;
  state: FreezeRow['state'];
  cap_fen: bigint;
  caught_fen: bigint;
  deducted_fen: bigint;
  until_date: string;
  told_end: Date | null;
  whole_account: boolean;
  reported_at: Date;
}

/** Locks freezes by id, after their cases (lock order case → account → freeze). */
export async function lockFreezes(tx: Queryable, ids: readonly string[]): Promise<Map<string, FreezeRow>> {
  const { rows } = await tx.query<Row>(
    `select id, case_id, institution, state, cap_fen, caught_fen, deducted_fen, until_date, told_end, whole_account, reported_at
     from account_freeze where id = any($1::uuid[]) order by id for update`,
    [[...new Set(ids)].sort()],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        caseId: row.case_id,
        institution: row.institution,
        state: row.state,
        capFen: fenOf(row.cap_fen),
        caughtFen: fenOf(row.caught_fen),
        deductedFen: fenOf(row.deducted_fen),
        until: row.until_date,
        toldEnd: row.told_end,
        wholeAccount: row.whole_account,
        reportedAt: row.reported_at,
      },
    ]),
  );
}

export interface FreezeChange {
  readonly after: FreezeRow;
  readonly kind: 'frozen' | 'reported' | 'renewed' | 'released' | 'deducted' | 'expired';
  readonly amountFen: Fen;
  readonly source: 'reported' | 'computed';
  readonly trueAt: Date | string;
  readonly requestId: string | undefined;
}

/** Writes the event and the row it folds to, together or not at all; has the budget of the case and those behind on the account looked at. */
export async function writeFreezeChange(tx: Queryable, change: FreezeChange): Promise<void> {
  const { after, kind } = change;
  if (kind === 'released' || kind === 'deducted' || kind === 'expired') {
    const capFen = kind === 'expired' ? ZERO : after.capFen;
    const takenFen = kind === 'deducted' ? change.amountFen : ZERO;
    await noteWayMade(tx, { freezeId: after.id, by: kind, capFen, takenFen });
  }
  await writeFreezeEvent(tx, change);
  await tx.query(
    `update account_freeze set state = $2, cap_fen = $3, caught_fen = $4, deducted_fen = $5, until_date = $6, told_end = $9, whole_account = $10,
       reported_at = case when $7 = 'reported' then greatest(reported_at, $8::timestamptz) else reported_at end
     where id = $1`,
    [
      ...[after.id, after.state, after.capFen, after.caughtFen, after.deductedFen, after.until],
      ...[change.source, change.trueAt, after.toldEnd, after.wholeAccount],
    ],
  );
  await wantBudgets(tx, [after.caseId]);
}

async function writeFreezeEvent(
  tx: Queryable,
  { after, kind, amountFen, source, trueAt, requestId }: FreezeChange,
): Promise<void> {
  await tx.query(
    `insert into freeze_event (freeze_id, case_id, kind, cap_fen, caught_fen, amount_fen, until_date, state, source, true_at, request_id, told_end, whole_account)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[after.id, after.caseId, kind, after.capFen, after.caughtFen, amountFen, after.until, after.state, source, trueAt],
      ...[requestId ?? null, after.toldEnd, after.wholeAccount],
    ],
  );
}

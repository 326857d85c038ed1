import { type ExcessRecord, withMoment } from '#enforcement/budget/excess-record.js';
import { type Fen, fenOf } from '#enforcement/money.js';
import { type Queryable } from '../database.js';
import { newId } from '../new-id.js';

export interface ExcessRow {
  readonly id: string;
  readonly from_at: Date;
  readonly to_at: Date | null;
  readonly amount_fen: bigint;
  readonly cause: ExcessRecord['cause'];
  readonly release_order_id: string | null;
}

const COLUMNS = 'id, from_at, to_at, amount_fen, cause, release_order_id';

export async function excessesOf(tx: Queryable, caseId: string): Promise<ExcessRow[]> {
  const { rows } = await tx.query<ExcessRow>(`select ${COLUMNS} from budget_excess where case_id = $1 order by from_at, id`, [
    caseId,
  ]);
  return rows;
}

export async function isExcessOpen(tx: Queryable, caseId: string): Promise<boolean> {
  const { rowCount } = await tx.query('select from budget_excess where case_id = $1 and to_at is null', [caseId]);
  return (rowCount ?? 0) > 0;
}

export interface ExcessMoment {
  readonly at: Date;
  readonly caughtFen: Fen;
  readonly targetFen: Fen;
  readonly releaseOrderId: string | undefined;
}

/** Opens, raises or closes the record under way, and says which for the event. The caller holds the case. */
export async function recordExcess(
  tx: Queryable,
  caseId: string,
  moment: ExcessMoment,
  cause: ExcessRecord['cause'],
): Promise<'opened' | 'closed' | undefined> {
  const { rows } = await tx.query<ExcessRow>(
    `select ${COLUMNS} from budget_excess where case_id = $1 and to_at is null for no key update`,
    [caseId],
  );
  const open = rows[0];
  const { releaseOrderId, caughtFen, targetFen } = moment;
  const [next] = withMoment(open === undefined ? [] : [recordOf(open)], {
    at: moment.at.toISOString(),
    caughtFen,
    targetFen,
    cause,
    releaseOrderId,
  });
  if (next === undefined) return undefined;
  // news of the past may end a record at once; it never ends before it began
  const toAt = next.to === undefined ? null : open !== undefined && moment.at < open.from_at ? open.from_at : moment.at;
  if (open === undefined) {
    await tx.query(
      `insert into budget_excess (id, case_id, from_at, amount_fen, cause, release_order_id) values ($1, $2, $3, $4, $5, $6)`,
      [newId(), caseId, moment.at, next.amountFen, next.cause, releaseOrderId ?? null],
    );
    return 'opened';
  }
  await tx.query(`update budget_excess set to_at = $2, amount_fen = $3, release_order_id = $4 where id = $1`, [
    open.id,
    toAt,
    next.amountFen,
    next.releaseOrderId ?? null,
  ]);
  return toAt === null ? undefined : 'closed';
}

function recordOf(row: ExcessRow): ExcessRecord {
  return {
    from: row.from_at.toISOString(),
    amountFen: fenOf(row.amount_fen),
    cause: row.cause,
    ...(row.release_order_id === null ? {} : { releaseOrderId: row.release_order_id }),
  };
}

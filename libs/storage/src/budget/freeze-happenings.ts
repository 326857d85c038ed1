import { type DebtAfter, type FreezeHappening, type Held, pastMoments } from '#enforcement/budget/past-moments.js';
import { type BudgetMoment } from '#enforcement/budget/excess-record.js';
import { type Fen, fenOf } from '#enforcement/money.js';
import { type Queryable } from '../database.js';
import { type DebtOfCase } from '../debt/debt-of-case.js';
import { type Moment } from '../events.js';

interface Row {
  id: bigint;
  freeze_id: string;
  cap_fen: bigint;
  caught_fen: bigint;
  state: string;
  true_at: Date;
  deducted_fen: bigint;
  release_order_id: string | null;
  is_news: boolean;
}

export interface SinceLastLook {
  readonly moments: readonly BudgetMoment[];
  /** All that was ever deducted for the case. */
  readonly deductedFen: Fen;
}

/**
 * What the case held after each change of its freezes since the last look, from the book; then the mark moves on. The caller holds the case, as
 * everybody does who writes into the book. A part paid since the last look counts as not yet paid then: no excess is put on record that was none.
 */
export async function sinceLastLook(tx: Queryable, caseId: string, debt: DebtOfCase, at: Moment): Promise<SinceLastLook> {
  const rows = await changesOf(tx, caseId);
  const before = new Map<string, Held>();
  for (const row of rows) if (!row.is_news) before.set(row.freeze_id, heldBy(row));
  const after = await debtAfter(tx, caseId, debt);
  const moments = pastMoments(before, rows.filter((row) => row.is_news).map(happeningOf), after);
  await tx.query(
    `insert into budget_mark (case_id, freeze_event_id, kept_at) values ($1, $2, $3)
     on conflict (case_id) do update set freeze_event_id = greatest(budget_mark.freeze_event_id, excluded.freeze_event_id), kept_at = excluded.kept_at`,
    [caseId, rows.at(-1)?.id ?? 0n, at.machine],
  );
  return { moments, deductedFen: after.deductedFen };
}

/** Of each freeze on an account: its last change up to the mark, and everything after it. In the order of the book. */
async function changesOf(tx: Queryable, caseId: string): Promise<Row[]> {
  const { rows } = await tx.query<Row>(
    `with mark as (select coalesce((select freeze_event_id from budget_mark where case_id = $1), 0) as id)
     select e.id, e.freeze_id, e.cap_fen, e.caught_fen, e.state, e.true_at, e.id > mark.id as is_news,
       case when e.kind = 'deducted' then e.amount_fen else 0 end::bigint as deducted_fen,
       case when e.kind = 'released' then r.order_id end as release_order_id
     from mark cross join account_freeze f
     cross join lateral (
       (select * from freeze_event where freeze_id = f.id and case_id = $1 and id <= mark.id order by id desc limit 1)
       union all (select * from freeze_event where freeze_id = f.id and case_id = $1 and id > mark.id)) e
     left join request r on r.id = e.request_id and r.case_id = $1
     where f.case_id = $1 order by e.id`,
    [caseId],
  );
  return rows;
}

async function debtAfter(tx: Queryable, caseId: string, { targetFen, owedFen }: DebtOfCase): Promise<DebtAfter> {
  const { rows } = await tx.query<{ parts: bigint; deducted: bigint }>(
    `select (select coalesce(sum(p.amount_fen), 0) from part_payment p join claim c on c.id = p.claim_id
         where c.case_id = $1 and p.noted_at > coalesce((select kept_at from budget_mark where case_id = $1), '-infinity'))::bigint as parts,
       (select coalesce(sum(amount_fen), 0) from deduction where case_id = $1)::bigint as deducted`,
    [caseId],
  );
  return {
    targetFen,
    owedFen: fenOf(owedFen + (rows[0]?.parts ?? 0n)),
    deductedFen: fenOf(rows[0]?.deducted ?? 0n),
  };
}

function heldBy(row: Row): Held {
  return row.state === 'active'
    ? { capFen: fenOf(row.cap_fen), caughtFen: fenOf(row.caught_fen) }
    : { capFen: fenOf(0n), caughtFen: fenOf(0n) };
}

function happeningOf(row: Row): FreezeHappening {
  return {
    freezeId: row.freeze_id,
    at: row.true_at.toISOString(),
    isActive: row.state === 'active',
    capFen: fenOf(row.cap_fen),
    caughtFen: fenOf(row.caught_fen),
    deductedFen: fenOf(row.deducted_fen),
    ...(row.release_order_id === null ? {} : { releaseOrderId: row.release_order_id }),
  };
}

import { z } from 'zod';
import { type BudgetedFreeze } from '#enforcement/budget/budget-cuts.js';
import { allMarks, type Mark, marksReported, type RemarkWords } from '#enforcement/budget/account-marks.js';
import { byLeastHarm, type Holding, type LeastHarmOrder } from '#enforcement/budget/least-harm.js';
import { type Fen, fenOf } from '#enforcement/money.js';
import { type Queryable } from '../database.js';
import { ranksBehind } from '../freezes/served-at.js';
import { accountMarksOf, marksByPlace } from '../parties/account-marks.js';
import { type LegalBasis } from '../orders/place-order.js';

/** A freeze in effect, as far as it counts in what a case holds. */
export interface HeldFreeze {
  readonly id: string;
  readonly capFen: Fen;
  readonly caughtFen: Fen;
  readonly wholeAccount: boolean;
  /** Business time at which the bank's figures were true. */
  readonly reportedAt: Date;
}

/** The freezes in effect on accounts and shares of a case, locked after it. */
export async function heldFreezes(tx: Queryable, caseId: string): Promise<HeldFreeze[]> {
  const { rows } = await tx.query<{
    id: string;
    cap_fen: bigint;
    caught_fen: bigint;
    whole_account: boolean;
    reported_at: Date;
  }>(
    `select id, cap_fen, caught_fen, whole_account, reported_at from account_freeze
     where case_id = $1 and (kind = 'account' or cap_fen > 0) and state = 'active' order by id for no key update`,
    [caseId],
  );
  return rows.map((row) => ({
    id: row.id,
    capFen: fenOf(row.cap_fen),
    caughtFen: fenOf(row.caught_fen),
    wholeAccount: row.whole_account,
    reportedAt: row.reported_at,
  }));
}

/** What a release of it would need beside the cut. */
export interface BudgetRow {
  readonly id: string;
  readonly partyId: string;
  readonly account: string;
  readonly legalBasis: LegalBasis;
}

interface Row {
  id: string;
  party_id: string;
  institution: string;
  kind: 'account' | 'asset';
  account: string;
  reported_at: Date;
  legal_basis: LegalBasis;
  content: unknown;
  under_deduction: bigint;
  busy: boolean;
  has_juniors: boolean;
}

/**
 * All that decides which of the held freezes goes first. A freeze is busy while a release or renewal of it is drafted or under way. Others wait
 * behind it where the newest report lists measures of another court, or where another case of ours has a later freeze on the account.
 */
export async function weighedFreezes(
  tx: Queryable,
  caseId: string,
  held: readonly HeldFreeze[],
  rules: { readonly order: LeastHarmOrder; readonly remarkWords: RemarkWords },
  partialRelease: (institution: string) => boolean,
): Promise<{ freezes: BudgetedFreeze[]; rows: ReadonlyMap<string, BudgetRow> }> {
  const { rows } = await tx.query<Row>(
    `with task as (
       select r.measure, r.task from request r where r.case_id = $1 and r.state = 'open' and r.measure in ('release', 'renew', 'deduct')
       union all
       select o.measure, t.target -> 'task' from enforcement_order o cross join jsonb_array_elements(o.targets) as t(target)
       where o.case_id = $1 and o.state in ('draft', 'awaiting_approval') and o.measure in ('release', 'deduct')),
     touching as materialized (
       select task ->> 'freezeRequestId' as freeze_id, bool_or(measure <> 'deduct') as busy,
         sum((task ->> 'amountFen')::bigint) filter (where measure = 'deduct') as under_deduction
       from task group by 1)
     select f.id, f.party_id, f.institution, f.kind, f.account, f.reported_at, o.legal_basis, a.content,
       coalesce(t.under_deduction, 0)::bigint as under_deduction, coalesce(t.busy, false) as busy,
       (exists (select from jsonb_array_elements(a.content -> 'priorMeasures') as m where m ->> 'authority' <> c.court_name)
        or exists (select from account_freeze other where other.account_key = f.account_key and other.state = 'active'
                   and other.case_id <> f.case_id and ${ranksBehind('other', 'f')})) as has_juniors
     from account_freeze f join enforcement_order o on o.id = f.order_id join enforcement_case c on c.id = f.case_id
     left join asset a on a.case_id = f.case_id and a.party_id = f.party_id and a.institution = f.institution and a.asset_key = f.account
     left join touching t on t.freeze_id = f.id::text
     where f.id = any($2::uuid[]) order by f.id`,
    [caseId, held.map(({ id }) => id)],
  );
  const marked = marksByPlace(await accountMarksOf(tx, caseId));
  const told = new Map(rows.map((row) => [row.id, row]));
  const freezes = held.flatMap(({ id, capFen, caughtFen, wholeAccount }): BudgetedFreeze[] => {
    const row = told.get(id);
    if (row === undefined) return [];
    const holding = holdingOf(row, rules.remarkWords, marked(row), partialRelease(row.institution));
    return [
      {
        freezeId: id,
        institution: row.institution,
        ...{ capFen, caughtFen, wholeAccount },
        underDeductionFen: fenOf(row.under_deduction),
        partialRelease: holding.partialRelease,
        hasJuniors: row.has_juniors,
        harm: byLeastHarm([holding], rules.order)[0]?.harm ?? 0,
        busy: row.busy,
      },
    ];
  });
  const known = rows.map((row): [string, BudgetRow] => [
    row.id,
    { id: row.id, partyId: row.party_id, account: row.account, legalBasis: row.legal_basis },
  ]);
  return { freezes, rows: new Map(known) };
}

const reported = z.looseObject({
  class: z.string(),
  status: z.string(),
  currency: z.string(),
  remark: z.string().optional(),
  holders: z.array(z.object({ name: z.string() })).optional(),
});

function holdingOf(row: Row, words: RemarkWords, marked: readonly Mark[], partialRelease: boolean): Holding {
  const known = reported.safeParse(row.content);
  return {
    institution: row.institution,
    account: row.account,
    class: row.kind === 'asset' ? 'shares' : (known.data?.class ?? ''),
    status: known.data?.status ?? '',
    currency: known.data?.currency ?? 'CNY',
    availableFen: fenOf(0n),
    asOf: row.reported_at.toISOString(),
    marks: allMarks(marked, marksReported(known.data ?? {}, words)),
    partialRelease,
  };
}

import { type DebtRules } from '../law/debt-law-file.js';
import { type DebtToday, debtToday } from '#enforcement/debt/debt-today.js';
import { fenOf, ZERO } from '#enforcement/money.js';
import { notFound } from '#platform/errors.js';
import { type Queryable } from '../database.js';
import { accountsOfCase, accountsOfCases } from './claim-accounts.js';

/** What the budget of a case is measured by. */
export interface DebtOfCase extends Omit<DebtToday, 'dueByClaim'> {
  /** Somebody entered the terms of a claim: the debt is reckoned. Otherwise it is the sum the case was opened with. */
  readonly hasTerms: boolean;
}

/** SQL, of a case `c`: somebody entered the terms of a claim of it. */
export const HAS_TERMS = 'exists (select from claim_terms t join claim cl on cl.id = t.claim_id where cl.case_id = c.id)';

/** SQL, of a case `c` without terms: no interest is guessed, it owes its target less what was deducted, paid out or paid elsewhere. */
export const OWED_WITHOUT_TERMS = `greatest(0, c.target_fen
  - greatest((select coalesce(sum(paid_fen), 0) from claim where case_id = c.id),
             (select coalesce(sum(amount_fen), 0) from deduction where case_id = c.id))
  - (select coalesce(sum(p.amount_fen), 0) from part_payment p join claim cl on cl.id = p.claim_id where cl.case_id = c.id))::bigint`;

/**
 * What a case owes at the end of the legal day `on` (R2.4-1, R2.4-5: the ceiling grows with interest). The caller holds the case where an act
 * depends on the figure.
 */
export async function debtOfCase(tx: Queryable, caseId: string, on: string, law: DebtRules): Promise<DebtOfCase> {
  const debt = (await debtsOfCases(tx, [caseId], on, law)).get(caseId);
  if (debt === undefined) throw notFound('case');
  return debt;
}

/** The same for the cases of a list, in as many statements as for one. */
export async function debtsOfCases(
  tx: Queryable,
  caseIds: readonly string[],
  on: string,
  law: DebtRules,
): Promise<ReadonlyMap<string, DebtOfCase>> {
  const { rows } = await tx.query<{ id: string; target: bigint; owed: bigint; has_terms: boolean }>(
    `select c.id, c.target_fen as target, ${OWED_WITHOUT_TERMS} as owed, ${HAS_TERMS} as has_terms
     from enforcement_case c where c.id = any($1::uuid[])`,
    [caseIds],
  );
  const growing = rows.filter((row) => row.has_terms).map(({ id }) => id);
  const accounts = growing.length === 0 ? undefined : await accountsOfCases(tx, growing, law);
  return new Map(
    rows.map((row): [string, DebtOfCase] => {
      if (row.has_terms) {
        const { targetFen, owedFen, perDayFen } = debtToday(on, accounts?.get(row.id) ?? [], law);
        return [row.id, { targetFen, owedFen, perDayFen, hasTerms: true }];
      }
      return [row.id, { targetFen: fenOf(row.target), owedFen: fenOf(row.owed), perDayFen: ZERO, hasTerms: false }];
    }),
  );
}

/** What the court may pay each claim of a case in all, by the end of the legal day `on`. The caller holds the case. */
export async function dueByClaim(tx: Queryable, caseId: string, on: string, law: DebtRules): Promise<DebtToday['dueByClaim']> {
  return debtToday(on, await accountsOfCase(tx, caseId, law), law).dueByClaim;
}

/** Keeps what was reckoned, for whoever looks at many cases at once. The caller holds the case. */
export async function keepDebt(tx: Queryable, caseId: string, on: string, debt: DebtOfCase): Promise<void> {
  if (!debt.hasTerms) return;
  await tx.query(
    `insert into case_debt (case_id, reckoned_on, target_fen, owed_fen, per_day_fen) values ($1, $2, $3, $4, $5)
     on conflict (case_id) do update set reckoned_on = excluded.reckoned_on, target_fen = excluded.target_fen,
       owed_fen = excluded.owed_fen, per_day_fen = excluded.per_day_fen`,
    [caseId, on, debt.targetFen, debt.owedFen, debt.perDayFen],
  );
}

/**
 * Puts the cases on the list of budgets whose debt was last reckoned before the day `on`: daily where money is frozen, which interest may outgrow,
 * otherwise once in thirty days, so that a dormant case costs nothing. Holds the cases in the one order everybody uses: else it would wait for a
 * batch of answers that waits for it. Returns how many; call again until it is none.
 */
export async function wantDailyBudgets(tx: Queryable, on: string, most: number): Promise<number> {
  const { rowCount } = await tx.query(
    `with behind as (
       select d.case_id from case_debt d join enforcement_case c on c.id = d.case_id
       where d.reckoned_on < $1::date and c.state <> 'closed'
         and (d.reckoned_on < $1::date - 30
              or exists (select from account_freeze f where f.case_id = d.case_id and f.state = 'active' and f.kind = 'account'))
         and not exists (select from budget_due b where b.case_id = d.case_id)
       order by d.reckoned_on limit $2),
     held as (
       select c.id from enforcement_case c where c.id in (select case_id from behind) order by c.id for no key update)
     insert into budget_due (case_id) select id from held on conflict do nothing`,
    [on, most],
  );
  return rowCount ?? 0;
}

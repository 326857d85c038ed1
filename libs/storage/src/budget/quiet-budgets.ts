import { type MachineTime } from '#platform/clocks.js';
import { type Queryable } from '../database.js';
import { HAS_TERMS, OWED_WITHOUT_TERMS } from '../debt/debt-of-case.js';
import { lockDueBudgets } from './budget-due.js';

/** What happens to a freeze and leaves its cap as it is. */
const KEEPS_THE_CAP = `('frozen', 'reported', 'renewed')`;

/**
 * A budget in which there is nothing to do for sure, whatever the banks have caught: no interest that grows, no whole account, no excess under
 * way, nothing since the last look that lowered a cap, and all caps together within what is owed. No freeze catches more than its cap, so
 * neither now nor at any moment since then was too much held, and no open cap is left when all is caught. `last` is up to where the book was read.
 */
const LOOKED_AT = `select d.id, held.last,
    not d.has_terms and not d.has_excess and not held.is_whole and not held.is_lowered and held.caps <= d.owed as is_quiet
  from (select c.id, ${OWED_WITHOUT_TERMS} as owed, ${HAS_TERMS} as has_terms, coalesce(m.freeze_event_id, 0) as mark,
          exists (select from budget_excess x where x.case_id = c.id and x.to_at is null) as has_excess
        from budget_due b join enforcement_case c on c.id = b.case_id left join budget_mark m on m.case_id = c.id
        -- by the list itself: a kept plan must not walk all that is due to find these
        where b.case_id = any($1::uuid[])) d
  cross join lateral (
    select coalesce(sum(f.cap_fen) filter (where f.state = 'active'), 0) as caps,
      coalesce(bool_or(f.whole_account and f.state = 'active'), false) as is_whole,
      coalesce(bool_or(news.is_lowered), false) as is_lowered, coalesce(max(news.last), 0) as last
    from account_freeze f cross join lateral (
      select bool_or(e.kind not in ${KEEPS_THE_CAP}) as is_lowered, max(e.id) as last from freeze_event e
      where e.freeze_id = f.id and e.case_id = d.id and e.id > d.mark) news
    where f.case_id = d.id) held`;

export interface Sifted {
  readonly quiet: readonly string[];
  /** The ones that need a full look: `keepBudget`. By id. */
  readonly loud: readonly string[];
  /** Where to go on; undefined at the end of the list. */
  readonly next: string | undefined;
}

/**
 * Looks at the next budgets of the list behind the case `after`, at most so many, in the statements of one. The quiet ones leave the list and their
 * mark moves on, exactly as a full look would have it; the others are untouched. A case somebody else holds is passed over and comes the next time.
 */
export async function settleQuietBudgets(
  tx: Queryable,
  after: string | undefined,
  most: number,
  now: MachineTime,
): Promise<Sifted> {
  const held = await lockDueBudgets(tx, after, most);
  if (held.length === 0) return { quiet: [], loud: [], next: undefined };
  // a statement of its own, whose snapshot is younger than the locks: another replica may have taken some while the list was read
  const { rows } = await tx.query<{ id: string; is_quiet: boolean }>(
    `with looked_at as materialized (${LOOKED_AT}),
     gone as (delete from budget_due where case_id = any(array(select id from looked_at where is_quiet))),
     marked as (
       insert into budget_mark (case_id, freeze_event_id, kept_at) select id, last, $2 from looked_at where is_quiet
       on conflict (case_id) do update set freeze_event_id = greatest(budget_mark.freeze_event_id, excluded.freeze_event_id),
         kept_at = excluded.kept_at)
     select id, is_quiet from looked_at`,
    [held, now],
  );
  const idsOf = (isQuiet: boolean) => rows.filter((row) => row.is_quiet === isQuiet).map(({ id }) => id);
  return { quiet: idsOf(true), loud: idsOf(false).sort(), next: held.length < most ? undefined : held.at(-1) };
}

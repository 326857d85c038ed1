import { type Queryable } from '../database.js';

export interface DueWatch {
  readonly watchId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  /** Last day of the five years; banks report credits until then. */
  readonly until: string;
  readonly debtorIds: readonly string[];
  readonly waiting: readonly { readonly slot: number; readonly dueOn: string }[];
}

/** Watches of dormant cases with a slot due by `safeUntil` and not asked yet, the most urgent first. `except` leaves out those put off after a failure. */
export async function dueWatches(
  database: Queryable,
  safeUntil: string,
  except: readonly string[],
  limit: number,
): Promise<DueWatch[]> {
  const { rows } = await database.query<{
    watch_id: string;
    case_id: string;
    case_number: string;
    until: string;
    debtor_ids: string[];
    slots: number[];
    due_days: string[];
  }>(
    `with due as (
       select s.watch_id, min(s.due_on) as due_on
       from watch_slot s join watch w on w.id = s.watch_id join enforcement_case c on c.id = w.case_id
       where s.state = 'waiting' and s.due_on <= $1 and w.state = 'watching' and c.state = 'dormant' and s.watch_id <> all($2::uuid[])
       group by s.watch_id order by min(s.due_on), s.watch_id limit $3)
     select w.id as watch_id, w.case_id, c.case_number, w.until,
       array(select p.id::text from party p where p.case_id = c.id and p.role = 'debtor' order by p.id) as debtor_ids,
       array_agg(s.slot order by s.slot) as slots,
       array_agg(s.due_on::text order by s.slot) as due_days
     from due join watch w on w.id = due.watch_id join enforcement_case c on c.id = w.case_id
     join watch_slot s on s.watch_id = w.id and s.state = 'waiting' and s.due_on <= $1
     group by w.id, w.case_id, c.id, c.case_number, w.until, due.due_on order by due.due_on, w.id`,
    [safeUntil, except, limit],
  );
  return rows.map((row) => ({
    watchId: row.watch_id,
    caseId: row.case_id,
    caseNumber: row.case_number,
    until: row.until,
    debtorIds: row.debtor_ids,
    waiting: row.slots.map((slot, index) => ({ slot, dueOn: row.due_days[index] ?? '' })),
  }));
}

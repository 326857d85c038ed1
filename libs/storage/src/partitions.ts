import { type MachineTime } from '#platform/clocks.js';
import { type Queryable } from './database.js';

export const MONTHS_AHEAD = 4;

/** Makes the partitions of this and the coming months, so that the first row of a month always has a place. */
export async function ensurePartitions(queryable: Queryable, now: MachineTime): Promise<void> {
  await queryable.query('select ensure_partitions($1::date, $2)', [now.toISOString().slice(0, 10), MONTHS_AHEAD]);
}

/**
 * For how many months, this one included, every partitioned table has a place. There is no default partition where rows could pile up: without a
 * place a row is refused.
 */
export async function monthsWithPlace(queryable: Queryable, now: MachineTime): Promise<number> {
  const { rows } = await queryable.query<{ months: number }>(
    `select coalesce(min(step) filter (where not is_there), $2)::int as months
     from (
       select step, bool_and(exists (
         select from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = parent::regclass and c.relname like '%\\_' || to_char($1::date + make_interval(months => step), 'YYYYMM'))) as is_there
       from generate_series(0, $2 - 1) as step, unnest(array['request', 'delivery', 'answer', 'exchange.journal']) as parent
       group by step
     ) months`,
    [`${now.toISOString().slice(0, 7)}-01`, MONTHS_AHEAD],
  );
  return rows[0]?.months ?? 0;
}

import { type Queryable } from '../database.js';
import { type Month } from './month.js';
import { ARCHIVED_TABLES, type ArchivedTable, leafOf, PLACES, rowsOfCases } from './tables.js';

/** What a run is going to take out of one table and month. */
export interface Portion {
  readonly table: ArchivedTable;
  readonly month: Month;
  readonly rows: number;
  readonly cases: readonly { readonly id: string; readonly rows: number }[];
}

/** Every portion that may go, month by month and within a month in the order of the tables. Reads only. */
export async function survey(
  tx: Queryable,
  caseIds: readonly string[],
  before: (table: ArchivedTable) => Month,
): Promise<Portion[]> {
  const portions: Portion[] = [];
  for (const table of ARCHIVED_TABLES) {
    for (const month of await monthsOf(tx, table, caseIds, before(table))) {
      const { from, where, ofCase } = rowsOfCases(table, month);
      const { rows: cases } = await tx.query<{ id: string; rows: number }>(
        `select ${ofCase} as id, count(*)::int as rows from ${from} where ${where} group by 1 order by 1`,
        [caseIds],
      );
      const rows = cases.reduce((sum, one) => sum + one.rows, 0);
      if (rows > 0) portions.push({ table, month, rows, cases });
    }
  }
  const place = ({ table }: Portion) => ARCHIVED_TABLES.indexOf(table);
  return portions.sort((one, other) => (one.month < other.month ? -1 : one.month > other.month ? 1 : place(one) - place(other)));
}

async function monthsOf(tx: Queryable, table: ArchivedTable, caseIds: readonly string[], before: Month): Promise<Month[]> {
  const { relation, byRequest } = PLACES[table];
  if (byRequest !== undefined) {
    const months = await monthsWithPartition(tx, relation, before);
    const known = new Set(await monthsWithPartition(tx, PLACES.request.relation, before));
    return months.filter((month) => known.has(month));
  }
  const { rows } = await tx.query<{ month: Month }>(
    `select distinct to_char(t.at at time zone 'UTC', 'YYYY-MM') as month from ${leafOf(table, before)} t
     where t.case_id = any($1::uuid[]) and t.at < ($2 || '-01 00:00:00+00')::timestamptz order by 1`,
    [caseIds, before],
  );
  return rows.map(({ month }) => month);
}

/** Months before `before` of which a partitioned table has a partition. */
export async function monthsWithPartition(tx: Queryable, relation: string, before: Month): Promise<Month[]> {
  const { rows } = await tx.query<{ month: Month }>(
    `select substr(right(c.relname, 6), 1, 4) || '-' || right(c.relname, 2) as month
     from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = $1::regclass and c.relname ~ '_[0-9]{6}$' order by 1`,
    [relation],
  );
  return rows.map(({ month }) => month).filter((month) => month < before);
}

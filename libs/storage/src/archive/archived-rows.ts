import { type Queryable } from '../database.js';
import { type ArchivedTable } from './tables.js';

/** Rows of a case that lie in a file of the archive. */
export interface ArchivedRows {
  readonly file: string;
  readonly table: ArchivedTable;
  readonly month: string;
  readonly rows: number;
}

/** Oldest first; of all tables, or of those named. A list that is empty here may be full there. */
export async function archivedRows(tx: Queryable, caseId: string, tables?: readonly ArchivedTable[]): Promise<ArchivedRows[]> {
  const { rows } = await tx.query<ArchivedRows>(
    `select f.name as file, f.table_name as table, to_char(f.month, 'YYYY-MM') as month, c.rows::int as rows
     from archived_case c join archive_file f on f.id = c.file_id
     where c.case_id = $1 and ($2::text[] is null or f.table_name = any($2)) order by f.month, f.table_name, f.name`,
    [caseId, tables ?? null],
  );
  return rows;
}

import { z } from 'zod';
import { archivedRows, type ArchivedRows } from '#storage/archive/archived-rows.js';
import { ARCHIVED_TABLES, type ArchivedTable } from '#storage/archive/tables.js';
import { type Queryable } from '#storage/database.js';

/** What a reply says where older rows lie in files: nothing is listed here as if nothing had happened. */
export const archivedView = z
  .array(z.strictObject({ file: z.string(), table: z.enum(ARCHIVED_TABLES), month: z.string(), rows: z.int() }))
  .optional()
  .meta({ description: 'Older rows of the case in files of the archive; an operator can put them back' });

export async function archivedPart(
  tx: Queryable,
  caseId: string,
  tables?: readonly ArchivedTable[],
): Promise<{ archived?: ArchivedRows[] }> {
  const archived = await archivedRows(tx, caseId, tables);
  return archived.length === 0 ? {} : { archived };
}

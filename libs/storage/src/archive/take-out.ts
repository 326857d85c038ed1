import { type Queryable } from '../database.js';
import { type BatchFile } from './batches.js';
import { beginTaking, type LedgerFile, recordBatch } from './ledger.js';
import { holdCasesOver } from '../cases/settled.js';
import { type Step } from './session.js';
import { leafOf, PLACES, rowsOfCases } from './tables.js';

/** Pages nobody could read are kept whole: some hundred of them would fit neither one text nor one transaction. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Moves at most `most` rows of the cases from their table to the end of the file, in one transaction that commits only when they lie on the disk and
 * were read back from there: whatever stops it, a row is in the table or in the file, never in both and never in none. Returns the rows moved;
 * the caller runs it in a transaction and tells the file to keep the batch once that has committed.
 */
export async function takeOut(
  tx: Queryable,
  into: LedgerFile,
  file: BatchFile,
  caseIds: readonly string[],
  most: number,
  step: Step,
) {
  const held = await holdCasesOver(tx, caseIds);
  await beginTaking(tx, into.id);
  const rows = held.length === 0 ? [] : await deleteRows(tx, into, held, most);
  if (rows.length === 0) return undefined;
  await step('rows taken');
  const batch = await file.add(rows.map(({ line }) => line));
  await step('batch on disk');
  const perCase = Map.groupBy(rows, ({ of_case: ofCase }) => ofCase);
  await recordBatch(tx, into.id, batch, new Map([...perCase].map(([id, all]) => [id, all.length])));
  return batch;
}

/** PostgreSQL itself writes the lines: its JSON gives back every value as it was, to the microsecond and the last digit. */
async function deleteRows(tx: Queryable, { table, month }: LedgerFile, caseIds: readonly string[], most: number) {
  const leaf = leafOf(table, month);
  const { from, where } = rowsOfCases(table, month);
  const viaRequest = PLACES[table].byRequest === 'request_id';
  // a delivery knows its case only through its request: the line says it, so that a file can be searched by case
  const line = table === 'delivery' ? '(select row_to_json(one) from (select gone.*, r.case_id) one)' : 'row_to_json(gone)';
  const { rows } = await tx.query<{ of_case: string; line: string }>(
    `with gone as (
       delete from ${leaf} where ctid = any(array(
         select ctid from (
           select ctid, row_number() over in_order as place, sum(weight) over in_order as bytes
           from (select t.ctid, ${PLACES[table].weight ?? '0'} as weight from ${from} where ${where} limit $2) chosen
           window in_order as (order by ctid)
         ) weighed where place = 1 or bytes <= ${MOST_BYTES})) returning *
     )
     select ${viaRequest ? 'r' : 'gone'}.case_id as of_case, ${line}::text as line
     from gone ${viaRequest ? `join ${leafOf('request', month)} r on r.id = gone.request_id` : ''}
     order by ${PLACES[table].key.map((column) => `gone.${column}`).join(', ')}`,
    [caseIds, most],
  );
  return rows;
}

import { type MachineTime } from '#platform/clocks.js';
import { type Queryable } from '../database.js';
import { newId } from '../new-id.js';
import { type Batch } from './batches.js';
import { firstDay, type Month } from './month.js';
import { type ArchivedTable, PLACES } from './tables.js';

/** A file as the ledger knows it. */
export interface LedgerFile {
  readonly id: string;
  readonly name: string;
  readonly table: ArchivedTable;
  readonly month: Month;
  readonly state: 'writing' | 'whole' | 'restored';
  readonly schemaVersion: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly madeBy: string;
  readonly madeAt: Date;
}

const SELECT = `select id, name, table_name as table, to_char(month, 'YYYY-MM') as month, state, schema_version as "schemaVersion", columns,
  rows::float8 as rows, bytes::float8 as bytes, sha256, made_by as "madeBy", made_at as "madeAt" from archive_file`;

export async function ledgerFiles(tx: Queryable): Promise<LedgerFile[]> {
  return (await tx.query<LedgerFile>(`${SELECT} order by month, table_name, made_at, id`)).rows;
}

export async function ledgerFile(tx: Queryable, name: string): Promise<LedgerFile | undefined> {
  return (await tx.query<LedgerFile>(`${SELECT} where name = $1`, [name])).rows[0];
}

export async function filesBeingWritten(tx: Queryable): Promise<LedgerFile[]> {
  return (await tx.query<LedgerFile>(`${SELECT} where state = 'writing' order by month, table_name`)).rows;
}

/** Begun before a migration: a row of now would lose in it what the columns of then do not name. */
export async function filesOfAnotherShape(tx: Queryable): Promise<LedgerFile[]> {
  const others: LedgerFile[] = [];
  for (const file of await filesBeingWritten(tx)) {
    if ((await columnsOf(tx, file.table)).join() !== file.columns.join()) others.push(file);
  }
  return others;
}

/** The file rows of this table and month go to: the one an earlier run left open, else a new one. */
export async function fileFor(
  tx: Queryable,
  table: ArchivedTable,
  month: Month,
  by: string,
  at: MachineTime,
): Promise<LedgerFile> {
  const id = newId<string>();
  // the end of the id keeps files of several houses, and of several runs, apart in one folder
  const name = `${table}-${month}-${id.slice(-8)}.jsonl.gz`;
  await tx.query(
    `insert into archive_file (id, name, table_name, month, schema_version, columns, made_by, made_at)
     values ($1, $2, $3, $4, (select name from schema_migration order by timestamp desc limit 1), $5, $6, $7)
     on conflict (table_name, month) where state = 'writing' do nothing`,
    [id, name, table, firstDay(month), await columnsOf(tx, table), by, at],
  );
  const { rows } = await tx.query<LedgerFile>(`${SELECT} where table_name = $1 and month = $2 and state = 'writing'`, [
    table,
    firstDay(month),
  ]);
  const file = rows[0];
  if (file === undefined) throw new Error(`The ledger has no open file for ${table} ${month}.`);
  return file;
}

export async function columnsOf(tx: Queryable, table: ArchivedTable): Promise<string[]> {
  const { rows } = await tx.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [PLACES[table].relation],
  );
  return rows.map(({ name }) => name);
}

/** Says that this transaction takes rows out into the file: only then an append-only table lets them go. */
export async function beginTaking(tx: Queryable, fileId: string): Promise<void> {
  await tx.query('update archive_file set tx = pg_current_xact_id() where id = $1', [fileId]);
}

export async function recordBatch(
  tx: Queryable,
  fileId: string,
  batch: Batch,
  cases: ReadonlyMap<string, number>,
): Promise<void> {
  await tx.query(
    `insert into archive_batch (file_id, place, rows, bytes, sha256)
     select $1, coalesce(max(place), 0) + 1, $2, $3, $4 from archive_batch where file_id = $1`,
    [fileId, batch.rows, batch.bytes, batch.sha256],
  );
  await tx.query('update archive_file set rows = rows + $2, bytes = bytes + $3 where id = $1', [fileId, batch.rows, batch.bytes]);
  await tx.query(
    `insert into archived_case as a (case_id, file_id, rows) select case_id, $1, rows from unnest($2::uuid[], $3::int[]) as t(case_id, rows)
     on conflict (case_id, file_id) do update set rows = a.rows + excluded.rows`,
    [fileId, [...cases.keys()], [...cases.values()]],
  );
}

export interface LedgerBatch extends Batch {
  readonly place: number;
  readonly isRestored: boolean;
}

export async function batchesOf(tx: Queryable, fileId: string): Promise<LedgerBatch[]> {
  const { rows } = await tx.query<LedgerBatch>(
    'select place, rows, bytes, sha256, restored_at is not null as "isRestored" from archive_batch where file_id = $1 order by place',
    [fileId],
  );
  return rows;
}

export async function closeFile(tx: Queryable, fileId: string, sha256: string): Promise<void> {
  await tx.query(`update archive_file set state = 'whole', sha256 = $2, tx = null where id = $1`, [fileId, sha256]);
}

/** A file nothing was ever taken into. */
export async function forgetFile(tx: Queryable, fileId: string): Promise<void> {
  await tx.query('delete from archive_file where id = $1 and rows = 0', [fileId]);
}

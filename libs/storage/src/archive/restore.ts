import type pg from 'pg';
import { asLegal, type MachineTime } from '#platform/clocks.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { readBatches } from './batches.js';
import { batchesOf, columnsOf, type LedgerFile, ledgerFile } from './ledger.js';
import { readManifest } from './manifest.js';
import { firstDay } from './month.js';
import { ArchiveRefusal } from './refusal.js';
import { briefly, type Step } from './session.js';
import { leafOf, PLACES } from './tables.js';

export interface RestoreOptions {
  readonly folder: string;
  readonly by: Actor;
  readonly now: () => MachineTime;
  readonly tell: (line: string) => void;
  readonly step?: Step;
}

/**
 * Puts the rows of a file back into their table, so that screens and audit show them again. Reads the whole file before it touches the table; a
 * file that is not as it was written is refused. May be stopped and run again; a file that is back already is left alone. Returns the rows put back.
 */
export async function restore(session: pg.ClientBase, name: string, options: RestoreOptions): Promise<number> {
  const { folder, tell, step = () => undefined } = options;
  const file = await restorable(session, name);
  if (file === undefined) {
    tell(`${name} is back in its table already`);
    return 0;
  }
  const batches = await batchesOf(session as Queryable, file.id);
  await checkManifest(folder, file);
  for await (const lines of readBatches(folder, name, batches)) void lines;
  await checkColumns(session as Queryable, file);
  if (PLACES[file.table].byRequest !== undefined) {
    await session.query('select ensure_partitions($1::date, 1)', [firstDay(file.month)]);
    // what comes back is written for the last time and needs no room beside it
    await session.query(`alter table ${leafOf(file.table, file.month)} set (fillfactor = 100)`);
  }
  let [index, back] = [0, 0];
  for await (const lines of readBatches(folder, name, batches)) {
    const batch = batches[index++];
    if (batch === undefined || batch.isRestored) continue;
    await briefly(session, async (tx) => {
      await putBack(tx, file, lines);
      await tx.query('update archive_batch set restored_at = $3 where file_id = $1 and place = $2', [
        file.id,
        batch.place,
        options.now(),
      ]);
      await step('before commit');
    });
    await step('committed');
    back += lines.length;
    tell(`${name}: ${back} of ${file.rows} rows, ${Math.floor((100 * index) / batches.length)} % of the file`);
  }
  await briefly(session, async (tx) => {
    await tx.query(`update archive_file set state = 'restored' where id = $1`, [file.id]);
    await tx.query('delete from archived_case where file_id = $1', [file.id]);
    const at = { machine: options.now(), legal: asLegal(options.now()) };
    const facts = { table: file.table, month: file.month, rows: file.rows, sha256: file.sha256 };
    await appendAudit(tx, { actor: options.by, act: 'restore_rows', subject: { kind: 'archive_file', id: name }, facts }, at);
  });
  return back;
}

async function restorable(session: pg.ClientBase, name: string): Promise<LedgerFile | undefined> {
  const file = await ledgerFile(session as Queryable, name);
  if (file === undefined) {
    throw new ArchiveRefusal(
      `The ledger of this database knows no file ${name}, so none of its rows is missing here. npm run archive -- --list names those it knows.`,
    );
  }
  if (file.state === 'writing') {
    throw new ArchiveRefusal(`${name} is not closed yet: its run was stopped. Run the archive again first, then restore.`);
  }
  return file.state === 'restored' ? undefined : file;
}

async function checkManifest(folder: string, file: LedgerFile): Promise<void> {
  const manifest = await readManifest(folder, file.name);
  for (const field of ['table', 'month', 'rows', 'sha256', 'schemaVersion'] as const) {
    if (manifest[field] === file[field]) continue;
    throw new ArchiveRefusal(
      `The manifest of ${file.name} says ${field} ${manifest[field]}, and the ledger ${file[field]}. Bring it back from its backup.`,
    );
  }
}

/** A column that is gone would be lost without a word. */
async function checkColumns(tx: Queryable, file: LedgerFile): Promise<void> {
  const now = new Set(await columnsOf(tx, file.table));
  const gone = file.columns.filter((column) => !now.has(column));
  if (gone.length === 0) return;
  throw new ArchiveRefusal(
    `${file.name} was written by ${file.schemaVersion}, and ${file.table} has no ${gone.join(', ')} any more. Restore it into a database of that version.`,
  );
}

async function putBack(tx: Queryable, file: LedgerFile, lines: readonly string[]): Promise<void> {
  const { relation, key } = PLACES[file.table];
  const columns = file.columns.join(', ');
  const rows = `[${lines.join(',')}]`;
  const { rowCount } = await tx.query(
    `insert into ${relation} (${columns}) overriding system value
     select ${columns} from json_populate_recordset(null::${relation}, $1::json) on conflict do nothing`,
    [rows],
  );
  if (rowCount === lines.length) return;
  const matches = key.map((column) => `t.${column} = f.${column}`).join(' and ');
  const { rows: differing } = await tx.query<{ key: string }>(
    `select concat_ws(' ', ${key.map((column) => `f.${column}`).join(', ')}) as key from json_populate_recordset(null::${relation}, $1::json) f
     where not exists (select from ${relation} t where ${matches} and (${columns.replaceAll(/\w+/g, 't.$&')}) is not distinct from (${columns.replaceAll(/\w+/g, 'f.$&')}))
     order by 1 limit 3`,
    [rows],
  );
  if (differing.length === 0) return;
  throw new ArchiveRefusal(
    `${file.table} holds another row than ${file.name} under ${differing.map((one) => one.key).join(' and ')}. Nothing of this batch was put back; ask who wrote it.`,
  );
}

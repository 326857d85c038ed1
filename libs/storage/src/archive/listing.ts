import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Queryable } from '../database.js';
import { type LedgerFile, ledgerFiles } from './ledger.js';

/** One line per file of the ledger: what it holds, where it stands, and whether it lies in the folder as it should. */
export async function listing(tx: Queryable, folder: string): Promise<string[]> {
  const files = await ledgerFiles(tx);
  if (files.length === 0) return ['Nothing was ever archived from this database.'];
  return Promise.all(
    files.map(
      async (file) =>
        `${file.name}  ${file.table} ${file.month}  ${file.rows} rows  ${file.state}  ${await presence(folder, file)}`,
    ),
  );
}

async function presence(folder: string, file: LedgerFile): Promise<string> {
  const size = await stat(path.join(folder, file.name)).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === undefined) return `not in ${folder}`;
  // a run that was stopped may have left bytes behind that were never committed
  const fits = file.state === 'writing' ? size >= file.bytes : size === file.bytes;
  return fits ? `${size} bytes` : `${size} bytes, and ${file.bytes} were written`;
}

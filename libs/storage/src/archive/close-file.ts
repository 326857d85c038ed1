import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { asLegal, type MachineTime } from '#platform/clocks.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { BatchFile, readBatches } from './batches.js';
import { batchesOf, closeFile, forgetFile, type LedgerFile } from './ledger.js';
import { type Manifest, writeManifest } from './manifest.js';
import { briefly, type Step } from './session.js';
import { PLACES } from './tables.js';

interface Closing {
  readonly folder: string;
  readonly by: Actor;
  readonly now: () => MachineTime;
  readonly tell: (line: string) => void;
  readonly step?: Step;
}

/** Reads a file back whole, writes its manifest, and says in the ledger and the audit that nothing is added to it any more. */
export async function closeWritten(session: pg.ClientBase, file: LedgerFile, closing: Closing): Promise<void> {
  const { folder, by, step = () => undefined } = closing;
  const batches = await batchesOf(session as Queryable, file.id);
  if (batches.length === 0) {
    await forgetFile(session as Queryable, file.id);
    await rm(path.join(folder, file.name), { force: true });
    return;
  }
  const committed = batches.reduce((sum, { bytes }) => sum + bytes, 0);
  await (await BatchFile.open(folder, file.name, committed)).close();
  const manifest = await manifestOf(folder, file, batches);
  await writeManifest(folder, manifest);
  await step('manifest written');
  await briefly(session, async (tx) => {
    await closeFile(tx, file.id, manifest.sha256);
    const { table, month, rows, first, last, sha256, columns } = manifest;
    const at = { machine: closing.now(), legal: asLegal(closing.now()) };
    const facts = { table, month, rows, first, last, sha256, columns };
    await appendAudit(tx, { actor: by, act: 'archive_rows', subject: { kind: 'archive_file', id: file.name }, facts }, at);
  });
  await step('file closed');
  closing.tell(`${file.name}: ${manifest.rows} rows, read back and closed`);
}

async function manifestOf(folder: string, file: LedgerFile, ledger: Awaited<ReturnType<typeof batchesOf>>): Promise<Manifest> {
  const [hash, key] = [createHash('sha256'), PLACES[file.table].key[0] ?? 'id'];
  let [rows, first, last] = [0, '', ''];
  for await (const lines of readBatches(folder, file.name, ledger)) {
    for (const line of lines) hash.update(`${line}\n`);
    first ||= keyOf(lines.at(0), key);
    last = keyOf(lines.at(-1), key);
    rows += lines.length;
  }
  const { name, table, month, columns, schemaVersion, madeAt, madeBy } = file;
  const batches = ledger.map(({ rows: count, bytes, sha256 }) => ({ rows: count, bytes, sha256 }));
  return {
    ...{ file: name, table, month, columns: [...columns], rows, first, last, sha256: hash.digest('hex') },
    ...{ schemaVersion, madeAt: madeAt.toISOString(), madeBy, batches },
  };
}

function keyOf(line: string | undefined, column: string): string {
  const row = JSON.parse(line ?? '{}') as Record<string, unknown>;
  return String(row[column]);
}

import { createHash } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type Actor } from '#storage/audit.js';
import { Database } from '#storage/database.js';
import {
  type CaseOfFile,
  finishImport,
  importBatch,
  type ImportRefusal,
  type ImportTotals,
  startImport,
} from '#storage/import/import-cases.js';
import { newCase } from '../cases/case-schema.js';
import { Acts } from '../idempotency/acts.js';
import { problemsOf } from '../openapi/problems.js';
import { decoded } from './decoding.js';
import { csvCases, type FileCase, jsonLineCases } from './file-cases.js';

const BATCH = 500;

export interface ImportFile {
  readonly bytes: Readable;
  readonly format: 'csv' | 'ndjson';
  readonly charset: 'utf-8' | 'gb18030';
}

/** Takes a file in as it streams: good cases in batches, each bad row reported; a file broken off keeps what was in, and is sent again. */
@Injectable()
export class CaseImport {
  constructor(
    private readonly database: Database,
    private readonly acts: Acts,
  ) {}

  async take(file: ImportFile, actor: Actor): Promise<{ runId: string; totals: ImportTotals }> {
    const runId = await this.database.transaction((tx) => startImport(tx, actor, this.acts.now()));
    const digest = createHash('sha256');
    const tap = new Transform({
      transform: (chunk: Uint8Array, _, done) => {
        digest.update(chunk);
        done(null, chunk);
      },
    });
    file.bytes.once('error', (error) => tap.destroy(error));
    const text = decoded(file.bytes.pipe(tap), file.charset);
    const totals = { rowsRead: 0, casesCreated: 0, casesKnown: 0, rowsRefused: 0 };
    let good: CaseOfFile[] = [];
    let refused: ImportRefusal[] = [];
    const refusedLines = new Set<number>();
    // the next batch is read and checked while the one before is written
    let writing: Promise<void> = Promise.resolve();
    const flush = async () => {
      await writing;
      if (good.length === 0 && refused.length === 0) return;
      writing = importBatch(this.database, runId, good, refused, actor, this.acts.now()).then((result) => {
        totals.casesCreated += result.created;
        totals.casesKnown += result.known;
        for (const { line } of result.refusals) refusedLines.add(line);
      });
      // it is awaited by the next flush or at the end; until then its failure is nobody's surprise
      writing.catch(() => undefined);
      good = [];
      refused = [];
    };
    for await (const one of file.format === 'csv' ? csvCases(text) : jsonLineCases(text)) {
      totals.rowsRead += one.kind === 'drafted' ? one.rows : 1;
      const read = checkCase(one);
      if (Array.isArray(read)) refused.push(...read);
      else good.push(read);
      if (good.length + refused.length >= BATCH) await flush();
    }
    await flush();
    await writing;
    const all = { ...totals, rowsRefused: refusedLines.size, fileDigest: digest.digest('hex') };
    await this.database.transaction((tx) => finishImport(tx, runId, all, actor, this.acts.now()));
    return { runId, totals: all };
  }
}

/** The same check as POST /cases; what is wrong is told by the line and the column of the file. */
function checkCase(one: FileCase): CaseOfFile | ImportRefusal[] {
  if (one.kind === 'unreadable') return [one];
  const result = newCase.safeParse(one.body, { reportInput: true });
  if (!result.success) {
    return problemsOf(result.error).map(({ field, code, message }) => {
      const { line, column } = one.placeOf(field);
      return { line, field: column, code, message };
    });
  }
  const importKey = createHash('sha256').update(JSON.stringify(one.body)).digest('hex');
  return { line: one.line, rows: one.rows, fieldOf: (path) => one.placeOf(path).column, newCase: { ...result.data, importKey } };
}

import { type Actor, appendAudit } from '../audit.js';
import { type NewCase } from '../cases/new-case.js';
import { openCases } from '../cases/open-cases.js';
import { type Database, type Queryable } from '../database.js';
import { type Moment } from '../events.js';
import { newId } from '../new-id.js';
import { judgesAmong } from '../people/people.js';

/** One thing wrong in a file: where, which field, and what to do. Never the value itself. */
export interface ImportRefusal {
  readonly line: number;
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

export interface CaseOfFile {
  /** First line of the case in the file, and how many rows it has. */
  readonly line: number;
  readonly rows: number;
  readonly fieldOf: (path: string) => string;
  readonly newCase: NewCase & { readonly importKey: string };
}

export interface BatchResult {
  readonly created: number;
  readonly known: number;
  readonly refusals: readonly ImportRefusal[];
}

export async function startImport(tx: Queryable, actor: Actor, at: Moment): Promise<string> {
  const id = newId<string>();
  await tx.query(`insert into import_run (id, file_digest, started_at, by_person) values ($1, '', $2, $3)`, [
    id,
    at.machine,
    actor.id,
  ]);
  return id;
}

/** Puts one batch of checked cases in: new ones are opened, known ones left alone, contradicting ones refused. Repeating it changes nothing. */
export async function importBatch(
  database: Database,
  runId: string,
  batch: readonly CaseOfFile[],
  refused: readonly ImportRefusal[],
  actor: Actor,
  at: Moment,
): Promise<BatchResult> {
  return database.transaction(async (tx) => {
    const judges = await judgesAmong(
      tx,
      batch.map(({ newCase }) => newCase.judgeId),
    );
    const strangers = batch.filter(({ newCase }) => !judges.has(newCase.judgeId));
    const good = batch.filter(({ newCase }) => judges.has(newCase.judgeId));
    const opened = await openCases(
      tx,
      good.map(({ newCase }) => newCase),
      actor,
      at,
    );
    const fresh = new Set(opened.map(({ caseNumber }) => caseNumber));
    const rest = good.filter(({ newCase }) => !fresh.has(newCase.caseNumber));
    const different = await saidDifferently(tx, rest);
    // within one batch the second of two cases with one number finds the first just opened
    const twice = good.filter(
      (one, index) =>
        fresh.has(one.newCase.caseNumber) &&
        good.findIndex((other) => other.newCase.caseNumber === one.newCase.caseNumber) < index,
    );
    const refusals = [
      ...refused,
      ...strangers.map((one) => refusal(one, 'judgeId', 'judge.unknown', 'Name a judge of this court by id.')),
      ...[...different, ...twice].map((one) =>
        refusal(
          one,
          'caseNumber',
          'case.known_differently',
          'A case with this number is known with other content. Put all rows of a case together, or correct the number.',
        ),
      ),
    ];
    await keepRefusals(tx, runId, refusals);
    return { created: opened.length, known: rest.length - different.length, refusals };
  });
}

function refusal(one: CaseOfFile, path: string, code: string, message: string): ImportRefusal {
  return { line: one.line, field: one.fieldOf(path), code, message };
}

/** Cases whose number is known and whose content, as a file told it before, was another. One opened by a person counts as known. */
async function saidDifferently(tx: Queryable, cases: readonly CaseOfFile[]): Promise<CaseOfFile[]> {
  if (cases.length === 0) return [];
  const { rows } = await tx.query<{ case_number: string; import_key: string | null }>(
    'select case_number, import_key from enforcement_case where case_number = any($1::text[])',
    [cases.map(({ newCase }) => newCase.caseNumber)],
  );
  const keys = new Map(rows.map((row) => [row.case_number, row.import_key]));
  return cases.filter(({ newCase }) => {
    const key = keys.get(newCase.caseNumber);
    return key !== null && key !== undefined && key !== newCase.importKey;
  });
}

async function keepRefusals(tx: Queryable, runId: string, refusals: readonly ImportRefusal[]): Promise<void> {
  if (refusals.length === 0) return;
  await tx.query(
    `insert into import_refusal (run_id, line, field, code, message)
     select $1, line, field, code, message from unnest($2::int[], $3::text[], $4::text[], $5::text[]) as t(line, field, code, message)`,
    [
      runId,
      refusals.map((one) => one.line),
      refusals.map((one) => one.field),
      refusals.map((one) => one.code),
      refusals.map((one) => one.message),
    ],
  );
}

export interface ImportTotals {
  readonly fileDigest: string;
  readonly rowsRead: number;
  readonly casesCreated: number;
  readonly casesKnown: number;
  readonly rowsRefused: number;
}

export async function finishImport(tx: Queryable, runId: string, totals: ImportTotals, actor: Actor, at: Moment): Promise<void> {
  await tx.query(
    `update import_run set file_digest = $2, finished_at = $3, rows_read = $4, cases_created = $5, cases_known = $6, rows_refused = $7
     where id = $1`,
    [runId, totals.fileDigest, at.machine, totals.rowsRead, totals.casesCreated, totals.casesKnown, totals.rowsRefused],
  );
  await appendAudit(tx, { actor, act: 'import_cases', subject: { kind: 'import_run', id: runId }, facts: { ...totals } }, at);
}

export async function refusalsOf(tx: Queryable, runId: string, limit: number): Promise<ImportRefusal[]> {
  const { rows } = await tx.query<ImportRefusal>(
    'select line, field, code, message from import_refusal where run_id = $1 order by line, field limit $2',
    [runId, limit],
  );
  return rows;
}

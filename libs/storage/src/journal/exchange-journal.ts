import { type MachineTime } from '#platform/clocks.js';
import { type Queryable } from '../database.js';

/** One attempt of one request at one institution: the key of a journal line. */
export interface Attempt {
  readonly requestId: string;
  readonly attempt: number;
}

export interface NewLine extends Attempt {
  readonly caseId: string;
  readonly institution: string;
}

export interface JournalLine extends NewLine {
  /** `void`: nobody may send this attempt any more, and nobody has. */
  readonly kind: 'intent' | 'void';
  /** As the adapters wrote it (an outcome of libs/messages); undefined while nobody knows one. */
  readonly outcome: unknown;
}

/** What the journal has to know of an outcome: a final one is never written over, an acknowledged one only by more. */
export interface JournalOutcome {
  readonly kind: string;
  readonly stage?: string;
}

interface Row {
  request_id: string;
  attempt: number;
  kind: 'intent' | 'void';
  case_id: string;
  institution: string;
  outcome: unknown;
}

const COLUMNS = 'j.request_id, j.attempt, j.kind, j.case_id, j.institution, j.outcome';

export function journalKey(line: Attempt): string {
  return `${line.requestId}/${line.attempt}`;
}

/**
 * The right to send: of the given attempts, writes the lines nobody has written before. Returns by `journalKey`: 'granted', or the line
 * that stands in the way. One statement decides, so of any number of processes exactly one is granted an attempt.
 */
export async function claimRightToSend(
  database: Queryable,
  lines: readonly NewLine[],
  at: MachineTime,
): Promise<Map<string, 'granted' | JournalLine>> {
  const result = new Map<string, 'granted' | JournalLine>();
  if (lines.length === 0) return result;
  for (const granted of await insertLines(database, lines, 'intent', at)) result.set(journalKey(granted), 'granted');
  const rest = lines.filter((line) => !result.has(journalKey(line)));
  for (const line of await findLines(database, rest)) result.set(journalKey(line), line);
  return result;
}

/**
 * Fences attempts nobody has a line of: who wakes up later with one of them is not granted it. Returns by `journalKey` 'fenced', or the
 * line that was there before.
 */
export async function fenceAttempts(
  database: Queryable,
  lines: readonly NewLine[],
  at: MachineTime,
): Promise<Map<string, 'fenced' | JournalLine>> {
  const result = new Map<string, 'fenced' | JournalLine>();
  if (lines.length === 0) return result;
  for (const fenced of await insertLines(database, lines, 'void', at)) result.set(journalKey(fenced), 'fenced');
  const rest = lines.filter((line) => !result.has(journalKey(line)));
  for (const line of await findLines(database, rest)) result.set(journalKey(line), line);
  return result;
}

async function insertLines(database: Queryable, lines: readonly NewLine[], kind: 'intent' | 'void', at: MachineTime) {
  // by id, so that two processes with the same message wait for each other in one order
  const sorted = [...lines].sort((one, other) => (journalKey(one) < journalKey(other) ? -1 : 1));
  const { rows } = await database.query<Row>(
    `insert into exchange.journal as j (request_id, attempt, kind, case_id, institution, written_at)
     select request_id, attempt, $5, case_id, institution, $6
     from unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[]) as t(request_id, attempt, case_id, institution)
     on conflict do nothing
     returning ${COLUMNS}`,
    [
      sorted.map((line) => line.requestId),
      sorted.map((line) => line.attempt),
      sorted.map((line) => line.caseId),
      sorted.map((line) => line.institution),
      kind,
      at,
    ],
  );
  return rows.map(lineOf);
}

export async function findLines(database: Queryable, attempts: readonly Attempt[]): Promise<JournalLine[]> {
  if (attempts.length === 0) return [];
  const { rows } = await database.query<Row>(
    `select ${COLUMNS} from exchange.journal j
     join unnest($1::uuid[], $2::int[]) as t(request_id, attempt) using (request_id, attempt)`,
    [attempts.map((one) => one.requestId), attempts.map((one) => one.attempt)],
  );
  return rows.map(lineOf);
}

/** The newest line of each request: what a late answer belongs to. A void one too: an institution tells what it really did. */
export async function newestLines(database: Queryable, requestIds: readonly string[]): Promise<Map<string, JournalLine>> {
  const { rows } = await database.query<Row>(
    `select distinct on (j.request_id) ${COLUMNS} from exchange.journal j
     where j.request_id = any($1::uuid[]) order by j.request_id, j.attempt desc`,
    [requestIds],
  );
  return new Map(rows.map((row) => [row.request_id, lineOf(row)]));
}

/**
 * Writes what became of an attempt, unless something weightier stands there (final over locked over acknowledged over the rest); `raw` is
 * an answer nobody could read. Returns what stands there now, undefined where there is no line.
 */
export async function storeOutcome(
  database: Queryable,
  attempt: Attempt,
  outcome: JournalOutcome,
  at: MachineTime,
  raw?: Buffer,
): Promise<unknown> {
  const { rows } = await database.query<{ outcome: unknown }>(
    `update exchange.journal j set
       outcome = case when w.weight <= $4 and w.weight < 4 then $3::jsonb else j.outcome end,
       outcome_at = case when w.weight <= $4 and w.weight < 4 then $5::timestamptz else j.outcome_at end,
       raw = coalesce($6, j.raw)
     from (select request_id, attempt,
             case when outcome is null then 0 when outcome ->> 'kind' = 'final' then 4 when outcome ->> 'stage' = 'locked' then 3
                  when outcome ->> 'kind' = 'acknowledged' then 2 else 1 end as weight
           from exchange.journal where request_id = $1 and attempt = $2 for no key update) w
     where j.request_id = w.request_id and j.attempt = w.attempt
     returning j.outcome`,
    [attempt.requestId, attempt.attempt, JSON.stringify(outcome), weightOf(outcome), at, raw ?? null],
  );
  return rows[0]?.outcome;
}

function weightOf(outcome: JournalOutcome): number {
  if (outcome.kind === 'final') return 4;
  if (outcome.stage === 'locked') return 3;
  return outcome.kind === 'acknowledged' ? 2 : 1;
}

/**
 * Keeps an inquiry that was acknowledged or could not be read. Inquiries need no right to send, but a late answer names our reference
 * alone, and here is written whose it is.
 */
export async function keepInquiry(
  database: Queryable,
  line: NewLine,
  outcome: JournalOutcome,
  at: MachineTime,
  raw?: Buffer,
): Promise<void> {
  await insertLines(database, [line], 'intent', at);
  await storeOutcome(database, line, outcome, at, raw);
}

function lineOf(row: Row): JournalLine {
  return {
    requestId: row.request_id,
    attempt: row.attempt,
    kind: row.kind,
    caseId: row.case_id,
    institution: row.institution,
    outcome: row.outcome ?? undefined,
  };
}

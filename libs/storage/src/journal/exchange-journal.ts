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
 * The right to send: of the given attempts, writes the lines nobody has written before. Returns by line object 'granted', or the line that
 * stands in the way. One statement decides, so of any number of processes exactly one is granted an attempt; of two line objects here that
 * name the same attempt only the first is.
 */
export async function claimRightToSend(
  database: Queryable,
  lines: readonly NewLine[],
  at: MachineTime,
): Promise<Map<NewLine, 'granted' | JournalLine>> {
  const firsts = new Map(lines.toReversed().map((line) => [journalKey(line), line]));
  const inserted = lines.length === 0 ? [] : await insertLines(database, [...firsts.values()], 'intent', at);
  const granted = new Set(inserted.map((key) => firsts.get(key)));
  const rest = lines.filter((line) => !granted.has(line));
  const standing = new Map((await findLines(database, rest)).map((line) => [journalKey(line), line]));
  const result = new Map<NewLine, 'granted' | JournalLine>();
  for (const line of lines) {
    const stands = granted.has(line) ? 'granted' : standing.get(journalKey(line));
    if (stands !== undefined) result.set(line, stands);
  }
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
  for (const key of await insertLines(database, lines, 'void', at)) result.set(key, 'fenced');
  const rest = lines.filter((line) => !result.has(journalKey(line)));
  for (const line of await findLines(database, rest)) result.set(journalKey(line), line);
  return result;
}

/** Writes the lines nobody has written before, and returns their keys. */
async function insertLines(
  database: Queryable,
  lines: readonly NewLine[],
  kind: 'intent' | 'void',
  at: MachineTime,
): Promise<string[]> {
  // by id, so that two processes with the same message wait for each other in one order
  const sorted = [...lines].sort((one, other) => (journalKey(one) < journalKey(other) ? -1 : 1));
  const { rows } = await database.query<Pick<Row, 'request_id' | 'attempt'>>(
    `insert into exchange.journal as j (request_id, attempt, kind, case_id, institution, written_at)
     select request_id, attempt, $5, case_id, institution, $6
     from unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[]) as t(request_id, attempt, case_id, institution)
     on conflict do nothing
     returning j.request_id, j.attempt`,
    [
      sorted.map((line) => line.requestId),
      sorted.map((line) => line.attempt),
      sorted.map((line) => line.caseId),
      sorted.map((line) => line.institution),
      kind,
      at,
    ],
  );
  return rows.map((row) => journalKey({ requestId: row.request_id, attempt: row.attempt }));
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

/** What somebody says became of an attempt; `raw` is an answer nobody could read. */
export interface Offer extends Attempt {
  readonly outcome: JournalOutcome;
  readonly raw?: Buffer | undefined;
}

/**
 * Writes what became of attempts, each unless something weightier stands there (final over locked over acknowledged over the rest). Returns
 * by offer what stands there now: the outcome offered itself where it does, undefined where there is no line. Two offers of one attempt are taken
 * one after the other.
 */
export async function storeOutcomes(
  database: Queryable,
  offers: readonly Offer[],
  at: MachineTime,
): Promise<Map<Offer, unknown>> {
  const stands = new Map<Offer, unknown>();
  for (let left = offers; left.length > 0;) {
    const firsts = new Map(left.toReversed().map((offer) => [journalKey(offer), offer]));
    const standing = await writeOutcomes(database, [...firsts.values()], at);
    for (const [key, offer] of firsts) stands.set(offer, standing.has(key) ? (standing.get(key) ?? offer.outcome) : undefined);
    left = left.filter((offer) => !stands.has(offer));
  }
  return stands;
}

export async function storeOutcome(
  database: Queryable,
  attempt: Attempt,
  outcome: JournalOutcome,
  at: MachineTime,
  raw?: Buffer,
): Promise<unknown> {
  const offer = { requestId: attempt.requestId, attempt: attempt.attempt, outcome, raw };
  return (await storeOutcomes(database, [offer], at)).get(offer);
}

const STANDING_WEIGHT = `case when j.outcome is null then 0 when j.outcome ->> 'kind' = 'final' then 4
  when j.outcome ->> 'stage' = 'locked' then 3 when j.outcome ->> 'kind' = 'acknowledged' then 2 else 1 end`;
const IS_WEIGHTIER = `${STANDING_WEIGHT} < 4 and ${STANDING_WEIGHT} <= offered.weight`;

/** By `journalKey` what stands there now, null where it is what was offered: most are, and need not come back. */
async function writeOutcomes(database: Queryable, offers: readonly Offer[], at: MachineTime): Promise<Map<string, unknown>> {
  // by id, so that two processes that write of the same attempts wait for each other in one order
  const sorted = [...offers].sort((one, other) => (journalKey(one) < journalKey(other) ? -1 : 1));
  const { rows } = await database.query<{ request_id: string; attempt: number; outcome: unknown }>(
    `update exchange.journal j set
       outcome = case when ${IS_WEIGHTIER} then offered.outcome else j.outcome end,
       outcome_at = case when ${IS_WEIGHTIER} then $6::timestamptz else j.outcome_at end,
       raw = coalesce(offered.raw, j.raw)
     from unnest($1::uuid[], $2::int[], $3::jsonb[], $4::int[], $5::bytea[]) as offered(request_id, attempt, outcome, weight, raw)
     where j.request_id = offered.request_id and j.attempt = offered.attempt
     returning j.request_id, j.attempt, nullif(j.outcome, offered.outcome) as outcome`,
    [
      sorted.map((offer) => offer.requestId),
      sorted.map((offer) => offer.attempt),
      sorted.map((offer) => JSON.stringify(offer.outcome)),
      sorted.map((offer) => weightOf(offer.outcome)),
      sorted.map((offer) => offer.raw ?? null),
      at,
    ],
  );
  return new Map(rows.map((row) => [journalKey({ requestId: row.request_id, attempt: row.attempt }), row.outcome]));
}

function weightOf(outcome: JournalOutcome): number {
  if (outcome.kind === 'final') return 4;
  if (outcome.stage === 'locked') return 3;
  return outcome.kind === 'acknowledged' ? 2 : 1;
}

export interface KeptInquiry {
  readonly line: NewLine;
  readonly outcome: JournalOutcome;
  readonly raw?: Buffer | undefined;
}

/**
 * Keeps inquiries that were acknowledged or could not be read. Inquiries need no right to send, but a late answer names our reference
 * alone, and here is written whose it is.
 */
export async function keepInquiries(database: Queryable, inquiries: readonly KeptInquiry[], at: MachineTime): Promise<void> {
  const lines = new Map(inquiries.map(({ line }) => [journalKey(line), line]));
  await insertLines(database, [...lines.values()], 'intent', at);
  const offers = inquiries.map(({ line, outcome, raw }) => ({ requestId: line.requestId, attempt: line.attempt, outcome, raw }));
  await storeOutcomes(database, offers, at);
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

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { type Database } from '#storage/database.js';
import { seedCase } from './seeds.js';

/** A UUIDv7 as it would have been made at that instant. */
export function idAt(instant: Date): string {
  const hex =
    instant.getTime().toString(16).padStart(12, '0') +
    `7${randomBytes(2).toString('hex').slice(1)}` +
    `8${randomBytes(8).toString('hex').slice(1)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Everything PostgreSQL takes: Chinese, quotes, backslashes, line ends, text beyond the basic plane; never U+0000, which it refuses. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom('合山市人民法院', 'a\nb\r\u2028c', '"\\\\"', '𠮷野家', ''),
  )
  .map((one) => one.replaceAll('\u0000', ''));
const json = fc
  .jsonValue({ maxDepth: 3, noUnicodeString: false })
  .map((value) => JSON.stringify(value))
  .filter((written) => !written.includes('\\u0000') && !/\\ud[89a-f]/i.test(written));
/** Beyond what a double holds, and with digits a double would drop. */
const exactJson = fc
  .tuple(fc.bigInt(-(2n ** 200n), 2n ** 200n), json)
  .map(([big, rest]) => `{"fen": ${big}.50, "rest": ${rest}, "名": "韦"}`);
const micros = fc.integer({ min: 0, max: 999_999 }).map((n) => String(n).padStart(6, '0'));

const oldRow = fc.record({
  ...{ task: exactJson, content: exactJson, outcome: fc.option(exactJson), data: exactJson, facts: exactJson },
  ...{ reason: fc.option(text), cause: text, correlation: fc.option(text), raw: fc.option(fc.uint8Array({ maxLength: 64 })) },
  ...{ micros, day: fc.integer({ min: 1, max: 28 }) },
});

export interface OldCase {
  readonly caseId: string;
  readonly requestIds: readonly string[];
}

/** A case with rows of every archived table in one month; its state is the caller's to set. */
export async function seedOldCase(database: Database, month: string, rows: number, seed: number): Promise<OldCase> {
  await database.query('select ensure_partitions($1::date, 1)', [`${month}-01`]);
  const { caseId, debtorId } = await seedCase(database);
  const requestIds: string[] = [];
  const { rows: orders } = await database.query<{ id: string }>(
    `insert into enforcement_order (id, case_id, party_id, measure, priority, state, legal_basis, targets, answer_by, placed_by, placed_at, placed_legal_at, closed_at)
     values ($1, $2, $3, 'inquire', 'judge', 'complete', '{"noticeNumber": "1", "documentIds": [], "officers": []}', '[]', $4, 'judge', $4, $4, $4) returning id`,
    [idAt(new Date(`${month}-01T00:00:00Z`)), caseId, debtorId, `${month}-01T00:00:00Z`],
  );
  for (const row of fc.sample(oldRow, { numRuns: rows, seed })) {
    const at = `${month}-${String(row.day).padStart(2, '0')}T08:30:00.${row.micros}+00`;
    const id = idAt(new Date(`${month}-${String(row.day).padStart(2, '0')}T08:30:00Z`));
    requestIds.push(id);
    await database.query(
      `with made as (
         insert into request (id, order_id, case_id, institution, measure, task, state, outcome, created_at, final_at)
         values ($1, $2, $3, 'icbc', 'inquire', $4, 'executed', 'nothing', $5, $5)
       ), said as (
         insert into answer (request_id, digest, case_id, attempt, kind, content, received_at) values ($1, md5($6), $3, 1, 'final', $6::jsonb, $5)
       ), silent as (
         insert into delivery (request_id, attempt, reached, cause, at) select $1, n, 'no', $7, $5 from generate_series(1, 2) n
       ), line as (
         insert into exchange.journal (request_id, attempt, kind, case_id, institution, written_at, outcome, outcome_at, raw)
         values ($1, 1, 'intent', $3, 'icbc', $5, $8::jsonb, $5, $9)
       ), event as (
         insert into event (kind, case_id, order_id, subject_id, actor, at, legal_at, data) values ('order.progressed', $3, $2, $10, '韦法官', $5, $5, $11::jsonb)
       )
       insert into audit (at, legal_at, actor, role, act, case_id, subject_kind, subject_id, reason, facts, correlation_id)
       values ($5, $5, 'judge', 'judge', 'place_order', $3, 'order', $1::text, $10, $12::jsonb, $13)`,
      [
        ...[id, orders[0]?.id, caseId, row.task, at, row.content, row.cause, row.outcome],
        ...[row.raw === null ? null : Buffer.from(row.raw), row.reason, row.data, row.facts, row.correlation],
      ],
    );
  }
  return { caseId, requestIds };
}

/** It ends as a case does: closed, by the court's calendar on that day. */
export async function closeOldCase(database: Database, caseId: string, on: string): Promise<void> {
  await database.query(`update enforcement_case set state = 'closed', closed_on = $2 where id = $1`, [caseId, on]);
}

/** Every event so far was told to other systems. */
export async function relayEverything(database: Database): Promise<void> {
  await database.query(
    `insert into relay_position (name, tx, event_id) select 'kafka', pg_current_xact_id(), coalesce(max(id), 0) from event
     on conflict (name) do update set tx = excluded.tx, event_id = excluded.event_id`,
  );
}

const RELATIONS = ['request', 'answer', 'delivery', 'exchange.journal', 'event', 'audit'];

/** Every row of the archived tables as PostgreSQL prints it, sorted, without the acts of the archive itself. */
export async function everyRow(database: Database): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const relation of RELATIONS) {
    const { rows } = await database.query<{ row: string }>(
      `select t::text as row from ${relation} t ${relation === 'audit' ? `where act not in ('archive_rows', 'restore_rows')` : ''} order by 1`,
    );
    all[relation] = rows.map(({ row }) => row);
  }
  return all;
}

export function countOf(rows: Record<string, readonly string[]>): number {
  return Object.values(rows).reduce((sum, some) => sum + some.length, 0);
}

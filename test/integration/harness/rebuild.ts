import { asLegal, asMachine } from '#platform/clocks.js';
import { type Outcome } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { type Database } from '#storage/database.js';
import { recordStatement } from '#storage/funds/record-statement.js';

/** Who ordered what, against whom. What institutions said of it is not among these. */
const ORDERED = ['person', 'enforcement_case', 'party', 'claim', 'enforcement_order', 'request'];
const patience = { backoffMs: [1_000], settleAfterMs: 0, statusRounds: 1_000, statusEveryMs: 1_000 };

interface Heard {
  readonly at: Date;
  readonly record: (target: Database) => Promise<void>;
}

const momentOf = (at: Date) => ({ machine: asMachine(at), legal: asLegal(at) });

/** Everything institutions ever told, in the order in which it came: answers, present figures of freezes, lines of the fund account. */
export async function exportHeard(source: Database): Promise<Heard[]> {
  const heard: Heard[] = [];
  const answers = await source.query<{
    request_id: string;
    case_id: string;
    institution: string;
    attempt: number;
    content: Outcome;
    received_at: Date;
  }>(
    `select a.request_id, a.case_id, r.institution, a.attempt, a.content, a.received_at
     from every_answer a join request r on r.id = a.request_id order by a.received_at, a.kind`,
  );
  for (const row of answers.rows) {
    const answer = { requestId: row.request_id, caseId: row.case_id, institution: row.institution, attempt: row.attempt };
    heard.push({ at: row.received_at, record: tell({ ...answer, outcome: row.content }, row.received_at) });
  }
  const positions = await source.query<{
    freeze_id: string;
    case_id: string;
    institution: string;
    cap: string;
    caught: string;
    uncaught: string;
    until: string;
    active: boolean;
    true_at: Date;
  }>(
    `select e.freeze_id, e.case_id, f.institution, e.cap_fen::text as cap, e.caught_fen::text as caught,
       (e.cap_fen - e.caught_fen)::text as uncaught, e.until_date as until, e.state = 'active' as active, e.true_at
     from freeze_event e join account_freeze f on f.id = e.freeze_id where e.kind = 'reported' order by e.id`,
  );
  for (const row of positions.rows) {
    const figures = { capFen: row.cap, caughtFen: row.caught, uncaughtFen: row.uncaught, until: row.until, active: row.active };
    const outcome = { kind: 'present' as const, ...figures, asOf: row.true_at.toISOString() };
    const answer = { requestId: row.freeze_id, caseId: row.case_id, institution: row.institution, attempt: 1, outcome };
    heard.push({ at: row.true_at, record: tell(answer, row.true_at) });
  }
  const lines = await source.query<{
    institution: string;
    fund_account: string;
    line_id: string;
    amount: string;
    direction: 'credit' | 'debit';
    booked_at: Date;
    reference: string | null;
    bank_serial: string | null;
    received_at: Date;
  }>('select *, amount_fen::text as amount from fund_line order by received_at');
  for (const row of lines.rows) {
    const line = {
      lineId: row.line_id,
      amountFen: row.amount,
      direction: row.direction,
      bookedAt: row.booked_at.toISOString(),
      reference: row.reference ?? undefined,
      bankSerial: row.bank_serial ?? undefined,
    };
    const record = (target: Database) =>
      target.transaction((tx) => recordStatement(tx, row.institution, row.fund_account, [line], momentOf(row.received_at)));
    heard.push({ at: row.received_at, record });
  }
  return heard.sort((one, other) => one.at.getTime() - other.at.getTime());
}

function tell(answer: Parameters<typeof recordAnswers>[1][number], at: Date): Heard['record'] {
  return async (target) => {
    await target.transaction((tx) => recordAnswers(tx, [answer], momentOf(at), () => patience));
  };
}

/** Puts into an empty database what was ordered, as if all of it were on its way and nobody had answered yet. */
export async function copyOrders(source: Database, target: Database): Promise<void> {
  for (const table of ORDERED) {
    const { rows } = await source.query<{ all: string }>(
      `select coalesce(jsonb_agg(to_jsonb(t)), '[]')::text as all from ${table} t`,
    );
    await target.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [rows[0]?.all]);
  }
  await target.query(
    `update request set state = 'open', outcome = null, answer_digest = null, answer = null, answered_attempt = null, final_at = null`,
  );
  await target.query(`update enforcement_order set state = 'running', closed_at = null`);
  await target.query(
    `insert into queue (request_id, order_id, case_id, institution, measure, due_at, answer_by, state, attempt)
     select r.id, r.order_id, r.case_id, r.institution, r.measure, r.created_at, o.answer_by, 'dispatched', 1
     from request r join enforcement_order o on o.id = r.order_id`,
  );
}

/** The books: how every request, order, freeze, deduction and asset stands, and the trail that led there. */
export async function booksOf(database: Database): Promise<Record<string, unknown[]>> {
  const books: Record<string, string> = {
    request: 'select id, state, outcome, answer_digest, answer, final_at from request order by id',
    enforcement_order: 'select id, state, closed_at from enforcement_order order by id',
    account_freeze:
      'select id, institution, account, state, cap_fen, caught_fen, deducted_fen, from_date, until_date, reported_at from account_freeze order by id',
    freeze_event:
      'select freeze_id, kind, cap_fen, caught_fen, amount_fen, until_date, state, source, true_at from freeze_event order by freeze_id, id',
    deduction:
      'select request_id, freeze_id, amount_fen, sent_at, bank_serial, received_fen, received_at, line_id from deduction order by 1',
    asset:
      'select case_id, party_id, institution, asset_key, kind, content, balance_fen, as_of, request_id from asset order by 1, 2, 3, 4',
    fund_line: 'select institution, line_id, amount_fen, case_id, matched_request_id from fund_line order by 1, 2',
  };
  const read: Record<string, unknown[]> = {};
  for (const [name, sql] of Object.entries(books)) read[name] = (await database.query(sql)).rows;
  return read;
}

import { type CalendarDate } from '#enforcement/watch/half-year-slots.js';
import { objectionAfter, type ObjectionState } from '#enforcement/exempt/objection.js';
import { ChakongError, notFound } from '#platform/errors.js';
import { accountKey } from '../account-key.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { newId } from '../new-id.js';
import { type Place } from '../place.js';
import { alignStays } from '../stays/hold-back.js';

export interface NewObjection {
  readonly caseId: string;
  readonly institution: string;
  readonly account: string;
  readonly grounds: string;
  readonly receivedOn: CalendarDate;
  readonly answerBy: CalendarDate;
  readonly documentId: string;
}

/** Keeps a bank's objection and stays what is queued to be taken from the account (R1.3-3, R1.3-4). The caller holds the case. */
export async function fileObjection(tx: Queryable, objection: NewObjection, actor: Actor, at: Moment): Promise<string> {
  const id = newId<string>();
  const { caseId, institution, account, grounds, receivedOn, answerBy, documentId } = objection;
  await tx.query(
    `insert into objection (id, case_id, institution, account, account_key, grounds, received_on, answer_by, document_id, filed_by, filed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      caseId,
      institution,
      account,
      accountKey(institution, account),
      grounds,
      receivedOn,
      answerBy,
      documentId,
      actor.id,
      at.machine,
    ],
  );
  const data = { institution, answerBy, ...(await alignStays(tx, caseId)) };
  await appendEvents(tx, [{ kind: 'objection.opened', caseId, subjectId: id, actor: actor.id, data }], at);
  const facts = { ...data, receivedOn, documentId };
  await appendAudit(tx, { actor, act: 'file_objection', caseId, subject: { kind: 'objection', id }, reason: grounds, facts }, at);
  return id;
}

export interface ObjectionAnswer {
  readonly act: 'withdraw' | 'uphold' | 'reject';
  readonly on: CalendarDate;
  readonly reason: string;
  readonly documentId: string;
}

/** The bank takes it back, or the court answers it in writing. What it stayed goes on, unless it was upheld. */
export async function closeObjection(
  tx: Queryable,
  id: string,
  answer: ObjectionAnswer,
  actor: Actor,
  at: Moment,
): Promise<void> {
  const before = await lockObjection(tx, id);
  const state = objectionAfter(before.state, answer.act);
  if (state === undefined) {
    throw new ChakongError('illegal_transition', `This objection is ${before.state}; it is answered once.`);
  }
  await tx.query(
    `update objection set state = $2, closed_on = $3, closed_by = $4, closing_reason = $5, closing_document_id = $6 where id = $1`,
    [id, state, answer.on, actor.id, answer.reason, answer.documentId],
  );
  const data = { institution: before.institution, state, ...(await alignStays(tx, before.case_id)) };
  await appendEvents(tx, [{ kind: 'objection.closed', caseId: before.case_id, subjectId: id, actor: actor.id, data }], at);
  await appendAudit(
    tx,
    {
      actor,
      act: `${answer.act}_objection`,
      caseId: before.case_id,
      subject: { kind: 'objection', id },
      reason: answer.reason,
      facts: { ...data, documentId: answer.documentId, late: answer.on > before.answer_by },
    },
    at,
  );
}

export interface ObjectionRow {
  readonly id: string;
  readonly case_id: string;
  readonly institution: string;
  readonly account: string;
  readonly account_key: bigint;
  readonly state: ObjectionState;
  readonly grounds: string;
  readonly received_on: CalendarDate;
  readonly answer_by: CalendarDate;
  readonly document_id: string;
  readonly filed_by: string;
  readonly closed_on: CalendarDate | null;
  readonly closed_by: string | null;
  readonly closing_reason: string | null;
}

const COLUMNS = `id, case_id, institution, account, account_key, state, grounds, received_on, answer_by, document_id, filed_by, closed_on,
  closed_by, closing_reason`;

async function lockObjection(tx: Queryable, id: string): Promise<ObjectionRow> {
  await tx.query('select 1 from enforcement_case where id = (select case_id from objection where id = $1) for no key update', [
    id,
  ]);
  const { rows } = await tx.query<ObjectionRow>(`select ${COLUMNS} from objection where id = $1 for no key update`, [id]);
  if (rows[0] === undefined) throw notFound('objection');
  return rows[0];
}

export async function findObjection(tx: Queryable, id: string): Promise<ObjectionRow | undefined> {
  return (await tx.query<ObjectionRow>(`select ${COLUMNS} from objection where id = $1`, [id])).rows[0];
}

/** Of a case or of all, those still to be answered first, by the day their answer is due. */
export async function listObjections(
  tx: Queryable,
  filter: { readonly caseId?: string | undefined; readonly state?: ObjectionState | undefined },
): Promise<ObjectionRow[]> {
  const { rows } = await tx.query<ObjectionRow>(
    `select ${COLUMNS} from objection where ($1::uuid is null or case_id = $1) and ($2::text is null or state = $2)
     order by state <> 'open', answer_by, id limit 500`,
    [filter.caseId ?? null, filter.state ?? null],
  );
  return rows;
}

export type BarringObjection = Pick<ObjectionRow, 'state' | 'answer_by'>;

/** The objections that bar accounts in a case, where there are any: of each account the oldest. */
export async function barringObjections(
  tx: Queryable,
  caseId: string,
  places: readonly Place[],
): Promise<(place: Place) => BarringObjection | undefined> {
  const keyOf = ({ institution, account }: Place) => accountKey(institution, account);
  const { rows } = await tx.query<BarringObjection & Pick<ObjectionRow, 'account_key'>>(
    `select account_key, state, answer_by from objection
     where account_key = any($1::bigint[]) and case_id = $2 and state in ('open', 'upheld') order by id desc`,
    [places.map(keyOf), caseId],
  );
  const barring = new Map(rows.map((row) => [row.account_key, row]));
  return (place) => barring.get(keyOf(place));
}

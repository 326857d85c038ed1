import { type Measure } from '#enforcement/measure.js';
import { type StayKind, type StayRule } from '#enforcement/stays/stay.js';
import { type CalendarDate } from '#enforcement/watch/half-year-slots.js';
import { ChakongError } from '#platform/errors.js';
import { accountKey } from '../account-key.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { newId } from '../new-id.js';
import { alignStays, covers } from './hold-back.js';

export interface StayedAccount {
  readonly institution: string;
  readonly account: string;
}

export interface NewStay {
  readonly caseId: string;
  readonly partyId: string | undefined;
  /** One bank account or registered thing alone. */
  readonly account: StayedAccount | undefined;
  readonly kind: StayKind;
  readonly from: CalendarDate;
  readonly until: CalendarDate | undefined;
  readonly reason: string;
  readonly documentId: string;
}

/** Begins a stay (R7.2): freezes keep rank, cap and end; what it bars waits. The caller holds the case. */
export async function beginStay(tx: Queryable, stay: NewStay, law: StayRule, actor: Actor, at: Moment): Promise<string> {
  const id = newId<string>();
  const { caseId, partyId, account, kind, from, until, reason, documentId } = stay;
  await tx.query(
    `insert into case_stay (id, case_id, party_id, kind, rule, bars, from_date, until_date, reason, document_id, begun_by, begun_at,
       institution, account, account_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      ...[id, caseId, partyId ?? null, kind, law.rule, [...law.bars], from, until ?? null],
      ...[reason, documentId, actor.id, at.machine],
      ...(account === undefined
        ? [null, null, null]
        : [account.institution, account.account, accountKey(account.institution, account.account)]),
    ],
  );
  const data = { kind, rule: law.rule, bars: law.bars, ...(await alignStays(tx, caseId)) };
  await appendEvents(tx, [{ kind: 'case.stayed', caseId, subjectId: id, actor: actor.id, data }], at);
  const facts = { ...data, from, until, partyId, institution: account?.institution, documentId };
  await appendAudit(tx, { actor, act: 'begin_stay', caseId, subject: { kind: 'stay', id }, reason, facts }, at);
  return id;
}

export interface StayEnd {
  readonly on: CalendarDate;
  readonly servedOn: CalendarDate | undefined;
  readonly reason: string;
  readonly documentId: string;
}

/** Ends a stay; what no other stay or objection bars goes on. The caller holds the case and has checked that it may end. */
export async function endStay(tx: Queryable, stay: StayRow, end: StayEnd, actor: Actor, at: Moment): Promise<void> {
  if (stay.ended_on !== null) throw new ChakongError('illegal_transition', `This stay ended on ${stay.ended_on}; it ends once.`);
  const { id, case_id: caseId, kind, rule } = stay;
  await tx.query(`update case_stay set ended_on = $2, ended_by = $3, ending_reason = $4, ending_document_id = $5 where id = $1`, [
    id,
    end.on,
    actor.id,
    end.reason,
    end.documentId,
  ]);
  const data = { kind, rule, ...(await alignStays(tx, caseId)) };
  await appendEvents(tx, [{ kind: 'case.stay_ended', caseId, subjectId: id, actor: actor.id, data }], at);
  const facts = { ...data, on: end.on, servedOn: end.servedOn, documentId: end.documentId };
  await appendAudit(tx, { actor, act: 'end_stay', caseId, subject: { kind: 'stay', id }, reason: end.reason, facts }, at);
}

export interface StayRow {
  readonly id: string;
  readonly case_id: string;
  readonly party_id: string | null;
  readonly institution: string | null;
  readonly account: string | null;
  readonly kind: StayKind;
  readonly rule: string;
  readonly bars: readonly Measure[];
  readonly from_date: CalendarDate;
  readonly until_date: CalendarDate | null;
  readonly reason: string;
  readonly document_id: string;
  readonly begun_by: string;
  readonly ended_on: CalendarDate | null;
  readonly ended_by: string | null;
  readonly ending_reason: string | null;
}

const COLUMNS = `id, case_id, party_id, institution, account, kind, rule, bars, from_date, until_date, reason, document_id, begun_by, ended_on,
  ended_by, ending_reason`;

export async function findStay(tx: Queryable, id: string): Promise<StayRow | undefined> {
  return (await tx.query<StayRow>(`select ${COLUMNS} from case_stay where id = $1`, [id])).rows[0];
}

/** Stays of a case, those in effect first. */
export async function staysOf(tx: Queryable, caseId: string): Promise<StayRow[]> {
  const { rows } = await tx.query<StayRow>(
    `select ${COLUMNS} from case_stay where case_id = $1 order by ended_on is not null, id`,
    [caseId],
  );
  return rows;
}

export interface BarringStay extends Pick<StayRow, 'id' | 'kind' | 'from_date'> {
  /** Which of the keys asked about a stay of one account bars; null where it bars all. */
  readonly account_key: bigint | null;
}

/** The stays that bar a measure against a debtor, or on one of these accounts; of the fund, where no debtor is named. */
export async function barringStays(
  tx: Queryable,
  caseId: string,
  measure: Measure,
  partyId: string | null,
  accountKeys: readonly (bigint | null)[],
): Promise<BarringStay[]> {
  const of = { caseId: '$1', measure: '$2', accountKey: 'any($4::bigint[])', partyId: '$3' };
  const { rows } = await tx.query<BarringStay>(
    `select id, kind, from_date, case when $2 = 'pay' then null else account_key end as account_key
     from case_stay s where case_id = $1 and ended_on is null and $2 = any(bars) and ${covers('s', of)} order by id`,
    [caseId, measure, partyId, accountKeys.filter((key) => key !== null)],
  );
  return rows;
}

/** Whether a case knows an account or a registered thing: an inquiry told of it, or a measure was taken or ordered on it. */
export async function knowsAccount(tx: Queryable, caseId: string, { institution, account }: StayedAccount): Promise<boolean> {
  const { rows } = await tx.query<{ known: boolean }>(
    `select exists (select from asset where case_id = $1 and institution = $2 and asset_key = $3)
       or exists (select from account_freeze where case_id = $1 and account_key = $4)
       or exists (select from queue where case_id = $1 and account_key = $4) as known`,
    [caseId, institution, account, accountKey(institution, account)],
  );
  return rows[0]?.known === true;
}

import { type Mark } from '#enforcement/budget/account-marks.js';
import { ChakongError } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { type Place, placeKey } from '../place.js';

export interface AccountMark extends Place {
  readonly mark: Mark;
  /** Where it was set: what is known of an account holds in every case. */
  readonly caseId: string;
  readonly reason: string;
  readonly documentId: string;
  readonly setBy: string;
}

/** The marks persons have set on the accounts of a case, found or frozen. */
export async function accountMarksOf(tx: Queryable, caseId: string): Promise<AccountMark[]> {
  const { rows } = await tx.query<AccountMark>(
    `select m.institution, m.account, m.mark, m.case_id as "caseId", m.reason, m.document_id as "documentId", m.set_by as "setBy"
     from account_mark m join (${ACCOUNTS_OF_CASE}) as known on known.institution = m.institution and known.account = m.account
     where m.removed_at is null order by m.institution, m.account, m.mark`,
    [caseId],
  );
  return rows;
}

const ACCOUNTS_OF_CASE = `select institution, asset_key as account from asset where case_id = $1 and kind = 'account'
  union select institution, account from account_freeze where case_id = $1 and kind = 'account'`;

/** By account, for those who weigh accounts against each other. */
export function marksByPlace(marks: readonly AccountMark[]): (place: Place) => readonly Mark[] {
  const known = Map.groupBy(marks, placeKey);
  return (place) => (known.get(placeKey(place)) ?? []).map(({ mark }) => mark);
}

export async function isAccountOfCase(tx: Queryable, caseId: string, { institution, account }: Place): Promise<boolean> {
  const { rowCount } = await tx.query(`select 1 from (${ACCOUNTS_OF_CASE}) as known where institution = $2 and account = $3`, [
    caseId,
    institution,
    account,
  ]);
  return (rowCount ?? 0) > 0;
}

/** A person marks an account, on a document. The caller holds the case. */
export async function setAccountMark(tx: Queryable, mark: Omit<AccountMark, 'setBy'>, actor: Actor, at: Moment): Promise<void> {
  const { institution, account, caseId, reason, documentId } = mark;
  const { rowCount } = await tx.query(
    `insert into account_mark (institution, account, mark, case_id, reason, document_id, set_by, set_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (institution, account, mark) where removed_at is null do nothing`,
    [institution, account, mark.mark, caseId, reason, documentId, actor.id, at.machine],
  );
  if (rowCount === 0) throw new ChakongError('conflict', 'The account bears this mark already.');
  await tell(tx, 'set_account_mark', mark, reason, actor, at);
}

/** The caller holds the case. */
export async function removeAccountMark(
  tx: Queryable,
  mark: Place & Pick<AccountMark, 'mark' | 'caseId'>,
  reason: string,
  actor: Actor,
  at: Moment,
): Promise<void> {
  const { rowCount } = await tx.query(
    `update account_mark set removed_by = $4, removed_at = $5, removing_reason = $6
     where institution = $1 and account = $2 and mark = $3 and removed_at is null`,
    [mark.institution, mark.account, mark.mark, actor.id, at.machine, reason],
  );
  if (rowCount === 0) throw new ChakongError('illegal_transition', 'The account bears no such mark. Look again.');
  await tell(tx, 'remove_account_mark', mark, reason, actor, at);
}

async function tell(
  tx: Queryable,
  act: 'set_account_mark' | 'remove_account_mark',
  { institution, caseId, mark }: Place & Pick<AccountMark, 'mark' | 'caseId'>,
  reason: string,
  actor: Actor,
  at: Moment,
): Promise<void> {
  const facts = { institution, mark };
  await appendAudit(tx, { actor, act, caseId, subject: { kind: 'case', id: caseId }, reason, facts }, at);
  await appendEvents(tx, [{ kind: 'account.marked', caseId, subjectId: caseId, actor: actor.id, data: facts }], at);
}

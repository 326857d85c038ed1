import { type Actor, appendAudit } from '../audit.js';
import { wantBudget } from '../budget/budget-due.js';
import { type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';
import { lockFreezes } from './freeze-rows.js';

export interface Reparenting {
  readonly fromCaseId: string;
  readonly toCaseId: string;
  /** All freezes in effect of the case it comes from, where none are named. */
  readonly freezeIds: readonly string[] | undefined;
  readonly reason: string;
  /** None where it happens by itself. */
  readonly documentId: string | undefined;
}

export interface Movable {
  readonly id: string;
  readonly state: string;
  /** Something about it is under way or waits for approval; its answer belongs to the case that asked. */
  readonly busy: boolean;
  /** The same debtor in the other case, by number (R7.1-2); null where it has none. */
  readonly party_id: string | null;
}

/**
 * Locks both cases and those the freezes were ordered in, where their banks' reports come in. Returns the freezes that are to move; a named
 * one that is not of the case is not among them.
 */
export async function lockMovable(tx: Queryable, { fromCaseId, toCaseId, freezeIds }: Reparenting): Promise<Movable[]> {
  const which = `f.case_id = $1 and ($2::uuid[] is null and f.state = 'active' or f.id = any($2))`;
  const { rows: origins } = await tx.query<{ case_id: string }>(
    `select o.case_id from account_freeze f join enforcement_order o on o.id = f.order_id where ${which}`,
    [fromCaseId, freezeIds ?? null],
  );
  await lockCases(tx, [fromCaseId, toCaseId, ...origins.map((row) => row.case_id)]);
  const { rows } = await tx.query<Movable>(
    `select f.id, f.state,
       own.state not in ('complete', 'complete_with_silence')
         or exists (select from request r where r.case_id = $1 and r.state = 'open' and r.task ->> 'freezeRequestId' = f.id::text)
         or exists (select from enforcement_order o cross join jsonb_array_elements(o.targets) as t(target)
                    where o.case_id = $1 and o.state in ('draft', 'awaiting_approval') and t.target -> 'task' ->> 'freezeRequestId' = f.id::text) as busy,
       (select same.id from party same where same.case_id = $3 and same.role = 'debtor' and same.id_type = p.id_type and same.id_numbers && p.id_numbers
        order by same.id limit 1) as party_id
     from account_freeze f join party p on p.id = f.party_id join enforcement_order own on own.id = f.order_id
     where ${which} order by f.id for no key update of f`,
    [fromCaseId, freezeIds ?? null, toCaseId],
  );
  return rows;
}

/**
 * Freezes go on under another file: rank, cap and end stay, nothing is asked of the bank, no new ruling is needed (R2.1-7, 财产保全规定 art. 17).
 * Both budgets are looked at again. What was deducted before stays where it was enforced. The caller has locked and checked all of it.
 */
export async function reparentFreezes(
  tx: Queryable,
  { fromCaseId, toCaseId, reason, documentId }: Reparenting,
  moving: readonly Movable[],
  actor: Actor,
  at: Moment,
): Promise<void> {
  for (const { id, party_id: partyId } of moving) {
    await tx.query('update account_freeze set case_id = $2, party_id = $3 where id = $1', [id, toCaseId, partyId]);
  }
  const freezes = await lockFreezes(
    tx,
    moving.map(({ id }) => id),
  );
  for (const freeze of freezes.values()) {
    await tx.query(
      `insert into freeze_event (freeze_id, case_id, kind, cap_fen, caught_fen, amount_fen, until_date, state, source, true_at, told_end, whole_account)
       values ($1, $2, 'reparented', $3, $4, 0, $5, $6, 'computed', $7, $8, $9)`,
      [
        ...[freeze.id, toCaseId, freeze.capFen, freeze.caughtFen, freeze.until, freeze.state, at.legal],
        ...[freeze.toldEnd, freeze.wholeAccount],
      ],
    );
  }
  const ids = [...freezes.keys()];
  for (const caseId of [fromCaseId, toCaseId].sort()) {
    await wantBudget(tx, caseId);
    const data = { fromCaseId, toCaseId };
    await appendEvents(
      tx,
      ids.map((subjectId) => ({ kind: 'freeze.reparented' as const, caseId, subjectId, actor: actor.id, data })),
      at,
    );
    const facts = { ...data, freezeIds: ids, documentId };
    await appendAudit(tx, { actor, act: 'reparent_freezes', caseId, subject: { kind: 'case', id: toCaseId }, reason, facts }, at);
  }
}

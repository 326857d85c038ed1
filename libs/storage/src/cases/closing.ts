import { caseAfter } from '#enforcement/case-states.js';
import { ChakongError } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { type LockedCase } from './dormancy.js';
import { type Unsettled, unsettledIn } from './settled.js';

export interface Closing {
  readonly on: string;
  readonly ground: 'paid' | 'terminated' | 'struck_off';
  readonly reason: string;
  readonly documentId: string;
}

// A watch ends with its case, and freezes that were taken over go on under the other one: neither stands in the way.
const IN_THE_WAY: Readonly<
  Record<Exclude<Unsettled, 'watch' | 'freeze_elsewhere' | 'conversion' | 'budget' | 'promotion'>, string>
> = {
  request: 'A request is not final. Wait for its answer, or withdraw its order.',
  order: 'An order is not final. Wait for it, or withdraw it.',
  freeze: 'A freeze is active. Release it first, so that nobody’s money stays caught for a case that is over.',
  attention: 'A request needs a person. Settle it first.',
  objection: 'An objection is open. Answer it first.',
  stay: 'A stay is in effect. End it first.',
  finding: 'A finding is open. Dismiss it, or resume the case for it.',
  identity_doubt: 'It is not settled whose an account is. Look at it first.',
  petition: 'A bankruptcy petition is open. Its refusal would bring freezes back.',
  deduction: 'Money that was deducted has not come in. Wait for the statement of the fund account.',
  payment: 'A payment is under way. Wait until it is paid or refused.',
  excess: 'More is caught than is owed. Release the excess first.',
  top_up: 'A top-up is proposed. Dismiss it, or order it.',
};

/** Closes a case for good: paid, terminated or struck off. Its watch ends. The caller holds the case. Throws ChakongError naming what still moves. */
export async function closeCase(tx: Queryable, one: LockedCase, closing: Closing, actor: Actor, at: Moment): Promise<void> {
  const state = caseAfter(one.state, 'close');
  if (state === undefined) throw new ChakongError('illegal_transition', 'The case is closed already.');
  const problems = (await unsettledIn(tx, one.id)).flatMap((name) =>
    name in IN_THE_WAY ? [{ field: 'case', code: `closing.${name}`, message: IN_THE_WAY[name as keyof typeof IN_THE_WAY] }] : [],
  );
  if (problems.length > 0) {
    throw new ChakongError('conflict', 'Something in this case still moves. Settle what is named, then close it.', { problems });
  }
  await tx.query('update enforcement_case set state = $2, closed_on = $3 where id = $1', [one.id, state, closing.on]);
  const { rows: watches } = await tx.query<{ id: string }>(
    `update watch set state = 'ended', ended_reason = 'closed' where case_id = $1 and state = 'watching' returning id`,
    [one.id],
  );
  await appendEvents(
    tx,
    [
      { kind: 'case.closed' as const, caseId: one.id, actor: actor.id, data: { on: closing.on, ground: closing.ground } },
      ...watches.map(({ id }) => ({ kind: 'watch.ended' as const, caseId: one.id, subjectId: id, actor: actor.id })),
    ],
    at,
  );
  const { on, ground, documentId, reason } = closing;
  const subject = { kind: 'case', id: one.id };
  await appendAudit(tx, { actor, act: 'close_case', caseId: one.id, subject, reason, facts: { on, ground, documentId } }, at);
}

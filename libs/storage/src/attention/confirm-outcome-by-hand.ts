import { type AnsweredState, isFinal } from '#enforcement/request-states.js';
import { ChakongError, notFound } from '#platform/errors.js';
import { type LockedRequest, lockRequests } from '../answers/known-requests.js';
import { type FinalContent } from '../answers/outcome-content.js';
import { progressOrders } from '../answers/progress-orders.js';
import { settleRequests } from '../answers/settle-requests.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, lockCases, type Moment } from '../events.js';

export interface HandConfirmation {
  readonly requestId: string;
  readonly state: AnsweredState;
  readonly reason: string;
  /** The institution's letter, filed in the case. */
  readonly documentId: string;
  readonly content: FinalContent;
}

/** Locks the case of a request and the request, in the order everybody uses. */
export async function lockRequestForPerson(tx: Queryable, requestId: string): Promise<LockedRequest> {
  const { rows } = await tx.query<{ case_id: string }>('select case_id from request where id = $1', [requestId]);
  if (rows[0] === undefined) throw notFound('request');
  await lockCases(tx, [rows[0].case_id]);
  const request = (await lockRequests(tx, [requestId])).get(requestId);
  if (request === undefined) throw notFound('request');
  if (request.state === 'needs_attention' || request.state === 'unconfirmed') return request;
  throw new ChakongError('illegal_transition', `This request is ${request.state}; there is nothing to settle by hand.`);
}

/**
 * A person says, on paper of the institution, what became of a measure. The one correction by hand of a request: a person, a reason, a
 * document and an event of its own. It is booked exactly as the institution's own answer would be.
 */
export async function confirmOutcomeByHand(
  tx: Queryable,
  request: LockedRequest,
  confirmation: HandConfirmation,
  actor: Actor,
  at: Moment,
): Promise<void> {
  const { state, content, reason, documentId } = confirmation;
  // live, or ended in silence or withdrawn before the institution claimed an effect: nothing is booked yet
  if (request.answerDigest === undefined) {
    await settleRequests(tx, [{ request, state, content, attempt: request.attempt }], actor.id, at);
  } else {
    await demandSameState(tx, request, state);
  }
  await tx.query(
    `update attention set closed_at = $2, closed_by = $3, way_out = 'confirmed_by_hand', closing_reason = $4, document_id = $5
     where request_id = $1 and closed_at is null`,
    [request.requestId, at.machine, actor.id, reason, documentId],
  );
  await progressOrders(tx, [request.orderId], actor.id, at);
  const { requestId, caseId, orderId, institution, measure } = request;
  const data = { state, institution, measure };
  await appendEvents(
    tx,
    [{ kind: 'request.confirmed_by_hand', caseId, orderId, subjectId: requestId, actor: actor.id, data }],
    at,
  );
  await appendAudit(
    tx,
    {
      actor,
      act: 'confirm_outcome_by_hand',
      caseId,
      subject: { kind: 'request', id: requestId },
      reason,
      facts: { ...data, documentId },
    },
    at,
  );
}

/** A request whose first answer is booked already keeps it: a person can say that it was the true one, and no more. */
async function demandSameState(tx: Queryable, request: LockedRequest, state: AnsweredState): Promise<void> {
  const { rows } = await tx.query<{ state: AnsweredState }>('select state from request where id = $1', [request.requestId]);
  const booked = rows[0]?.state;
  if (booked !== undefined && isFinal(booked) && booked === state) return;
  throw new ChakongError(
    'illegal_transition',
    `The first answer, ${booked ?? 'unknown'}, is in the books. Confirm it, or order a measure that puts the account right.`,
  );
}

/** Sends a request back to the road: an inquiry is asked again, of a measure control asks what became of it. */
export async function askAgainByHand(
  tx: Queryable,
  request: LockedRequest,
  reason: string,
  actor: Actor,
  at: Moment,
): Promise<void> {
  if (!request.live) {
    throw new ChakongError('illegal_transition', 'This request has its answer; asking again would not change the books.');
  }
  const neverSent = request.measure === 'inquire' || request.attempt === 0;
  await tx.query(
    `update queue set state = $2, check_at = case when $2 = 'unconfirmed' then $3::timestamptz end, not_before = null, rounds = 0,
       lease_until = null where request_id = $1`,
    [request.requestId, neverSent ? 'queued' : 'unconfirmed', at.machine],
  );
  await tx.query(
    `update attention set closed_at = $2, closed_by = $3, way_out = 'sent_again', closing_reason = $4
     where request_id = $1 and closed_at is null`,
    [request.requestId, at.machine, actor.id, reason],
  );
  await appendAudit(
    tx,
    { actor, act: 'ask_again_by_hand', caseId: request.caseId, subject: { kind: 'request', id: request.requestId }, reason },
    at,
  );
  await tx.query(`select pg_notify('queue', '')`);
}

import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';
import { bookFreezes } from '../freezes/book-freezes.js';
import { bookDeductions } from '../funds/book-deductions.js';
import { bookPayments } from '../funds/book-payments.js';
import { raiseDoubts } from '../parties/raise-doubts.js';
import { leaveQueue } from '../queue/blocks.js';
import { keepAssets } from './keep-assets.js';
import { contentDigest } from './outcome-content.js';
import { type Settlement } from './settlement.js';

/**
 * Makes requests final and books what they did: assets found, freezes, deductions, payments. The caller holds the cases and the
 * queue rows, and has checked that none of them is final. `actor` is control for an answer, a person for a confirmation by hand.
 */
export async function settleRequests(
  tx: Queryable,
  settlements: readonly Settlement[],
  actor: string,
  at: Moment,
): Promise<void> {
  if (settlements.length === 0) return;
  const ids = settlements.map(({ request }) => request.requestId);
  await tx.query(
    `update request r set state = t.state, outcome = t.outcome, answer = t.answer, answered_attempt = t.attempt, answer_digest = t.digest, final_at = $7
     from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::int[], $6::text[]) as t(id, state, outcome, answer, attempt, digest)
     where r.id = t.id`,
    [
      ids,
      settlements.map(({ state }) => state),
      settlements.map(({ content }) => (content.outcome === 'found' || content.outcome === 'nothing' ? content.outcome : null)),
      settlements.map((settlement) => (keptAside(settlement) === undefined ? JSON.stringify(settlement.content) : null)),
      settlements.map((settlement) => (keptAside(settlement) === undefined ? settlement.attempt : null)),
      settlements.map((settlement) => keptAside(settlement) ?? null),
      at.machine,
    ],
  );
  await leaveQueue(
    tx,
    settlements.map(({ request }) => request),
  );
  await keepAssets(tx, settlements);
  await raiseDoubts(tx, settlements, at);
  const done = settlements.filter(({ state }) => state === 'executed' || state === 'executed_in_part');
  await bookFreezes(tx, done, actor, at);
  await bookDeductions(tx, done, actor, at);
  await bookPayments(tx, settlements, actor, at);
}

/** The digest of its answer where that was kept before, when it settled nothing: a person has said that it is the true one. */
function keptAside({ request, content }: Settlement): string | undefined {
  if (request.heard.size === 0) return undefined;
  const digest = contentDigest(content);
  return request.heard.has(digest) ? digest : undefined;
}

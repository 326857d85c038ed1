import { type Settlement } from '../answers/settlement.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { matchFundLines } from './match-fund-lines.js';

/** Books payments to creditors: paid, and what each claim has received; or refused, and the money stays in the fund. */
export async function bookPayments(tx: Queryable, settlements: readonly Settlement[], actor: string, at: Moment): Promise<void> {
  for (const { request, state, content } of settlements) {
    if (request.measure !== 'pay') continue;
    const paid = state === 'executed' && content.payment !== undefined;
    await tx.query('update payment set state = $2, paid_at = $3, bank_serial = $4 where request_id = $1', [
      request.requestId,
      paid ? 'paid' : 'refused',
      content.payment?.paidAt ?? null,
      content.payment?.bankSerial ?? null,
    ]);
    if (!paid) continue;
    await tx.query(
      `update claim c set paid_fen = c.paid_fen + p.amount_fen from payment p where p.request_id = $1 and c.id = p.claim_id`,
      [request.requestId],
    );
    await appendEvents(
      tx,
      [
        {
          kind: 'fund.paid',
          caseId: request.caseId,
          orderId: request.orderId,
          subjectId: request.requestId,
          actor,
          data: { amountFen: content.payment?.amountFen },
        },
      ],
      at,
    );
    // sent back before we heard that it was paid
    await matchFundLines(tx, [request.requestId], actor, at);
  }
}

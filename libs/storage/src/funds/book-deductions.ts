import { type Settlement } from '../answers/settlement.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { matchFundLines } from './match-fund-lines.js';

/** Books what banks sent to the case-fund account, and matches lines of its statement that came before the answer did. */
export async function bookDeductions(
  tx: Queryable,
  settlements: readonly Settlement[],
  actor: string,
  at: Moment,
): Promise<void> {
  const sent = settlements.flatMap(({ request, content }) =>
    request.measure === 'deduct' && content.deduction !== undefined ? [{ request, deduction: content.deduction }] : [],
  );
  if (sent.length === 0) return;
  for (const { request, deduction } of sent) {
    await tx.query(
      `insert into deduction (request_id, case_id, order_id, freeze_id, amount_fen, sent_at, bank_serial) values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        request.requestId,
        request.caseId,
        request.orderId,
        request.task['freezeRequestId'],
        deduction.amountFen,
        deduction.sentAt,
        deduction.bankSerial,
      ],
    );
  }
  await appendEvents(
    tx,
    sent.map(({ request, deduction }) => ({
      kind: 'fund.sent',
      caseId: request.caseId,
      orderId: request.orderId,
      subjectId: request.requestId,
      actor,
      data: { amountFen: deduction.amountFen, institution: request.institution },
    })),
    at,
  );
  await matchFundLines(
    tx,
    sent.map(({ request }) => request.requestId),
    actor,
    at,
  );
}

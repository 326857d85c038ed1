import { asLegal, asMachine } from '#platform/clocks.js';
import { type FinalContent } from '#storage/answers/outcome-content.js';
import { recordAnswers } from '#storage/answers/record-answers.js';
import { type Database } from '#storage/database.js';
import { recordStatement } from '#storage/funds/record-statement.js';

const now = () => ({ machine: asMachine(new Date()), legal: asLegal(new Date()) });
const patience = { backoffMs: [1], settleAfterMs: 0, statusRounds: 1, statusEveryMs: 1 };

/** Plays control: the institution's final answer to a request, recorded as control records it. */
export async function answer(database: Database, requestId: string, said: Partial<FinalContent> & Pick<FinalContent, 'outcome'>) {
  const { rows } = await database.query<{ case_id: string; institution: string; attempt: number }>(
    'select r.case_id, r.institution, coalesce(q.attempt, 1) as attempt from request r left join queue q on q.request_id = r.id where r.id = $1',
    [requestId],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`No request ${requestId}.`);
  const time = new Date().toISOString();
  const outcome: FinalContent = { kind: 'final', bankTime: time, asOf: time, ...said };
  await database.transaction((tx) =>
    recordAnswers(
      tx,
      [{ requestId, caseId: row.case_id, institution: row.institution, attempt: row.attempt, outcome }],
      now(),
      () => patience,
    ),
  );
}

/** The court's fund account shows money with our reference. */
export async function statement(
  database: Database,
  requestId: string,
  amountFen: string,
  direction: 'credit' | 'debit' = 'credit',
) {
  const line = { lineId: `line-${requestId}`, amountFen, direction, bookedAt: new Date().toISOString(), reference: requestId };
  await database.transaction((tx) => recordStatement(tx, 'ccb', '45050161381309000015', [line], now()));
}

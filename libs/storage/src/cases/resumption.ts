import { caseAfter } from '#enforcement/case-states.js';
import { ChakongError } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';
import { type LockedCase } from './dormancy.js';

export interface Resumption {
  readonly resumedNumber: string;
  readonly on: string;
  readonly reason: string;
  readonly documentId: string;
  readonly findingId: string | undefined;
}

/** Resumes a dormant case under its 执恢 number, on a creditor's application or of the court's own accord (R5.2-1, R5.2-3): the watch ends, the freezes stay in effect (R5.2-6). The caller holds the case. */
export async function resumeCase(
  tx: Queryable,
  one: LockedCase,
  resumption: Resumption,
  actor: Actor,
  at: Moment,
): Promise<void> {
  const state = caseAfter(one.state, 'resume');
  if (state === undefined) {
    throw new ChakongError('illegal_transition', `Only a dormant case is resumed; this one is ${one.state}.`);
  }
  await tx.query('update enforcement_case set state = $2, resumed_number = $3, resumed_on = $4 where id = $1', [
    one.id,
    state,
    resumption.resumedNumber,
    resumption.on,
  ]);
  const { rows } = await tx.query<{ id: string }>(
    `update watch set state = 'ended', ended_reason = 'resumed' where case_id = $1 and state = 'watching' returning id`,
    [one.id],
  );
  await appendEvents(
    tx,
    [
      { kind: 'case.resumed' as const, caseId: one.id, actor: actor.id, data: { on: resumption.on } },
      ...rows.map((row) => ({ kind: 'watch.ended' as const, caseId: one.id, subjectId: row.id, actor: actor.id })),
    ],
    at,
  );
  await appendAudit(
    tx,
    {
      actor,
      act: 'resume_case',
      caseId: one.id,
      subject: { kind: 'case', id: one.id },
      reason: resumption.reason,
      facts: { on: resumption.on, documentId: resumption.documentId, findingId: resumption.findingId },
    },
    at,
  );
}

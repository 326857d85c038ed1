import { ChakongError } from '#platform/errors.js';
import { type Actor, appendAudit } from '../audit.js';
import { type Queryable } from '../database.js';
import { appendEvents, type Moment } from '../events.js';

interface OpenFinding {
  readonly id: string;
  readonly caseId: string;
}

/** Locks an open finding. Throws `illegal_transition` where somebody closed it before. Undefined = there is none. */
export async function lockOpenFinding(tx: Queryable, id: string): Promise<OpenFinding | undefined> {
  const { rows } = await tx.query<{ case_id: string; state: string }>(
    'select case_id, state from finding where id = $1 for no key update',
    [id],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  if (row.state !== 'open') throw new ChakongError('illegal_transition', `This finding is closed already: ${row.state}.`);
  return { id, caseId: row.case_id };
}

/** Closes a finding, by resumption or because a judge dismisses it. The caller holds the case and the finding. */
export async function closeFinding(
  tx: Queryable,
  finding: OpenFinding,
  state: 'resumed' | 'dismissed',
  reason: string,
  actor: Actor,
  at: Moment,
): Promise<void> {
  await tx.query('update finding set state = $2, closed_by = $3, closed_at = $4, closing_reason = $5 where id = $1', [
    finding.id,
    state,
    actor.id,
    at.machine,
    reason,
  ]);
  await appendEvents(
    tx,
    [{ kind: 'finding.closed', caseId: finding.caseId, subjectId: finding.id, actor: actor.id, data: { state } }],
    at,
  );
  await appendAudit(
    tx,
    { actor, act: `close_finding_${state}`, caseId: finding.caseId, subject: { kind: 'finding', id: finding.id }, reason },
    at,
  );
}

/** Which case a finding belongs to: the case is locked before the finding. */
export async function findingCase(tx: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ case_id: string }>('select case_id from finding where id = $1', [id]);
  return rows[0]?.case_id;
}

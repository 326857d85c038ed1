import { type Actor } from '../audit.js';
import { type Queryable } from '../database.js';
import { type EventKind } from '../events.js';

export interface EventRow {
  readonly id: bigint;
  readonly kind: EventKind;
  readonly case_id: string;
  readonly order_id: string | null;
  readonly subject_id: string | null;
  readonly actor: string;
  readonly at: Date;
  readonly legal_at: Date;
  readonly data: Record<string, unknown>;
}

/** Events of a case after `after`, in the order they were committed: writers hold the case row. */
export async function eventsOfCase(tx: Queryable, caseId: string, after: bigint, limit: number): Promise<EventRow[]> {
  const { rows } = await tx.query<EventRow>(
    `select id, kind, case_id, order_id, subject_id, actor, at, legal_at, data
     from event where case_id = $1 and id > $2 order by id limit $3`,
    [caseId, after, limit],
  );
  return rows;
}

export interface AuditRow {
  readonly id: bigint;
  readonly at: Date;
  readonly legal_at: Date;
  readonly actor: string;
  readonly role: Actor['role'];
  readonly act: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly reason: string | null;
  readonly facts: Record<string, unknown>;
  readonly correlation_id: string | null;
}

export async function auditOfCase(tx: Queryable, caseId: string, after: bigint, limit: number): Promise<AuditRow[]> {
  const { rows } = await tx.query<AuditRow>(
    `select id, at, legal_at, actor, role, act, subject_kind, subject_id, reason, facts, correlation_id
     from audit where case_id = $1 and id > $2 order by id limit $3`,
    [caseId, after, limit],
  );
  return rows;
}

export async function caseExists(tx: Queryable, caseId: string): Promise<boolean> {
  const { rowCount } = await tx.query('select 1 from enforcement_case where id = $1', [caseId]);
  return rowCount === 1;
}

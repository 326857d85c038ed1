import { correlationId } from '#platform/correlation.js';
import { type Queryable } from './database.js';
import { type Moment } from './events.js';

/** Who acts: a person of the court or a named service. */
export interface Actor {
  readonly id: string;
  readonly role: 'judge' | 'approver' | 'clerk' | 'finance' | 'operator' | 'auditor' | 'service';
}

export interface AuditEntry {
  readonly actor: Actor;
  /** A verb of the house in snake_case: `place_order`, `approve_order`, `set_legal_clock`. */
  readonly act: string;
  readonly caseId?: string | undefined;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly reason?: string | undefined;
  readonly facts?: Record<string, unknown>;
}

/** Writes the audit row in the same transaction as the act (R7.1-8). */
export async function appendAudit(tx: Queryable, entry: AuditEntry, at: Moment): Promise<void> {
  await tx.query(
    `insert into audit (at, legal_at, actor, role, act, case_id, subject_kind, subject_id, reason, facts, correlation_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      at.machine,
      at.legal,
      entry.actor.id,
      entry.actor.role,
      entry.act,
      entry.caseId ?? null,
      entry.subject.kind,
      entry.subject.id,
      entry.reason ?? null,
      JSON.stringify(entry.facts ?? {}),
      correlationId() ?? null,
    ],
  );
}

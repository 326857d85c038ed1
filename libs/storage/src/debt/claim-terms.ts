import { type CalendarDate } from '#enforcement/watch/half-year-slots.js';
import { type Payment } from '#enforcement/debt/terms.js';
import { type Actor, appendAudit } from '../audit.js';
import { wantBudget } from '../budget/budget-due.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';
import { newId } from '../new-id.js';

interface Documented {
  readonly caseId: string;
  readonly claimId: string;
  readonly reason: string;
  readonly documentId: string;
}

/** Keeps the terms of a claim as their newest version; the caller holds the case and has checked them. `terms` is what the border wrote. */
export async function keepTerms(
  tx: Queryable,
  facts: Documented & { readonly terms: object },
  actor: Actor,
  at: Moment,
): Promise<number> {
  const { rows } = await tx.query<{ version: number }>(
    `insert into claim_terms (claim_id, version, terms, reason, document_id, set_by, set_at)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6 from claim_terms where claim_id = $1 returning version`,
    [facts.claimId, JSON.stringify(facts.terms), facts.reason, facts.documentId, actor.id, at.machine],
  );
  const version = rows[0]?.version ?? 1;
  const { caseId, claimId, reason, documentId } = facts;
  await wantBudget(tx, caseId);
  await appendAudit(
    tx,
    { actor, act: 'set_claim_terms', caseId, subject: { kind: 'claim', id: claimId }, reason, facts: { version, documentId } },
    at,
  );
  return version;
}

export interface PartPayment extends Documented, Omit<Payment, 'id'> {}

/** Notes a part paid otherwise than by a deduction of ours; it counts on its own day (R4.1-4). */
export async function notePartPayment(tx: Queryable, payment: PartPayment, actor: Actor, at: Moment): Promise<string> {
  const id = newId<string>();
  const { caseId, claimId, on, amount, means, reason, documentId } = payment;
  await tx.query(
    `insert into part_payment (id, claim_id, paid_on, amount_fen, means, reason, document_id, noted_by, noted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, claimId, on, amount, means, reason, documentId, actor.id, at.machine],
  );
  await wantBudget(tx, caseId);
  const facts = { on, amountFen: amount.toString(), means, documentId };
  await appendAudit(
    tx,
    {
      actor,
      act: 'note_part_payment',
      caseId,
      subject: { kind: 'claim', id: claimId },
      reason,
      facts: { ...facts, paymentId: id },
    },
    at,
  );
  return id;
}

export interface ClaimRow {
  readonly case_id: string;
  readonly id: string;
  readonly creditor_id: string;
  readonly creditor_name: string;
  readonly title: string;
  readonly principal_fen: bigint;
  readonly doubled_interest_waived: boolean;
  readonly version: number | null;
  readonly terms: unknown;
}

/** The claims of cases with the newest terms of each, where any were entered. */
export async function claimsWithTerms(tx: Queryable, caseIds: readonly string[]): Promise<ClaimRow[]> {
  const { rows } = await tx.query<ClaimRow>(
    `select c.case_id, c.id, c.creditor_id, p.name as creditor_name, c.title, c.principal_fen, c.doubled_interest_waived, t.version, t.terms
     from claim c join party p on p.id = c.creditor_id
     left join lateral (select version, terms from claim_terms where claim_id = c.id order by version desc limit 1) t on true
     where c.case_id = any($1::uuid[]) order by c.id`,
    [caseIds],
  );
  return rows;
}

export interface PartPaymentRow {
  readonly id: string;
  readonly claim_id: string;
  readonly paid_on: CalendarDate;
  readonly amount_fen: bigint;
  readonly means: Payment['means'];
}

export async function partPaymentsOf(tx: Queryable, caseIds: readonly string[]): Promise<PartPaymentRow[]> {
  const { rows } = await tx.query<PartPaymentRow>(
    `select p.id, p.claim_id, p.paid_on, p.amount_fen, p.means from part_payment p join claim c on c.id = p.claim_id
     where c.case_id = any($1::uuid[]) order by p.paid_on, p.id`,
    [caseIds],
  );
  return rows;
}

import { type Override } from '#enforcement/exempt/decision.js';
import { accountKey } from '../account-key.js';
import { type Actor } from '../audit.js';
import { type Queryable } from '../database.js';
import { type Moment } from '../events.js';

export interface DecidedOverride {
  readonly institution: string;
  readonly account: string;
  readonly act: 'freeze' | 'deduct';
  readonly override: Override;
  /** The rule it sets aside, and the class of exempt money; `whole_account` where it is the concrete amount (R1.7-5). */
  readonly rule: string;
  readonly classCode: string;
}

export const WHOLE_ACCOUNT = { rule: 'R1.7-5', classCode: 'whole_account' } as const;

/** Keeps who let an order touch exempt money or a whole account, why, for what and on which document. */
export async function keepOverrides(
  tx: Queryable,
  order: { readonly id: string; readonly caseId: string },
  decided: readonly DecidedOverride[],
  actor: Actor,
  at: Moment,
): Promise<void> {
  for (const { institution, account, act, override, rule, classCode } of decided) {
    await tx.query(
      `insert into exempt_override (order_id, case_id, institution, account_key, act, rule, class_code, purpose, reason, document_id, decided_by, decided_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        order.id,
        order.caseId,
        institution,
        accountKey(institution, account),
        act,
        rule,
        classCode,
        override.purpose ?? null,
        override.reason,
        override.documentId,
        actor.id,
        at.machine,
      ],
    );
  }
}

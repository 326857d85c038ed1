import { type AccountClass, type KnownAccount, classesOf, type Permission } from './account-class.js';

/** A person's decision to touch the money all the same: why, for which of the purposes the law names, on which document. */
export interface Override {
  readonly reason: string;
  readonly purpose?: string | undefined;
  readonly documentId: string;
}

export type ExemptDecision =
  | { readonly verdict: 'allowed'; readonly overridden?: AccountClass }
  | { readonly verdict: 'needs_override' | 'barred' | 'wrong_purpose'; readonly because: AccountClass };

const STRICTNESS: Readonly<Record<Permission, number>> = { allowed: 0, override: 1, barred: 2 };

/**
 * May this money be frozen, or deducted (R3-1 to R3-25)? Of several classes the strictest decides. A freeze that succeeded says nothing of
 * the deduction: margins and supervised presale money are frozen and stay (R3-6, R3-7, R3-10). What is barred no override opens: a wrong
 * mark is corrected by the bank that set it.
 */
export function decideExempt(
  act: 'freeze' | 'deduct',
  account: KnownAccount,
  override: Override | undefined,
  catalogue: readonly AccountClass[],
): ExemptDecision {
  const because = classesOf(account, catalogue).reduce<AccountClass | undefined>(
    (strictest, one) => (strictest === undefined || STRICTNESS[one[act]] > STRICTNESS[strictest[act]] ? one : strictest),
    undefined,
  );
  if (because === undefined || because[act] === 'allowed') return { verdict: 'allowed' };
  if (because[act] === 'barred') return { verdict: 'barred', because };
  if (override === undefined) return { verdict: 'needs_override', because };
  if (because.purposes.length > 0 && !because.purposes.includes(override.purpose ?? ''))
    return { verdict: 'wrong_purpose', because };
  return { verdict: 'allowed', overridden: because };
}

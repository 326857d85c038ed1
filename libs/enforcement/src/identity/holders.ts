import { compactCode } from './normalise.js';
import { type Identity } from './known-identities.js';
import { isSameName } from './party-name.js';

/** Whom an institution names as the holder of an account or the owner of a thing. */
export interface NamedHolder {
  readonly name: string;
  readonly idNumber?: string | undefined;
}

/** `unnamed`: the institution named nobody and answered for the subject it was asked about. */
export type HeldBy = 'unnamed' | 'debtor' | 'jointly' | 'other';

/**
 * Whose property an answer speaks of. A holder is the debtor only where the name is one of his, exactly (R1.8-14), and the number, where one
 * is given, is his too: a namesake is another person, and so is another name under his number until somebody has looked (R7.1-2).
 */
export function heldBy(holders: readonly NamedHolder[], identities: readonly Identity[]): HeldBy {
  if (holders.length === 0) return 'unnamed';
  const debtors = holders.filter((holder) => identities.some((identity) => isHolder(holder, identity))).length;
  if (debtors === 0) return 'other';
  return debtors === holders.length ? 'debtor' : 'jointly';
}

function isHolder({ name, idNumber }: NamedHolder, identity: Identity): boolean {
  if (!isSameName(name, identity.name)) return false;
  return idNumber === undefined || identity.idNumbers.map(bare).includes(bare(idNumber));
}

/** Numbers are compared without hyphens (R1.8-14). */
function bare(number: string): string {
  return compactCode(number).replaceAll('-', '');
}

/** Whether a measure may touch money of a class: freely, only by an override, or not at all. */
export const PERMISSIONS = ['allowed', 'override', 'barred'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** How sure we are of a class: read in the law's text, told by a page, or from memory. */
export const CONFIDENCES = ['T', 'P', 'D', 'memory'] as const;

/** A kind of account or fund whose money is not simply the debtor's (R3-1 to R3-25). A row of config/law/exempt-accounts.yaml. */
export interface AccountClass {
  readonly rule: string;
  readonly code: string;
  readonly zh: string;
  readonly freeze: Permission;
  readonly deduct: Permission;
  /** For what the money may be taken after all; an override names which of these it is. */
  readonly purposes: readonly string[];
  readonly authority: string;
  readonly confidence: (typeof CONFIDENCES)[number];
  /** The banks' marks that mean this class. */
  readonly tags: readonly string[];
  /** The banks' own kinds of account that mean it, without a mark. */
  readonly accountClasses: readonly string[];
}

/** What a bank last told of an account. */
export interface KnownAccount {
  readonly exemptionTag?: string | undefined;
  readonly class?: string | undefined;
}

/**
 * Every class the account falls under, from its mark and its kind. A mark nobody knows is not "no mark": it falls under the class that is
 * marked `other`, where the catalogue has one.
 */
export function classesOf(account: KnownAccount, catalogue: readonly AccountClass[]): readonly AccountClass[] {
  const { exemptionTag: tag, class: kind } = account;
  const known = tag === undefined || catalogue.some(({ tags }) => tags.includes(tag));
  const mark = known ? tag : 'other';
  return catalogue.filter(
    ({ tags, accountClasses }) =>
      (mark !== undefined && tags.includes(mark)) || (kind !== undefined && accountClasses.includes(kind)),
  );
}

import { z } from 'zod';
import { type Measure } from '#enforcement/measure.js';
import { accountKey } from '../account-key.js';

/** One request to be: who is asked, and the task as the wire contract (libs/messages) writes it. Kept in `enforcement_order.targets`. */
export interface OrderTarget {
  readonly institution: string;
  readonly task: { readonly measure: Measure } & Readonly<Record<string, unknown>>;
  /** For a payment: the claim it satisfies. */
  readonly claimId?: string;
  /** Under which further name and number of the debtor it is asked; under those of the party itself where none is named. */
  readonly identityId?: string;
}

const stored = z.array(
  z.object({
    institution: z.string(),
    task: z.looseObject({ measure: z.enum(['inquire', 'freeze', 'renew', 'release', 'deduct', 'seal', 'pay']) }),
    claimId: z.uuid().optional(),
    identityId: z.uuid().optional(),
  }),
);

/** Targets as they come back from the JSON column. */
export function readTargets(column: unknown): OrderTarget[] {
  return stored.parse(column).map(({ claimId, identityId, ...target }) => ({
    ...target,
    ...(claimId === undefined ? {} : { claimId }),
    ...(identityId === undefined ? {} : { identityId }),
  }));
}

/** Which account's line of measures a request stands in; null for those that may run side by side. */
export function accountKeyOf({ institution, task }: OrderTarget): bigint | null {
  const place = task.measure === 'seal' ? task['assetId'] : task.measure === 'pay' ? undefined : task['account'];
  return typeof place === 'string' ? accountKey(institution, place) : null;
}

import { z } from 'zod';
import { type Measure } from '#enforcement/measure.js';
import { ChakongError } from '#platform/errors.js';
import { type Actor } from '#storage/audit.js';

const role = z.enum(['judge', 'approver', 'clerk', 'finance', 'operator', 'service']);
const rule = z.strictObject({ placedBy: z.array(role).min(1), withoutApproval: z.array(role) });

/** config/approval.yaml: who may place an order of each measure, and for whom no second person is needed. */
export const approvalFile = z.strictObject({
  measures: z.strictObject({
    inquire: rule,
    freeze: rule,
    renew: rule,
    release: rule,
    deduct: rule,
    seal: rule,
    pay: rule,
  }),
  bulk: rule.extend({ maxOrders: z.int().min(1).max(1_000_000) }),
});
export type ApprovalFile = z.infer<typeof approvalFile>;

export class ApprovalPolicy {
  constructor(readonly file: ApprovalFile) {}

  /** Whether this order waits for a second person. Throws `forbidden` where this role may not place it at all. */
  needsApproval(what: Measure | 'bulk', actor: Actor): boolean {
    const { placedBy, withoutApproval } = what === 'bulk' ? this.file.bulk : this.file.measures[what];
    const includes = (roles: readonly string[]) => roles.includes(actor.role);
    if (!includes(placedBy)) {
      throw new ChakongError('forbidden', `An order of this kind is placed by: ${placedBy.join(', ')}. Yours is ${actor.role}.`);
    }
    return !includes(withoutApproval);
  }
}

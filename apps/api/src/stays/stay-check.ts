import { type Measure } from '#enforcement/measure.js';
import { accountKeyOf, type OrderTarget } from '#storage/orders/order-target.js';
import { barringStays } from '#storage/stays/stays.js';
import { type TargetContext } from '../orders/targets/target-context.js';

const FIELD: Partial<Record<Measure, string>> = { freeze: 'account', seal: 'assetId', deduct: 'freezeId' };

/**
 * R7.2: freezes stay and are renewed or released; what a stay of the case, of the debtor or of one account bars is refused, with the rule of each.
 * `targets` are those of the order, in its order.
 */
export async function checkStays(
  { tx, problems, law, enforcementCase }: TargetContext,
  measure: Measure,
  partyId: string | null,
  targets: readonly OrderTarget[],
): Promise<void> {
  const keys = targets.map(accountKeyOf);
  for (const { kind, from_date: from, account_key: key } of await barringStays(tx, enforcementCase.id, measure, partyId, keys)) {
    const rule = law.stays.get(kind);
    const source = rule === undefined ? kind : `${rule.zh} (${rule.rule}, ${rule.authority})`;
    const message = `Stayed since ${from}: ${source}. No order to ${measure} until the stay ends; freezes stay and are renewed meanwhile.`;
    const index = key === null ? -1 : keys.indexOf(key);
    const field = index < 0 ? 'caseId' : `targets[${index}].${FIELD[measure] ?? 'account'}`;
    problems.add(field, 'case.stayed', message, rule && { rule: rule.rule, article: rule.authority });
  }
}

import { type Measure } from '#enforcement/measure.js';
import { barringStays } from '#storage/stays/stays.js';
import { type TargetContext } from '../orders/targets/target-context.js';

/** R7.2: freezes stay and are renewed or released; what a stay of the case bars is refused, with the rule of each. */
export async function checkStays(
  { tx, problems, law, enforcementCase }: TargetContext,
  measure: Measure,
  partyId: string | null,
): Promise<void> {
  for (const { kind, from_date: from } of await barringStays(tx, enforcementCase.id, measure, partyId)) {
    const rule = law.stays.get(kind);
    const source = rule === undefined ? kind : `${rule.zh} (${rule.rule}, ${rule.authority})`;
    problems.add(
      'caseId',
      'case.stayed',
      `Stayed since ${from}: ${source}. No order to ${measure} until the stay ends; freezes stay and are renewed meanwhile.`,
    );
  }
}

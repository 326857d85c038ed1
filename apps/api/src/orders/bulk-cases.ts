import { type z } from 'zod';
import { checkCaseNumber } from '#enforcement/identity/case-number.js';
import { type CaseChoice } from '#storage/orders/order-sets.js';
import { type newOrderSet } from './order-fields.js';
import { type TargetProblems } from './targets/target-problems.js';

/** The filter of a bulk inquiry with its case numbers in canonical spelling. */
export function bulkCases(filter: z.output<typeof newOrderSet>['filter'], problems: TargetProblems): CaseChoice {
  if (filter.filedFrom !== undefined && filter.filedTo !== undefined && filter.filedTo < filter.filedFrom) {
    problems.add('filter.filedTo', 'date.before_from', 'Let the last day come after the first.');
  }
  const caseNumbers = filter.caseNumbers?.map((written, index) => {
    const result = checkCaseNumber(written);
    if (result.ok) return result.value;
    problems.add(`filter.caseNumbers[${index}]`, result.problem.code, result.problem.message);
    return written;
  });
  return { ...filter, caseNumbers };
}

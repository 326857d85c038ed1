import { cited } from '#enforcement/cited-rules.js';
import { type CaseKind, caseNumberParts, checkCaseNumber } from '#enforcement/identity/case-number.js';
import { ChakongError } from '#platform/errors.js';
import { type Actor } from '#storage/audit.js';
import { lockCase } from '#storage/cases/dormancy.js';
import { type Queryable } from '#storage/database.js';
import { type Moment } from '#storage/events.js';
import { linkPreservation } from '#storage/freezes/convert-preservation.js';
import { sharedParties } from '#storage/cases/shared-parties.js';

const SOURCE = '(R2.1-7, 财产保全规定 art. 17)';
const PRESERVATION: readonly CaseKind[] = ['preservation_ruling', 'preservation_enforcement'];

/** An enforcement case goes on with what was preserved for the same creditor against the same debtor, in a 财保 or 执保 file of this court. */
export async function goOnWithPreservation(
  tx: Queryable,
  preservationCaseId: string,
  opened: { readonly id: string; readonly caseNumber: string; readonly courtCode: string },
  actor: Actor,
  at: Moment,
): Promise<void> {
  const from = await lockCase(tx, preservationCaseId);
  if (from === undefined) throw refused('case.unknown', 'There is no such case.');
  if (from.court_code !== opened.courtCode)
    throw refused(
      'case.other_court',
      'Only a file of the same court goes on with its freezes; a delegated court is handed them over (R2.1-8)',
    );
  if (!isPreservation(from.case_number)) throw refused('case.not_preservation', 'Name a 财保 or 执保 case.');
  if (isPreservation(opened.caseNumber))
    throw refused('case.not_enforcement', 'A preservation case does not go on with another.');
  const shared = await sharedParties(tx, preservationCaseId, opened.id);
  if (!shared.creditor || !shared.debtor)
    throw refused('case.other_parties', 'Creditor and debtor of this case are not those the property was preserved for.');
  const link = { preservationCaseId, enforcementCaseId: opened.id };
  if (!(await linkPreservation(tx, link, actor, at)))
    throw refused('case.converted', 'Another enforcement case goes on with this preservation already.');
}

function isPreservation(number: string): boolean {
  const checked = checkCaseNumber(number);
  return checked.ok && PRESERVATION.includes(caseNumberParts(checked.value).kind);
}

function refused(code: string, message: string): ChakongError {
  const problem = { field: 'preservationCaseId', code, message: `${message} ${SOURCE}`, ...cited('R2.1-7') };
  return new ChakongError('invalid', `preservationCaseId: ${problem.message}`, { problems: [problem] });
}

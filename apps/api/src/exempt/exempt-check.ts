import { cited } from '#enforcement/cited-rules.js';
import { decideExempt, type Override } from '#enforcement/exempt/decision.js';
import { documentsOf } from '#storage/documents/documents.js';
import { type KnownPlaces } from '../orders/targets/known-places.js';
import { type TargetContext } from '../orders/targets/target-context.js';

/**
 * Whether a freeze or deduction may touch an account (section 3, R1.3-3, R1.3-4). What forbids it is named with rule and authority; an
 * override that opens it is kept with the order.
 */
export async function checkExempt(
  context: TargetContext,
  at: string,
  field: 'account' | 'freezeId',
  act: 'freeze' | 'deduct',
  target: { readonly institution: string; readonly account: string; readonly override?: Override | undefined },
  known: KnownPlaces,
): Promise<void> {
  const { tx, problems, enforcementCase, law, overrides } = context;
  const { institution, account, override } = target;
  const objection = known.objection(target);
  if (objection !== undefined) {
    const until = objection.state === 'open' ? `is examined until ${objection.answer_by}` : 'was upheld';
    problems.add(
      `${at}.${field}`,
      'account.objection',
      `The bank’s objection ${until}; nothing is taken meanwhile (R1.3-3, R1.3-4, 法释〔2013〕20号 art. 6).`,
      cited('R1.3-3'),
    );
    return;
  }
  const decision = decideExempt(act, known.account(target), override, law.exemptAccounts);
  if (decision.verdict === 'allowed') {
    if (decision.overridden === undefined || override === undefined) return;
    const [document] = await documentsOf(tx, enforcementCase.id, [override.documentId]);
    if (document === undefined) {
      problems.add(`${at}.override.documentId`, 'document.unknown', 'Name a document of this case; file it first.');
    }
    const { rule, code: classCode } = decision.overridden;
    overrides.push({ institution, account, act, override, rule, classCode });
    return;
  }
  const { because, verdict } = decision;
  const source = `(${because.rule}, ${because.authority})`;
  const citation = { rule: because.rule, article: because.authority };
  const what = `This account is marked ${because.zh}`;
  if (verdict === 'barred') {
    problems.add(
      `${at}.${field}`,
      'account.exempt',
      `${what}: no order to ${act} opens it ${source}. If the mark is wrong, the bank corrects it.`,
      citation,
    );
  } else if (verdict === 'wrong_purpose') {
    const purposes = because.purposes.join(', ');
    const message = `${what}: name one of these purposes: ${purposes} ${source}.`;
    problems.add(`${at}.override.purpose`, 'override.purpose', message, citation);
  } else {
    problems.add(
      `${at}.${field}`,
      'account.exempt',
      `${what}: to ${act} it needs an override with reason, purpose and document ${source}.`,
      citation,
    );
  }
}

import { type ClaimAccount } from '#enforcement/debt/case-statement.js';
import { type DebtRules } from '../law/debt-law-file.js';
import { accountsOf } from '#enforcement/debt/deduction-shares.js';
import { type FeeTable } from '#enforcement/debt/fees.js';
import { preservationItem } from '#enforcement/debt/preservation.js';
import { convertFirst } from '#enforcement/debt/foreign-currency.js';
import { type DebtTerms } from '#enforcement/debt/terms.js';
import { fenOf } from '#enforcement/money.js';
import { legalDay } from '#enforcement/watch/legal-day.js';
import { asLegal } from '#platform/clocks.js';
import { deductionsOfCase, paymentsOfCase } from '../cases/case-money.js';
import { type Queryable } from '../database.js';
import { type ClaimRow, claimsWithTerms, partPaymentsOfCase } from './claim-terms.js';
import { termsFields } from './terms-fields.js';

export interface AccountOfClaim extends ClaimAccount {
  readonly row: ClaimRow;
}

/** What is reckoned for each claim of a case: its terms, the parts paid elsewhere and the money our deductions brought. */
export async function accountsOfCase(
  tx: Queryable,
  caseId: string,
  law: Pick<DebtRules, 'preservationFee'>,
): Promise<AccountOfClaim[]> {
  const claims = await claimsWithTerms(tx, caseId);
  const parts = await partPaymentsOfCase(tx, caseId);
  const deductions = (await deductionsOfCase(tx, caseId)).map((row) => ({
    id: row.request_id,
    on: legalDay(asLegal(row.sent_at)),
    amount: fenOf(row.amount_fen),
  }));
  const paidOut = (await paymentsOfCase(tx, caseId))
    .filter(({ state }) => state !== 'refused')
    .map((row) => ({ claimId: row.claim_id, amount: fenOf(row.amount_fen) }));
  const known = claims.map((row) => ({
    id: row.id,
    principal: fenOf(row.principal_fen),
    terms: termsOf(row, law.preservationFee),
    parts: parts
      .filter((part) => part.claim_id === row.id)
      .map((part) => ({ id: part.id, on: part.paid_on, amount: fenOf(part.amount_fen), means: part.means })),
  }));
  const rows = new Map(claims.map((row) => [row.id, row]));
  return accountsOf(known, deductions, paidOut).flatMap((account) => {
    const row = rows.get(account.claimId);
    return row === undefined ? [] : [{ ...account, row }];
  });
}

/** A claim whose terms nobody has entered is its principal and nothing else: no interest is guessed. */
function termsOf(row: ClaimRow, preservationFee: FeeTable): DebtTerms {
  if (row.terms === null) {
    const item = {
      id: 'principal',
      kind: 'principal',
      label: row.title,
      amount: fenOf(row.principal_fen),
      performBy: '9999-12-31',
    } as const;
    const nothing = { ordinaryInterest: [], exclusions: [], costs: [], enforcementFeeFixed: false };
    return { currency: 'CNY', items: [item], doubledPart: { waived: true }, ...nothing };
  }
  const { terms, parities, preservations } = termsFields.parse(row.terms);
  const fees = preservations.map((one) => preservationItem(one, preservationFee));
  const waived = terms.doubledPart.waived || row.doubled_interest_waived;
  const entered = { ...terms, doubledPart: { ...terms.doubledPart, waived } };
  if (entered.currency === 'CNY') return { ...entered, items: [...entered.items, ...fees] };
  const converted = convertFirst(entered, parities);
  if ('missing' in converted) throw new Error(`Claim ${row.id} was kept without a central parity.`);
  return { ...converted.terms, items: [...converted.terms.items, ...fees] };
}

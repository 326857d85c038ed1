import { type ClaimAccount } from '#enforcement/debt/case-statement.js';
import { type DebtRules } from '../law/debt-law-file.js';
import { accountsOf } from '#enforcement/debt/deduction-shares.js';
import { type FeeTable } from '#enforcement/debt/fees.js';
import { preservationItem } from '#enforcement/debt/preservation.js';
import { convertFirst } from '#enforcement/debt/foreign-currency.js';
import { type DebtTerms, type Payment } from '#enforcement/debt/terms.js';
import { fenOf } from '#enforcement/money.js';
import { legalDay } from '#enforcement/watch/legal-day.js';
import { asLegal } from '#platform/clocks.js';
import { deductionsOf, paymentsOf } from '../cases/case-money.js';
import { type Queryable } from '../database.js';
import { type ClaimRow, claimsWithTerms, type PartPaymentRow, partPaymentsOf } from './claim-terms.js';
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
  return (await accountsOfCases(tx, [caseId], law)).get(caseId) ?? [];
}

/** The same for many cases, in as many statements as for one. */
export async function accountsOfCases(
  tx: Queryable,
  caseIds: readonly string[],
  law: Pick<DebtRules, 'preservationFee'>,
): Promise<ReadonlyMap<string, AccountOfClaim[]>> {
  const claims = Map.groupBy(await claimsWithTerms(tx, caseIds), (row) => row.case_id);
  const parts = Map.groupBy(await partPaymentsOf(tx, caseIds), (row) => row.claim_id);
  const deductions = Map.groupBy(await deductionsOf(tx, caseIds), (row) => row.case_id);
  const payments = Map.groupBy(await paymentsOf(tx, caseIds), (row) => row.case_id);
  const accounts = caseIds.map((caseId): [string, AccountOfClaim[]] => {
    const rows = claims.get(caseId) ?? [];
    const known = rows.map((row) => ({
      id: row.id,
      principal: fenOf(row.principal_fen),
      terms: termsOf(row, law.preservationFee),
      parts: (parts.get(row.id) ?? []).map(paymentOf),
    }));
    const sent = (deductions.get(caseId) ?? []).map((row) => ({
      id: row.request_id,
      on: legalDay(asLegal(row.sent_at)),
      amount: fenOf(row.amount_fen),
    }));
    const paidOut = (payments.get(caseId) ?? [])
      .filter(({ state }) => state !== 'refused')
      .map((row) => ({ claimId: row.claim_id, amount: fenOf(row.amount_fen) }));
    const byId = new Map(rows.map((row) => [row.id, row]));
    const ofCase = accountsOf(known, sent, paidOut).flatMap((account) => {
      const row = byId.get(account.claimId);
      return row === undefined ? [] : [{ ...account, row }];
    });
    return [caseId, ofCase];
  });
  return new Map(accounts);
}

function paymentOf(part: PartPaymentRow): Payment {
  return { id: part.id, on: part.paid_on, amount: fenOf(part.amount_fen), means: part.means };
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

import { type Fen, minFen, sumFen } from '../money.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { type FeeTable, reckonFee } from './fees.js';
import { type Statement, type StatementLine, statementOn, type Totals, totalsOf } from './statement.js';
import { type DebtLaw, type DebtTerms, type Payment } from './terms.js';

/** What is reckoned for one claim of a case. */
export interface ClaimAccount {
  readonly claimId: string;
  readonly terms: DebtTerms;
  readonly payments: readonly Payment[];
  /** The same, were all that lies in the fund to go to this claim; `payments` where there is no fund. */
  readonly ifServedNext?: readonly Payment[] | undefined;
}

export interface CaseLaw extends DebtLaw {
  readonly enforcementFee: FeeTable;
}

export interface CaseStatement {
  readonly on: CalendarDate;
  readonly claims: readonly (Statement & { readonly claimId: string })[];
  readonly fee?: StatementLine | undefined;
  /** Everything that is to be enforced: target(t) of section 4.1 is `gross`, what is still lacking `owed`. */
  readonly totals: Totals;
}

/**
 * The statement of a case: its claims, each by its own title, and the enforcement fee once on all of them (R4.4-2 to R4.4-6). Until the
 * court has fixed the fee as a cost it is projected, and only a surplus settles it, since it is collected after enforcement (art. 20).
 */
export function caseStatement(on: CalendarDate, accounts: readonly ClaimAccount[], law: CaseLaw): CaseStatement {
  const claims = accounts.map(({ claimId, terms, payments }) => ({ ...statementOn(on, terms, payments, law), claimId }));
  const left = sumFen(claims.map(({ totals }) => totals.overpaid));
  const inFund = surplusInFund(claims);
  const isFixed = accounts.some(({ terms }) => terms.enforcementFeeFixed);
  const fee = isFixed
    ? undefined
    : feeLine(
        on,
        claims.flatMap(({ lines }) => lines),
        inFund,
        law.enforcementFee,
      );
  const all = [...claims.flatMap(({ lines }) => lines), ...(fee === undefined ? [] : [fee])];
  return {
    on,
    claims,
    ...(fee === undefined ? {} : { fee }),
    totals: { ...totalsOf(all), overpaid: (left - (fee?.paid ?? 0n)) as Fen },
  };
}

/** What deductions of ours brought and no claim of its own needed; a part paid to a creditor helps neither another claim nor the court's fee. */
export function surplusInFund(claims: CaseStatement['claims']): Fen {
  const settled = claims.flatMap(({ payments }) => payments);
  return sumFen(settled.filter(({ payment }) => payment.inFund === true).map(({ left }) => left));
}

function feeLine(on: CalendarDate, lines: readonly StatementLine[], left: Fen, table: FeeTable): StatementLine {
  const enforced = sumFen(lines.filter(({ component }) => component !== 'enforcement_costs').map(({ gross }) => gross));
  const fee = reckonFee(enforced, table);
  const gross = fee.amount;
  const paid = minFen(left, gross);
  return {
    id: 'enforcement_fee',
    component: 'enforcement_costs',
    label: '执行申请费',
    // the bands of the table as section 4.4 of the rules numbers them
    rule: `R4.4-${fee.band + 2}`,
    article: '诉讼费用交纳办法 arts. 14, 20, 38',
    dueOn: on,
    fee,
    steps: [],
    gross,
    paid,
    owed: (gross - paid) as Fen,
    isProjected: true,
  };
}

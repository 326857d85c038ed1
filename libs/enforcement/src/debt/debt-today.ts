import { type Fen, sumFen } from '../money.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { plusDays } from '../watch/legal-day.js';
import { type CaseLaw, type CaseStatement, caseStatement, type ClaimAccount, surplusInFund } from './case-statement.js';
import { statementOn } from './statement.js';
import { type Payment } from './terms.js';

/** What the budget of a case is measured by at the end of a day (R2.4-1, R2.4-5). */
export interface DebtToday {
  /** target(t): all that is to be enforced, whether paid or not. */
  readonly targetFen: Fen;
  readonly owedFen: Fen;
  /** By how much what is owed grows until tomorrow if nothing is paid. */
  readonly perDayFen: Fen;
  /**
   * What the court may pay each claim in all: its lines without costs of enforcement, less the parts the creditor has already. Reckoned as if the fund
   * served this claim next, which stops its interest on the day the money came (R1.9-6): shared with others, it would seem to be owed more.
   */
  readonly dueByClaim: ReadonlyMap<string, Fen>;
}

/**
 * The debt of a case as the statement has it, for the sake of what may still be frozen or deducted. Money that has left the debtor counts at once,
 * also where a bank dates it later than our day: else it would be frozen twice. What deductions brought beyond one claim serves the others.
 */
export function debtToday(on: CalendarDate, accounts: readonly ClaimAccount[], law: CaseLaw): DebtToday {
  const atOnce = accounts.map((account) => ({ ...account, payments: noLaterThan(on, account.payments) }));
  const today = caseStatement(on, atOnce, law);
  const owedFen = stillOwed(today);
  const tomorrow = stillOwed(caseStatement(plusDays(on, 1), atOnce, law));
  const dueByClaim = accounts.map((account): [string, Fen] => [account.claimId, mayReceive(on, account, law)]);
  return { targetFen: today.totals.gross, owedFen, perDayFen: less(tomorrow, owedFen), dueByClaim: new Map(dueByClaim) };
}

function mayReceive(on: CalendarDate, { terms, payments, ifServedNext = payments }: ClaimAccount, law: CaseLaw): Fen {
  const served = noLaterThan(on, ifServedNext);
  const { lines } = statementOn(on, terms, served, law);
  const gross = sumFen(lines.filter(({ component }) => component !== 'enforcement_costs').map((line) => line.gross));
  return less(gross, sumFen(served.filter(({ inFund }) => inFund !== true).map(({ amount }) => amount)));
}

function noLaterThan(on: CalendarDate, payments: readonly Payment[]): Payment[] {
  return payments.map((payment) => (payment.on > on ? { ...payment, on } : payment));
}

/** Deducted money no claim of its own needed lies with the court, for its fee and for whichever claim lacks. */
function stillOwed({ claims, fee, totals }: CaseStatement): Fen {
  return less(totals.owed, less(surplusInFund(claims), fee?.paid ?? (0n as Fen)));
}

function less(from: Fen, amount: Fen): Fen {
  return (from > amount ? from - amount : 0n) as Fen;
}

import { type Fen, minFen } from '../money.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { type ClaimAccount } from './case-statement.js';
import { distribute } from './distribution.js';
import { type DebtTerms, type Payment } from './terms.js';

/** Money a bank sent to the court's fund account: it stops interest on the day it was sent, whenever it is paid out (R1.9-6, R4.1-4). */
export interface SentMoney {
  readonly id: string;
  readonly on: CalendarDate;
  readonly amount: Fen;
}

export interface PaidOut {
  readonly claimId: string;
  readonly amount: Fen;
}

export interface KnownClaim {
  readonly id: string;
  readonly principal: Fen;
  readonly terms: DebtTerms;
  /** Parts the creditor had otherwise than out of the fund, noted by a person; also where another court deducted them. */
  readonly parts: readonly Payment[];
}

/** Every claim of a case with the parts paid on it and its share of what our deductions brought. */
export function accountsOf(
  claims: readonly KnownClaim[],
  deductions: readonly SentMoney[],
  paidOut: readonly PaidOut[],
): ClaimAccount[] {
  const { drawn, open } = drawOn(deductions, paidOut);
  const shares = shareDeductions(deductions, paidOut, claims);
  return claims.map(({ id, terms, parts }) => ({
    claimId: id,
    terms,
    payments: [...parts, ...(shares.get(id) ?? [])],
    ifServedNext: [...parts, ...(drawn.get(id) ?? []), ...open.map(fromFund)],
  }));
}

/**
 * Which claim each deduction served: what was paid out draws on the deductions in the order they were sent; what still lies with the court
 * is shared pro rata by what each claim lacks, as creditors of one title are (R2.2-8).
 */
export function shareDeductions(
  deductions: readonly SentMoney[],
  paidOut: readonly PaidOut[],
  claims: readonly { readonly id: string; readonly principal: Fen }[],
): ReadonlyMap<string, readonly Payment[]> {
  const { drawn, open } = drawOn(deductions, paidOut);
  const shares = new Map<string, Payment[]>(claims.map(({ id }) => [id, [...(drawn.get(id) ?? [])]]));
  const lacking = new Map(claims.map(({ id, principal }) => [id, rest(principal, shares.get(id) ?? [])]));
  const give = (claimId: string, from: SentMoney, amount: Fen) => {
    if (amount === 0n) return;
    const payment = fromFund({ ...from, amount });
    shares.get(claimId)?.push(payment);
    lacking.set(claimId, rest(lacking.get(claimId) ?? (0n as Fen), [payment]));
  };
  for (const deduction of open) {
    const owed = claims.map(({ id }) => ({ id, class: 'civil', amount: lacking.get(id) ?? (0n as Fen) }) as const);
    const byClaim = distribute(deduction.amount, owed);
    for (const [claimId, amount] of byClaim) give(claimId, deduction, amount);
    const [first] = claims;
    const over = [...byClaim.values()].reduce((left, amount) => left - amount, deduction.amount as bigint);
    // more than the principals: interest and costs; the first claim takes it until the court has paid it out
    if (first !== undefined) give(first.id, deduction, over as Fen);
  }
  return shares;
}

/** What was paid out, by claim, taken from the deductions in the order they were sent; and what of each is left in the fund. */
function drawOn(deductions: readonly SentMoney[], paidOut: readonly PaidOut[]) {
  const sources = deductions
    .toSorted((one, other) => one.on.localeCompare(other.on) || one.id.localeCompare(other.id))
    .map((deduction) => ({ ...deduction }));
  const drawn = new Map<string, Payment[]>();
  for (const { claimId, amount } of paidOut) {
    let wanted = amount;
    for (const source of sources) {
      const taken = minFen(wanted, source.amount);
      if (taken === 0n) continue;
      drawn.set(claimId, [...(drawn.get(claimId) ?? []), fromFund({ ...source, amount: taken })]);
      source.amount = (source.amount - taken) as Fen;
      wanted = (wanted - taken) as Fen;
    }
  }
  return { drawn, open: sources.filter(({ amount }) => amount > 0n) as readonly SentMoney[] };
}

function fromFund({ id, on, amount }: SentMoney): Payment {
  return { id, on, amount, means: 'deduction', inFund: true };
}

function rest(lacking: Fen, payments: readonly Payment[]): Fen {
  return payments.reduce((left, { amount }) => (left > amount ? left - amount : 0n) as Fen, lacking);
}

import { type Fen, minFen } from '../money.js';
import { type CalendarDate } from '../watch/half-year-slots.js';
import { distribute } from './distribution.js';
import { type Payment } from './terms.js';

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

/**
 * Which claim each deduction served: what was paid out draws on the deductions in the order they were sent; what still lies with the court
 * is shared pro rata by what each claim lacks, as creditors of one title are (R2.2-8).
 */
export function shareDeductions(
  deductions: readonly SentMoney[],
  paidOut: readonly PaidOut[],
  claims: readonly { readonly id: string; readonly principal: Fen }[],
): ReadonlyMap<string, readonly Payment[]> {
  const shares = new Map<string, Payment[]>(claims.map(({ id }) => [id, []]));
  const lacking = new Map(claims.map(({ id, principal }) => [id, principal]));
  const give = (claimId: string, from: SentMoney, amount: Fen) => {
    if (amount === 0n) return;
    shares.get(claimId)?.push({ id: from.id, on: from.on, amount, means: 'deduction' });
    const rest = (lacking.get(claimId) ?? 0n) - amount;
    lacking.set(claimId, (rest > 0n ? rest : 0n) as Fen);
  };
  const open = deductions
    .toSorted((one, other) => one.on.localeCompare(other.on) || one.id.localeCompare(other.id))
    .map((deduction) => ({ deduction, left: deduction.amount }));
  for (const { claimId, amount } of paidOut) {
    let wanted = amount;
    for (const source of open) {
      const drawn = minFen(wanted, source.left);
      give(claimId, source.deduction, drawn);
      source.left = (source.left - drawn) as Fen;
      wanted = (wanted - drawn) as Fen;
    }
  }
  for (const { deduction, left } of open) {
    const owed = claims.map(({ id }) => ({ id, class: 'civil', amount: lacking.get(id) ?? (0n as Fen) }) as const);
    const byClaim = distribute(left, owed);
    for (const [claimId, amount] of byClaim) give(claimId, deduction, amount);
    const [first] = claims;
    const over = [...byClaim.values()].reduce((rest, amount) => rest - amount, left as bigint);
    // more than the principals: interest and costs; the first claim takes it until the court has paid it out
    if (first !== undefined) give(first.id, deduction, over as Fen);
  }
  return shares;
}

import { type Fen, minFen, sumFen } from '../money.js';

/**
 * The order among several debts of one debtor. Enforcement costs go before everything (R4.2-1); a priority creditor comes after the medical
 * costs of an injury, and fine and confiscation after every other debt (R4.2-4, 法释〔2014〕13号 art. 13).
 */
export const DEBT_CLASSES = [
  'enforcement_costs',
  'medical_costs',
  'secured',
  'restitution',
  'civil',
  'fine',
  'confiscation',
] as const;

export interface ClaimedDebt {
  readonly id: string;
  readonly class: (typeof DEBT_CLASSES)[number];
  readonly amount: Fen;
}

/** Class by class; within the class that cannot be paid in full pro rata, the fen left over going to the greatest remainders. */
export function distribute(available: Fen, debts: readonly ClaimedDebt[]): ReadonlyMap<string, Fen> {
  const shares = new Map<string, Fen>();
  let left = available;
  for (const debtClass of DEBT_CLASSES) {
    const same = debts.filter((debt) => debt.class === debtClass);
    const owed = sumFen(same.map(({ amount }) => amount));
    const paying = minFen(left, owed);
    for (const [id, share] of proRata(paying, owed, same)) shares.set(id, share);
    left = (left - paying) as Fen;
  }
  return shares;
}

function proRata(paying: Fen, owed: Fen, debts: readonly ClaimedDebt[]): [string, Fen][] {
  if (owed === 0n) return debts.map(({ id }) => [id, 0n as Fen]);
  const cut = debts.map(({ id, amount }) => ({ id, share: (amount * paying) / owed, rest: (amount * paying) % owed }));
  let over = paying - sumFen(cut.map(({ share }) => share as Fen));
  const byRest = cut.toSorted(
    (one, other) => Number(other.rest > one.rest) - Number(other.rest < one.rest) || one.id.localeCompare(other.id),
  );
  for (const one of byRest) {
    if (over === 0n) break;
    one.share += 1n;
    over -= 1n;
  }
  return cut.map(({ id, share }) => [id, share as Fen]);
}

import { type Fen, sumFen } from '../money.js';

/** The local minimum-living standard, per person and month. A row of config/law/living-cost.yaml. */
export interface LivingStandard {
  readonly city: string;
  readonly year: number;
  readonly monthly: Fen;
  readonly source: string;
  /** A figure for demonstrations; no real case may rest on it. */
  readonly isExample: boolean;
}

/** The city's standard of the year, or the newest before it: next year's is published late. Undefined where the city has none yet. */
export function standardFor(city: string, year: number, standards: readonly LivingStandard[]): LivingStandard | undefined {
  return standards
    .filter((one) => one.city === city && one.year <= year)
    .reduce<LivingStandard | undefined>(
      (newest, one) => (newest === undefined || one.year > newest.year ? one : newest),
      undefined,
    );
}

/** R3-24, 查扣冻规定 art. 3(2), CPL 254: what the debtor and those he maintains need, for so many months. */
export function livingCostReserve(people: number, months: number, { monthly }: Pick<LivingStandard, 'monthly'>): Fen {
  return (monthly * BigInt(people) * BigInt(months)) as Fen;
}

/** Money of the debtor on one account: what he can still use, and what our freeze holds. */
export interface DebtorMoney {
  readonly available: Fen;
  readonly caught: Fen;
}

/**
 * How much may be deducted from a debtor in all, so that his reserve stays with him (R3-24). The reserve is his, not the account's: kept
 * once, wherever the money lies, and money he can use elsewhere counts towards it.
 */
export function roomAboveReserve(reserve: Fen, accounts: readonly DebtorMoney[]): Fen {
  const free = sumFen(accounts.map(({ available }) => available));
  const caught = sumFen(accounts.map(({ caught: held }) => held));
  const lacking = free >= reserve ? 0n : reserve - free;
  return (caught > lacking ? caught - lacking : 0n) as Fen;
}

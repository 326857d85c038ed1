import { type Fen } from '../money.js';

/** 法发〔2021〕9号 art. 2: by the previous close, fluctuation normally within 20 % (R2.4-3). */
export interface SharesRule {
  readonly fluctuationPercent: bigint;
}

export interface SharesToFreeze {
  /** What covers the debt at the previous close. */
  readonly shares: bigint;
  /** As many as the fluctuation permits: no more may be frozen. */
  readonly most: bigint;
}

/** A holding of one listed share, as its registry reported it. */
export interface ShareHolding {
  /** Not frozen by anybody and not pledged. */
  readonly available: bigint;
  readonly previousCloseFen: Fen;
}

/** What the holding secures at the previous close. */
export function worthOf({ available, previousCloseFen }: ShareHolding): Fen {
  return (available * previousCloseFen) as Fen;
}

/** Debt and costs by the previous close, a part of a share counted as one. Throws a RangeError for a price that is none. */
export function sharesToFreeze(debtFen: Fen, previousCloseFen: Fen, { fluctuationPercent }: SharesRule): SharesToFreeze {
  if (previousCloseFen <= 0n)
    throw new RangeError('The previous close is more than nothing; a suspended share needs a valuation.');
  if (debtFen <= 0n) return { shares: 0n, most: 0n };
  const shares = (debtFen + previousCloseFen - 1n) / previousCloseFen;
  return { shares, most: (shares * (100n + fluctuationPercent)) / 100n };
}

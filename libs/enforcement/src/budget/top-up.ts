import { type Fen, fenOf, ZERO } from '../money.js';

export interface TopUpRule {
  /** A top-up is proposed once the shortfall is this much: a new ruling for a few yuan of interest helps nobody. */
  readonly leastFen: Fen;
}

export interface TopUp {
  readonly shortfallFen: Fen;
  /** By when, at the present pace, the shortfall reaches the least worth a ruling; 0 = it has. Undefined: the debt does not grow. */
  readonly inDays: number | undefined;
}

/**
 * Interest grows daily and caps do not: what the freezes of a case fall short of the target, and when that is worth a further order. A rise
 * needs a new freeze with its own rank; the old cap cannot be raised (R2.3-7).
 */
export function topUp(targetFen: Fen, capsFen: Fen, perDayFen: Fen, { leastFen }: TopUpRule): TopUp | undefined {
  const shortfallFen = targetFen > capsFen ? fenOf(targetFen - capsFen) : ZERO;
  if (shortfallFen >= leastFen && shortfallFen > 0n) return { shortfallFen, inDays: 0 };
  if (perDayFen <= 0n) return shortfallFen === ZERO ? undefined : { shortfallFen, inDays: undefined };
  const missing = leastFen + capsFen - targetFen;
  return { shortfallFen, inDays: Number((missing + perDayFen - 1n) / perDayFen) };
}

export interface KnownProposal {
  readonly openFen?: Fen | undefined;
  /** The shortfall a judge last said no to. */
  readonly dismissedFen?: Fen | undefined;
}

export type NextProposal =
  { readonly step: 'open' | 'raise'; readonly shortfallFen: Fen } | { readonly step: 'met' } | { readonly step: 'none' };

/**
 * What becomes of the proposal of a case. One is open at a time; it ends by itself when a further freeze or a payment has closed the gap. A judge who
 * said no is asked again only when the gap has grown by what is worth a ruling (R2.3-7, R2.4-5).
 */
export function nextProposal(known: KnownProposal, found: TopUp | undefined, { leastFen }: TopUpRule): NextProposal {
  const shortfallFen = found?.inDays === 0 ? found.shortfallFen : undefined;
  if (shortfallFen === undefined) return { step: known.openFen === undefined ? 'none' : 'met' };
  if (known.openFen !== undefined) return known.openFen === shortfallFen ? { step: 'none' } : { step: 'raise', shortfallFen };
  if (known.dismissedFen !== undefined && shortfallFen < known.dismissedFen + leastFen) return { step: 'none' };
  return { step: 'open', shortfallFen };
}

import { type Fen } from '../money.js';
import { fraction, type Fraction, plus, roundToFen, times } from './fraction.js';

/** One band of a fee table: what lies above `above` costs `rate` of it, on top of `base`. */
export interface FeeBand {
  readonly above: Fen;
  readonly base: Fen;
  readonly rate: Fraction;
}

export interface FeeTable {
  /** From the lowest, which starts at 0. */
  readonly bands: readonly FeeBand[];
  readonly cap?: Fen | undefined;
}

/** 诉讼费用交纳办法 art. 14: enforcement fee (R4.4-2 to R4.4-6) or preservation fee (R4.4) on an amount, by its table. */
export function feeOn(amount: Fen, { bands, cap }: FeeTable): Fen {
  const band = bands.findLast(({ above }) => amount > above) ?? bands[0];
  if (band === undefined) throw new RangeError('A fee table has at least one band.');
  const over = amount > band.above ? amount - band.above : 0n;
  const fee = roundToFen(plus(fraction(band.base), times(fraction(over), band.rate)));
  return cap !== undefined && fee > cap ? cap : fee;
}

/** R4.4-1: without an amount the court sets the fee between two limits. Undefined where `chosen` lies outside them. */
export function feeWithoutAmount(chosen: Fen, limits: { readonly from: Fen; readonly to: Fen }): Fen | undefined {
  return chosen >= limits.from && chosen <= limits.to ? chosen : undefined;
}

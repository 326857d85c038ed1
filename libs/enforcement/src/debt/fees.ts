import { type Fen, formatYuan } from '../money.js';
import { decimalText, fraction, type Fraction, plus, roundToFen, times } from './fraction.js';

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

/** A fee with everything needed to check it by hand. */
export interface ReckonedFee {
  /** What it is reckoned on. */
  readonly on: Fen;
  readonly amount: Fen;
  /** `50.00 + (100000.00 − 10000.00) × 1.5%`, in yuan; before the cap. */
  readonly formula: string;
  /** Where the cap is less than the formula comes to. */
  readonly cappedAt?: Fen | undefined;
  /** From the lowest, 0. */
  readonly band: number;
}

/** 诉讼费用交纳办法 art. 14: enforcement fee (R4.4-2 to R4.4-6) or preservation fee (R4.4) on an amount, by its table. */
export function reckonFee(on: Fen, { bands, cap }: FeeTable): ReckonedFee {
  const index = Math.max(
    bands.findLastIndex(({ above }) => on > above),
    0,
  );
  const band = bands[index];
  if (band === undefined) throw new RangeError('A fee table has at least one band.');
  const over = on > band.above ? on - band.above : 0n;
  const amount = roundToFen(plus(fraction(band.base), times(fraction(over), band.rate)));
  const base = formatYuan(band.base);
  const rate = decimalText(times(band.rate, fraction(100n)));
  const excess = band.above === 0n ? formatYuan(on) : `(${formatYuan(on)} − ${formatYuan(band.above)})`;
  const formula = band.rate.numerator === 0n ? base : `${base} + ${excess} × ${rate}%`;
  if (cap === undefined || amount <= cap) return { on, amount, formula, band: index };
  return { on, amount: cap, formula, cappedAt: cap, band: index };
}

export function feeOn(amount: Fen, table: FeeTable): Fen {
  return reckonFee(amount, table).amount;
}

/** R4.4-1: without an amount the court sets the fee between two limits. Undefined where `chosen` lies outside them. */
export function feeWithoutAmount(chosen: Fen, limits: { readonly from: Fen; readonly to: Fen }): Fen | undefined {
  return chosen >= limits.from && chosen <= limits.to ? chosen : undefined;
}

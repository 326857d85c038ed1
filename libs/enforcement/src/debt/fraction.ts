import { type Fen } from '../money.js';

/** An exact number. Interest stays a fraction until a line of the statement is written (R4.3-2); no float ever sees money. */
export interface Fraction {
  readonly numerator: bigint;
  /** Always above zero. */
  readonly denominator: bigint;
}

const DECIMAL = /^(-?)(0|[1-9]\d{0,15})(?:\.(\d{1,12}))?$/;

export function fraction(numerator: bigint, denominator = 1n): Fraction {
  if (denominator === 0n) throw new RangeError('A fraction has no denominator of zero.');
  const sign = denominator < 0n ? -1n : 1n;
  const common = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator * sign);
  return { numerator: (sign * numerator) / common, denominator: (sign * denominator) / common };
}

/** `"0.0175"` as 7/400; undefined for anything but plain decimals. */
export function parseDecimal(text: string): Fraction | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '0', decimals = ''] = match;
  const digits = BigInt(whole + decimals);
  return fraction(sign === '-' ? -digits : digits, 10n ** BigInt(decimals.length));
}

/** A rate as judgments write it: `"4.35"` per cent is 87/2000. */
export function parsePercent(text: string): Fraction | undefined {
  const parsed = parseDecimal(text);
  return parsed === undefined ? undefined : fraction(parsed.numerator, parsed.denominator * 100n);
}

export function plus(one: Fraction, other: Fraction): Fraction {
  return fraction(one.numerator * other.denominator + other.numerator * one.denominator, one.denominator * other.denominator);
}

export function times(one: Fraction, other: Fraction): Fraction {
  return fraction(one.numerator * other.numerator, one.denominator * other.denominator);
}

/** Half-up to whole fen, the only rounding there is (R4.3-2). */
export function roundToFen(amount: Fraction): Fen {
  const doubled = 2n * amount.numerator + amount.denominator;
  const divisor = 2n * amount.denominator;
  const quotient = doubled / divisor;
  return (doubled % divisor < 0n ? quotient - 1n : quotient) as Fen;
}

/** An amount of fen in yuan as text, cut after six decimals and marked where more follow: for a reader, never for reckoning. */
export function exactYuan(amount: Fraction): string {
  const scaled = amount.numerator * 10_000n;
  const digits = (scaled / amount.denominator).toString().padStart(7, '0');
  const decimals = digits.slice(-6).replace(/0{1,4}$/, '');
  return `${digits.slice(0, -6)}.${decimals}${scaled % amount.denominator === 0n ? '' : '…'}`;
}

/** `3/2` as `1.5`, for a number that was written as a plain decimal; cut after twelve decimals. */
export function decimalText({ numerator, denominator }: Fraction): string {
  const digits = ((numerator * 10n ** 12n) / denominator).toString().padStart(13, '0');
  const decimals = digits.slice(-12).replace(/0+$/, '');
  return `${digits.slice(0, -12)}${decimals === '' ? '' : `.${decimals}`}`;
}

function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  let [left, right] = [one, other];
  while (right !== 0n) [left, right] = [right, left % right];
  return left === 0n ? 1n : left;
}

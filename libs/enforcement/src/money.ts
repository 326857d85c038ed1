declare const fen: unique symbol;
/** Money inside the house: integer fen (1/100 yuan), never a float. */
export type Fen = bigint & { readonly [fen]: true };

export const ZERO = 0n as Fen;

// numeric(18,2) is the widest a bank of ours takes
const YUAN = /^(-?)(0|[1-9]\d{0,15})(?:\.(\d{1,2}))?$/;

/**
 * The one parser of yuan text such as `"305000.00"`: at most two decimals, no grouping, no exponent, no plus sign.
 * Returns undefined for anything else, so that every border can say in its own words which field is wrong.
 */
export function parseYuan(text: string): Fen | undefined {
  const match = YUAN.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '0', decimals = ''] = match;
  const amount = BigInt(whole) * 100n + BigInt(decimals.padEnd(2, '0'));
  return (sign === '-' ? -amount : amount) as Fen;
}

/** Yuan text with two decimals, the only notation of money over HTTP. */
export function formatYuan(amount: Fen): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Money as PostgreSQL and messages carry it: a decimal string of fen. Throws on anything else: those are our own writings. */
export function fenOf(text: string | number | bigint): Fen {
  return BigInt(text) as Fen;
}

export function sumFen(amounts: Iterable<Fen>): Fen {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total as Fen;
}

export function minFen(a: Fen, b: Fen): Fen {
  return a < b ? a : b;
}

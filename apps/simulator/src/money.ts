/** Yuan strings outside, fen inside. */
export function parseYuan(text: string): bigint {
  const match = /^(0|[1-9]\d{0,14})\.(\d{2})$/.exec(text);
  if (!match) throw new Error('not a yuan amount with two decimals');
  return BigInt(`${match[1]}${match[2]}`);
}

export function formatYuan(fen: bigint): string {
  const sign = fen < 0n ? '-' : '';
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

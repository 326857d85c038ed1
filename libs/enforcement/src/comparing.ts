/** For sorting texts, fen and numbers: the smaller first. */
export function ascending<T extends string | bigint | number>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : +1;
}

/** Below this many no message comes near the bound of the broker, and nobody has to weigh them. */
const LIGHT = 32;
/** Well below the largest message there is, and a consumer takes several of them in one fetch. */
const MOST_BYTES = 400_000;

/** Items in their order as they go into messages: at most `most` in one, and so many that a broker takes it; `bytesOf` weighs one. */
export function portionsOf<T>(items: readonly T[], most: number, bytesOf: (item: T) => number): T[][] {
  const portions: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const weight = most > LIGHT ? bytesOf(item) : 0;
    const last = portions.at(-1);
    if (last !== undefined && last.length < most && (last.length < LIGHT || bytes + weight <= MOST_BYTES)) {
      last.push(item);
      bytes += weight;
    } else {
      portions.push([item]);
      bytes = weight;
    }
  }
  return portions;
}
